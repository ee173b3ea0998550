package adr

import (
	"cmp"
	"path"
	"slices"
	"strconv"
	"strings"
)

// Collection is the records of a repository, found by what people call them. It never changes.
type Collection struct {
	Records []*Record // in the order of their paths

	byPath   map[string]*Record
	byID     map[string]*Record   // ids of the front matter, in capitals
	byNumber map[int][]*Record    // across folders
	byKey    map[string][]*Record // slugs and files' names, in small letters
	keys     map[*Record]string
	keyed    map[string]*Record // keys in small letters

	related map[*Record]relatives
	heirs   map[*Record][]*Record // who say that they took its place
}

// relatives are what a record says of others, by relation.
type relatives map[Relation]struct {
	records []*Record
	others  []string
}

// Collect makes a collection of records.
func Collect(records []*Record) *Collection {
	c := &Collection{
		Records: slices.Clone(records), byPath: map[string]*Record{}, byID: map[string]*Record{}, byNumber: map[int][]*Record{},
		byKey: map[string][]*Record{}, keys: map[*Record]string{}, keyed: map[string]*Record{},
		related: map[*Record]relatives{}, heirs: map[*Record][]*Record{},
	}
	slices.SortFunc(c.Records, func(a, b *Record) int { return strings.Compare(a.Path, b.Path) })
	for _, r := range c.Records {
		c.byPath[r.Path] = r
		if id := strings.ToUpper(r.ID); id != "" && c.byID[id] == nil {
			c.byID[id] = r
		}
		if r.Number != "" {
			c.byNumber[number(r.Number)] = append(c.byNumber[number(r.Number)], r)
		}
		base := strings.ToLower(path.Base(r.Path))
		for _, key := range []string{base, strings.TrimSuffix(base, path.Ext(base)), strings.ToLower(r.Slug)} {
			if had := c.byKey[key]; !slices.Contains(had, r) {
				c.byKey[key] = append(had, r)
			}
		}
	}
	c.name()
	for _, r := range c.Records {
		c.relate(r)
	}
	return c
}

// name gives every record a key of its own. The first of those with one number has the number alone: records of the
// repository's own folders come before those of packages. The others have their slug too.
func (c *Collection) name() {
	order := slices.Clone(c.Records)
	slices.SortStableFunc(order, func(a, b *Record) int {
		return cmp.Or(cmp.Compare(strings.Count(a.Folder, "/"), strings.Count(b.Folder, "/")), strings.Compare(a.Path, b.Path))
	})
	for _, r := range order {
		key := "ADR-" + r.Slug
		if r.Number != "" {
			key = "ADR-" + Padded(r.Number)
			if c.keyed[strings.ToLower(key)] != nil && r.Slug != "" {
				key += "-" + r.Slug
			}
		}
		key = strings.ReplaceAll(clean(key), " ", "-")
		for i, one := 2, key; c.keyed[strings.ToLower(key)] != nil; i++ {
			key = one + "-" + strconv.Itoa(i)
		}
		c.keys[r], c.keyed[strings.ToLower(key)] = key, r
	}
}

// Key is what tells a record from all others of the collection: ADR-0012, ADR-0012-use-kafka where another record has the
// number already, ADR-use-kafka where there is none.
func (c *Collection) Key(r *Record) string { return c.keys[r] }

// At is the record of a file; nil where there is none.
func (c *Collection) At(file string) *Record { return c.byPath[file] }

// Find finds a record by its key, its stable id, its number (ADR-12, 0012), its path, its file's name or slug. Of several
// that a name fits all are answered, those of a folder below near first; near may be "".
func (c *Collection) Find(name, near string) []*Record {
	name = strings.TrimSpace(name)
	if r := c.byPath[path.Clean(name)]; r != nil && name != "" {
		return []*Record{r}
	}
	if r := c.byID[strings.ToUpper(name)]; r != nil {
		return []*Record{r}
	}
	var found []*Record
	bare := name
	if len(name) > 4 && strings.EqualFold(name[:3], "adr") && strings.ContainsRune("-_ #", rune(name[3])) {
		bare = name[4:]
	}
	if n, err := strconv.Atoi(strings.TrimPrefix(bare, "#")); err == nil && len(bare) <= 7 {
		found = c.byNumber[n]
	} else if found = c.byKey[strings.ToLower(bare)]; len(found) == 0 && c.keyed[strings.ToLower(name)] != nil {
		return []*Record{c.keyed[strings.ToLower(name)]}
	}
	found = slices.Clone(found)
	slices.SortStableFunc(found, func(a, b *Record) int {
		return cmp.Or(cmp.Compare(away(a, near), away(b, near)), cmp.Compare(strings.Count(a.Folder, "/"), strings.Count(b.Folder, "/")))
	})
	return found
}

func away(r *Record, near string) int {
	if near != "" && r.Folder == near {
		return 0
	}
	return 1
}

// target is the record that a link leads to; nil for none, or what is no record.
func (c *Collection) target(from *Record, l Link) *Record {
	if file := l.file(from.Path); file != "" {
		if r := c.byPath[file]; r != nil {
			return r
		}
	}
	if found := c.Find(l.Target, from.Folder); len(found) > 0 {
		return found[0]
	}
	return nil
}

// relate resolves what a record says of others.
func (c *Collection) relate(r *Record) {
	for _, l := range r.Links {
		if l.Relation == "" {
			continue
		}
		if c.related[r] == nil {
			c.related[r] = relatives{}
		}
		all := c.related[r][l.Relation]
		switch to := c.target(r, l); {
		case to == r || to != nil && slices.Contains(all.records, to):
		case to == nil:
			all.others = append(all.others, l.Target)
		default:
			all.records = append(all.records, to)
			if l.Relation == Supersedes {
				c.heirs[to] = append(c.heirs[to], r)
			}
		}
		c.related[r][l.Relation] = all
	}
}

// Related are the records that one names in a relation, in their order, and what it names that is no record here.
func (c *Collection) Related(r *Record, rel Relation) (records []*Record, others []string) {
	all := c.related[r][rel]
	return all.records, all.others
}

// Heir is the record that took another's place, whichever of the two says so; nil where that is none of the collection.
func (c *Collection) Heir(r *Record) *Record {
	if said, _ := c.Related(r, SupersededBy); len(said) > 0 {
		return said[0]
	}
	if heirs := c.heirs[r]; len(heirs) > 0 {
		return heirs[0]
	}
	return nil
}

// leadsTo says whether a link means another record.
func (l Link) leadsTo(from, to *Record) bool {
	if to.Path != "" && l.file(from.Path) == to.Path {
		return true
	}
	return Collect([]*Record{to}).target(from, l) == to
}

// Superseder says whether a record names another as the one that took its place.
func (c *Collection) Superseder(old, heir *Record) bool {
	heirs, _ := c.Related(old, SupersededBy)
	return slices.Contains(heirs, heir)
}
