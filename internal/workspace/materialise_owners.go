package workspace

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/leadline/leadline/internal/codeowners"
	"github.com/leadline/leadline/internal/ownership"
	"github.com/leadline/leadline/internal/people"
	"github.com/leadline/leadline/internal/store/leadstore"
)

// unlessSame replaces rows of the lead's store, unless nothing has changed that they depend on.
func (w *Workspace) unlessSame(ctx context.Context, s *Snapshot, what string, from []any, replace func() error) error {
	sum := sha256.New()
	if err := json.NewEncoder(sum).Encode(from); err != nil {
		return err
	}
	key := hex.EncodeToString(sum.Sum(nil))
	lead := w.stores.Load().Lead
	if same, err := lead.ReplacedFor(ctx, s.Repo, what, key); err != nil || same {
		return err
	}
	if err := replace(); err != nil {
		return err
	}
	return lead.SetReplacedFor(ctx, s.Repo, what, key)
}

// materialiseSilos stores the areas that rest on one person. What was changed often within a year is another
// matter every day.
func (w *Workspace) materialiseSilos(ctx context.Context, s *Snapshot, people string) error {
	if !s.Indexed {
		return nil
	}
	tracked, err := w.list()
	if err != nil {
		return err
	}
	state := w.index.State()
	from := []any{
		state.Tips, state.Generation, s.Settings.Knowledge, people, s.standing.source.Fingerprint(), s.ignored, s.Hosted.fingerprint(),
		tracked.print(), s.Now().UTC().Format(time.DateOnly),
	}
	return w.unlessSame(ctx, s, "silo", from, func() error {
		areas, err := w.Areas(ctx)
		if err != nil {
			return fmt.Errorf("cannot tell which areas rest on one person: %w", err)
		}
		return w.stores.Load().Lead.ReplaceSilos(ctx, s.Repo, siloRows(areas))
	})
}

func siloRows(areas []ownership.Area) []leadstore.SiloRow {
	var rows []leadstore.SiloRow
	for _, silo := range ownership.Silos(areas) {
		row := leadstore.SiloRow{
			Area: silo.Area, Knower: Address(silo.Knower.Person), KnowerName: silo.Knower.Person.Name,
			Share: silo.Knower.Share, Files: silo.Files,
		}
		if silo.Next != nil {
			row.RunnerUp, row.RunnerName = Address(silo.Next.Person), silo.Next.Person.Name
		}
		rows = append(rows, row)
	}
	return rows
}

// Address is how somebody is written to: @handle, else the address.
func Address(p *people.Person) string {
	if p.Handle != "" {
		return "@" + p.Handle
	}
	return p.Email
}

// materialiseOwners stores whom CODEOWNERS declares; nothing where there is none.
func (w *Workspace) materialiseOwners(ctx context.Context, s *Snapshot) error {
	lead := w.stores.Load().Lead
	if s.Owners == nil {
		return w.unlessSame(ctx, s, "owner", nil, func() error { return lead.ReplaceOwners(ctx, s.Repo, nil) })
	}
	tracked, err := w.list()
	if err != nil {
		return err
	}
	var rules []any
	for _, r := range s.Owners.Rules {
		rules = append(rules, r, r.Owners, r.Section, r.Negated)
	}
	return w.unlessSame(ctx, s, "owner", []any{s.Owners.File, s.Owners.Dialect, rules, tracked.print()}, func() error {
		return lead.ReplaceOwners(ctx, s.Repo, ownersRows(s.Owners, tracked.all))
	})
}

// mostMatched is how many rules times files are looked at where every rule must be.
const mostMatched = 20_000_000

// ownersRows says whom CODEOWNERS declares for each tracked file, those of a folder together where the same
// rules decide all of them.
func ownersRows(rules *codeowners.Ruleset, tracked []string) []leadstore.OwnersRow {
	if rules.Dialect == codeowners.Gitea && len(rules.Rules)*len(tracked) > mostMatched {
		return nil
	}
	type area struct {
		row   leadstore.OwnersRow
		lines string // of all rules that decide
		mixed bool
	}
	files, folders := make([]area, len(tracked)), map[string]*area{}
	for i, file := range tracked {
		m := rules.Match(file)
		a := area{row: leadstore.OwnersRow{Path: file, Owners: m.Owners}}
		if m.Rule != nil {
			a.row.File, a.row.Line, a.row.Pattern = m.Rule.File, m.Rule.Line, m.Rule.Pattern
		}
		for _, r := range m.Rules {
			a.lines += fmt.Sprint(r.Line, " ")
		}
		files[i] = a
		for dir := path.Dir(file); ; dir = path.Dir(dir) {
			if f := folders[dir]; f == nil {
				whole := a
				whole.row.Path = dir
				folders[dir] = &whole
			} else {
				f.mixed = f.mixed || f.lines != a.lines
			}
			if dir == "." || dir == "/" { // a hostile index has names such as /etc/passwd
				break
			}
		}
	}
	var rows []leadstore.OwnersRow
	for dir, f := range folders {
		if !f.mixed && (dir == "." || dir == "/" || folders[path.Dir(dir)].mixed) {
			rows = append(rows, f.row)
		}
	}
	for _, f := range files {
		if folders[path.Dir(f.row.Path)].mixed {
			rows = append(rows, f.row)
		}
	}
	slices.SortFunc(rows, func(a, b leadstore.OwnersRow) int { return strings.Compare(a.Path, b.Path) })
	return rows
}
