package share_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/leadline/leadline/internal/git"
	"github.com/leadline/leadline/internal/gittest"
	"github.com/leadline/leadline/internal/share"
	"github.com/leadline/leadline/internal/store/eventlog"
)

// What is one's own: kinds of which no event may ever reach anybody else.
var ownKinds = []string{
	"availability.agreed", "block.dropped", "block.planned", "block.stands", "entry.told", "hint.shown", "hint.snoozed",
	"identity.asked", "identity.confirmed", "pairing.kept", "place.seen", "plate.added", "plate.done", "plate.dropped",
	"plate.sorted", "repo.adopted", "session.begun", "session.ended",
}

// Everything that a team may be told. A new kind belongs into one of the two lists, by somebody's decision.
var teamKinds = []string{
	"availability.shared", "decision.answered", "decision.logged", "decision.moved", "decision.questioned", "decision.reviewed",
	"decision.superseded", "entry.amended", "entry.attached", "entry.retracted", "knowledge.claimed", "knowledge.disclaimed",
	"knowledge.unsaid", "pairing.cancelled", "pairing.declined", "pairing.done", "pairing.dropped", "pairing.moved",
	"pairing.postponed", "pairing.scheduled", "pairing.taken", "person.away", "person.left-out", "person.limited", "person.merged",
	"person.returned", "person.separated", "question.answered", "question.asked", "question.reopened", "retro.noted",
	"review.declined", "review.done", "review.landed", "review.postponed", "review.requested", "review.taken", "risk.closed",
	"risk.raised", "todo.checked-in", "todo.declined", "todo.done", "todo.handed-back", "todo.offered", "todo.postponed",
	"todo.replaced", "todo.restored", "todo.reverted", "todo.taken", "wish.for-less", "wish.to-learn", "wish.withdrawn",
}

// writtenKinds are those that the program knows, from its sources: every constant noun.verb of the packages that name kinds.
func writtenKinds(t *testing.T) []string {
	t.Helper()
	var kinds []string
	for _, dir := range []string{"ledger", "plate", "share"} {
		files, err := filepath.Glob(filepath.Join("..", dir, "*.go"))
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range files {
			if strings.HasSuffix(name, "_test.go") {
				continue
			}
			file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
			if err != nil {
				t.Fatal(err)
			}
			for _, d := range file.Decls {
				if group, ok := d.(*ast.GenDecl); ok && group.Tok == token.CONST {
					kinds = append(kinds, kindsIn(group)...)
				}
			}
		}
	}
	slices.Sort(kinds)
	return kinds
}

func kindsIn(group *ast.GenDecl) []string {
	var kinds []string
	for _, spec := range group.Specs {
		for _, v := range spec.(*ast.ValueSpec).Values {
			text, ok := v.(*ast.BasicLit)
			if !ok || text.Kind != token.STRING {
				continue
			}
			word, err := strconv.Unquote(text.Value)
			noun, verb, dotted := strings.Cut(word, ".")
			if err == nil && dotted && !strings.ContainsFunc(noun+verb, func(c rune) bool { return (c < 'a' || c > 'z') && c != '-' }) && noun != "" && verb != "" {
				kinds = append(kinds, word)
			}
		}
	}
	return kinds
}

// Somebody has one of everything that is private. What a sync foretells is what the remote then holds, to the byte and to the
// event, and nothing that is private is among it, or in anything else that was sent.
func TestNothingPrivateLeaves(t *testing.T) {
	t.Parallel()
	if diff := cmp.Diff(slices.Sorted(slices.Values(slices.Concat(ownKinds, teamKinds))), writtenKinds(t)); diff != "" {
		t.Fatalf("say of each kind whether it is private (-listed +written):\n%s", diff)
	}
	const secret = "zanzibar"
	bare := remote(t)
	one, two := newMachine(t, "one"), newMachine(t, "two")
	for _, kind := range ownKinds {
		body := json.RawMessage(fmt.Sprintf(`{"text":%q}`, secret))
		mine := eventlog.Event{Kind: kind, Subject: secret, Repo: one.repo(), ActorName: secret, ActorEmail: secret + "@example.com", Body: body}
		if _, err := one.own.Append(t.Context(), mine); err != nil {
			t.Fatal(err)
		}
		mine.ID, mine.Visibility = "", "private"
		if _, err := one.log.Append(t.Context(), mine); err == nil {
			t.Errorf("%s: the team's log takes what is private", kind)
		}
	}
	for _, what := range []string{"calendar", "proposals " + one.repo()} { // busy times that nobody published among them
		if err := one.own.Keep(t.Context(), what, map[string]json.RawMessage{secret: json.RawMessage(`{"busy":["` + secret + `"]}`)}); err != nil {
			t.Fatal(err)
		}
	}
	for _, kind := range teamKinds {
		one.say(kind, "D-AAAAAA", `{"title":"told"}`)
	}
	withdrawn := one.events()[0]
	for range 3 { // at first, with something new, and with something taken back
		var told bytes.Buffer
		c := one.channel(bare)
		c.Retell = true
		p, err := share.Preview(t.Context(), c)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := p.WriteTo(&told); err != nil {
			t.Fatal(err)
		}
		before := map[string]bool{}
		for _, b := range batchesIn(t, bare) {
			before[b] = true
		}
		if _, err := share.Sync(t.Context(), c); err != nil {
			t.Fatal(err)
		}
		var now strings.Builder
		for _, b := range batchesIn(t, bare) {
			if !before[b] {
				now.WriteString(b)
			}
		}
		if diff := cmp.Diff(told.String(), now.String()); diff != "" {
			t.Errorf("the remote holds something else than was foretold (-foretold +there):\n%s", diff)
		}
		everything := gittest.Git(t, bare, "cat-file", "--batch-all-objects", "--batch", "--unordered") + strings.Join(refs(t, bare), "\n")
		for _, word := range []string{secret, one.dir} {
			if strings.Contains(everything, word) {
				t.Errorf("%q left", word)
			}
		}
		two.sync(bare)
		if diff := cmp.Diff(one.events(), two.events(), cmpopts.IgnoreFields(eventlog.Event{}, "N")); diff != "" {
			t.Errorf("two has other events:\n%s", diff)
		}
		if _, err := one.log.Blank(t.Context(), eventlog.Blank{ID: withdrawn.ID, Body: json.RawMessage("{}")}); err != nil {
			t.Fatal(err)
		}
		one.decide("D-LATER1", "one more")
	}
	var kinds []string
	for _, e := range two.events() {
		kinds = append(kinds, e.Kind)
	}
	slices.Sort(kinds)
	if diff := cmp.Diff(teamKinds, slices.Compact(kinds)); diff != "" {
		t.Errorf("what arrived is not what the team may be told (-may +arrived):\n%s", diff)
	}
	if own, err := two.own.Since(t.Context(), 0, 1000); err != nil || strings.Contains(fmt.Sprintf("%+v", own), secret) {
		t.Errorf("two got private events: %+v, %v", own, err)
	}
	if _, err := os.Stat(filepath.Join(one.dir, eventlog.PrivateFile)); err != nil {
		t.Error(err) // or nothing above was proved
	}
}

// batchesIn are the batches in all refs of a remote, those of a ref in the order in which they were written.
func batchesIn(t testing.TB, bare string) []string {
	t.Helper()
	var all []string
	for _, ref := range refs(t, bare) {
		for _, commit := range strings.Fields(gittest.Git(t, bare, "rev-list", "--reverse", ref)) {
			all = append(all, gittest.Git(t, bare, "show", commit+":"+git.BatchFile)+"\n")
		}
	}
	return all
}
