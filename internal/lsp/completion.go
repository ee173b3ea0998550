package lsp

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"sort"
	"strings"

	"go.lsp.dev/protocol"

	"github.com/leadline/leadline/internal/codeowners"
	"github.com/leadline/leadline/internal/people"
	"github.com/leadline/leadline/internal/phrase"
	"github.com/leadline/leadline/internal/workspace"
)

const (
	mostCompletions   = 200
	mostCompletedLine = 10_000 // bytes; no rule that is typed is longer
)

// Completion completes the paths and the owners of a CODEOWNERS file, ids where they are cited, and people in TODO comments. All else belongs to
// other servers: there it has no answer.
func (s *Server) Completion(ctx context.Context, p *protocol.CompletionParams) (protocol.CompletionResult, error) {
	b := s.rulebookOf(ctx, p.TextDocument.URI)
	if b == nil {
		if cited, ok := s.completeCitation(ctx, p); ok {
			return cited, nil
		}
		return s.completeTodo(ctx, p)
	}
	line, column := b.lineOf(p.Position)
	typed := b.lineText(line)[:column-1]
	if len(typed) > mostCompletedLine || strings.HasPrefix(strings.TrimSpace(typed), "#") {
		return nil, nil
	}
	start, owner := completed(b.dialect, typed)
	if start < 0 {
		return nil, nil
	}
	list := &completions{
		list: protocol.CompletionList{Items: []protocol.CompletionItem{}},
		over: b.document.Range(b.offset(line, start+1), b.offset(line, column)),
	}
	if owner {
		s.completeOwner(ctx, b, line, typed[start:], list)
	} else {
		b.completePath(typed[start:], list)
	}
	return &list.list, nil
}

// completed finds the word that ends at the cursor: where it starts, and whether it is an owner. start is
// negative where nothing can be completed.
func completed(d codeowners.Dialect, typed string) (start int, owner bool) {
	body := strings.TrimLeft(typed, " \t")
	if d == codeowners.GitLab && strings.HasPrefix(strings.TrimPrefix(body, "^"), "[") {
		if !strings.Contains(body, "]") {
			return -1, false
		}
		return strings.LastIndexAny(typed, " \t]") + 1, true
	}
	end := len(typed) - len(body)
	for end < len(typed) && typed[end] != ' ' && typed[end] != '\t' {
		if typed[end] == '\\' && end+1 < len(typed) {
			end++
		}
		end++
	}
	if end >= len(typed) {
		return len(typed) - len(body), false
	}
	if d != codeowners.GitLab && strings.Contains(typed[end:], "#") {
		return -1, false // an inline comment
	}
	return strings.LastIndexAny(typed, " \t") + 1, true
}

type completions struct {
	list protocol.CompletionList
	over protocol.Range // the word that is replaced
}

func (c *completions) full() bool {
	c.list.IsIncomplete = c.list.IsIncomplete || len(c.list.Items) == mostCompletions
	return len(c.list.Items) == mostCompletions
}

func (c *completions) add(text, filter, detail string, kind protocol.CompletionItemKind) {
	item := protocol.CompletionItem{
		Label: phrase.Clean(text, mostSymbolText), Kind: kind, FilterText: protocol.NewOptional(filter),
		SortText: protocol.NewOptional(fmt.Sprintf("%04d", len(c.list.Items))),
		TextEdit: &protocol.TextEdit{Range: c.over, NewText: text},
	}
	if detail != "" {
		item.Detail = protocol.NewOptional(detail)
	}
	c.list.Items = append(c.list.Items, item)
}

// completePath offers what lies in the folder that was typed. A name alone is offered from the top, with
// the slash that ties it there.
func (b *rulebook) completePath(word string, c *completions) {
	negation := ""
	if rest, ok := strings.CutPrefix(word, "!"); ok && b.dialect != codeowners.GitHub {
		word, negation = rest, "!"
	}
	path := strings.ReplaceAll(word, `\`, "")
	if strings.ContainsAny(path, "*?[]") {
		return
	}
	path, anchored := strings.CutPrefix(path, "/")
	prefix := ""
	if anchored || b.dialect != codeowners.Gitea && !strings.Contains(path, "/") {
		prefix = "/"
	}
	for name := range below(b.basis.tracked.paths, path) {
		if c.full() {
			return
		}
		if _, ok := codeowners.PatternFor(b.dialect, name); !ok {
			continue
		}
		text := negation + prefix + codeowners.EscapePath(b.dialect, name)
		filter := text
		if !anchored {
			filter = negation + strings.TrimPrefix(strings.TrimPrefix(text, negation), prefix)
		}
		kind := protocol.CompletionItemKindFile
		if strings.HasSuffix(name, "/") {
			kind = protocol.CompletionItemKindFolder
		}
		c.add(text, filter, "", kind)
	}
}

// below yields the files and folders (with a slash at their end) that begin with path, one level deep, out
// of sorted paths.
func below(sorted []string, path string) func(yield func(string) bool) {
	return func(yield func(string) bool) {
		i := sort.SearchStrings(sorted, path)
		for i < len(sorted) && strings.HasPrefix(sorted[i], path) {
			name := sorted[i]
			i++
			if slash := strings.IndexByte(name[len(path):], '/'); slash >= 0 {
				name = name[:len(path)+slash+1]
				i += sort.Search(len(sorted)-i, func(n int) bool { return !strings.HasPrefix(sorted[i+n], name) })
			}
			if !yield(name) {
				return
			}
		}
	}
}

// completeOwner offers who stands in the file already, the most frequent first, then the teams of the
// settings, then the people who are here.
func (s *Server) completeOwner(ctx context.Context, b *rulebook, line int, word string, c *completions) {
	seen := map[string]bool{}
	offer := func(owner, detail string, kind protocol.CompletionItemKind) {
		key := strings.ToLower(owner)
		if seen[key] || !typedAs(key, strings.ToLower(word)) || !codeowners.ValidOwner(b.dialect, owner) || c.full() {
			return
		}
		seen[key] = true
		filter := owner
		if !strings.HasPrefix(word, "@") {
			filter = strings.TrimPrefix(owner, "@")
		}
		c.add(owner, filter, detail, kind)
	}
	v := phrase.For(b.site.snapshot, phrase.Plain())
	area, near := workspace.AreaOf(nil, nil), s.nearest(ctx, b, 0)
	if b.parsed.Load() != nil { // reading 40,000 rules takes longer than a keystroke may
		area, near = b.area(line), s.nearest(ctx, b, line)
	}
	declared := func(owner string) string { return strings.TrimPrefix(v.Declared(owner, area, near), owner+" ") }
	for _, owner := range b.usual(word) {
		offer(owner, declared(owner), protocol.CompletionItemKindValue)
	}
	for _, t := range b.snapshot.Settings.Teams {
		offer("@"+t.Name, declared("@"+t.Name), protocol.CompletionItemKindClass)
	}
	for _, p := range b.suggestible() {
		offer(b.written(p), declared(b.written(p)), protocol.CompletionItemKindValue)
	}
}

// typedAs says whether an owner begins with what was typed, with or without the @.
func typedAs(owner, typed string) bool {
	return strings.HasPrefix(owner, typed) || strings.HasPrefix(strings.TrimPrefix(owner, "@"), typed)
}

// usual are the owners in the file, the most frequent first. The word being typed is one of them only if it stands elsewhere too.
func (b *rulebook) usual(word string) []string {
	rules := b.glance() // reading 40,000 rules takes longer than a keystroke may
	if rules == nil {
		rules = b.rules()
	}
	count := map[string]int{}
	for _, r := range rules.Rules {
		for i, o := range r.Owners {
			if column, _ := r.OwnerColumns(i); column > 0 {
				count[o]++
			}
		}
	}
	for _, h := range rules.Headings {
		for _, o := range h.Owners {
			count[o]++
		}
	}
	if count[word] == 1 {
		delete(count, word)
	}
	owners := make([]string, 0, len(count))
	for o := range count {
		owners = append(owners, o)
	}
	slices.SortFunc(owners, func(x, y string) int { return cmp.Or(count[y]-count[x], strings.Compare(x, y)) })
	return owners
}

// suggestible are the people who may be named as owners, whoever was here last first.
func (b *rulebook) suggestible() []*people.Person {
	var out []*people.Person
	for _, p := range b.snapshot.People.All() {
		if !p.Bot && b.written(p) != "" && b.nameable(p) {
			out = append(out, p)
		}
	}
	slices.SortStableFunc(out, func(x, y *people.Person) int {
		return cmp.Or(b.snapshot.LastSeen(y).Compare(b.snapshot.LastSeen(x)), strings.Compare(b.written(x), b.written(y)))
	})
	return out
}

// nameable people are here, or not known to be gone, and neither left out nor muted by the reader.
func (b *rulebook) nameable(p *people.Person) bool {
	s := b.snapshot
	gone := s.Indexed && !s.LastSeen(p).IsZero() && !s.Active(p)
	return !gone && !s.LeftOut(p) && !slices.ContainsFunc(s.Settings.Hints.Mute, func(who string) bool { return s.Person(who) == p })
}

// written is how a person stands in the file; "" when the dialect cannot name them.
func (b *rulebook) written(p *people.Person) string {
	if who := handle(p); codeowners.ValidOwner(b.dialect, who) {
		return who
	}
	return ""
}
