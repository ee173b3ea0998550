package hint_test

import (
	"math"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/leadline/leadline/internal/git"
	"github.com/leadline/leadline/internal/lang"
	"github.com/leadline/leadline/internal/ownership"
	"github.com/leadline/leadline/internal/people"
	"github.com/leadline/leadline/internal/store/index"
)

// BenchmarkSiloHint replays the history of the repository that LEADLINE_BENCH_REPO names, commit by commit, and
// reports on what part of its edits somebody new to a silo would have been told so: it must stay under 5 %. An edit
// is one file that one commit by a person changed or moved. Who merged a commit is not credited here, as the index
// does: that makes for more silos and more strangers, so the figure is rather too high.
func BenchmarkSiloHint(b *testing.B) {
	dir := os.Getenv("LEADLINE_BENCH_REPO")
	if dir == "" {
		b.Skip("LEADLINE_BENCH_REPO names no repository")
	}
	repository, err := git.Find(dir)
	if err != nil {
		b.Fatal(err)
	}
	head, err := repository.Head()
	if err != nil {
		b.Fatal(err)
	}
	store, err := git.OpenStore(b.Context(), filepath.Join(b.TempDir(), "git"), repository)
	if err != nil {
		b.Fatal(err)
	}
	var commits []*git.Commit
	var identities []git.Identity
	for c, err := range store.Log(b.Context(), git.LogQuery{Tips: []git.Hash{head.Hash}, NoMerges: true}) {
		if err != nil {
			b.Fatal(err)
		}
		commits = append(commits, c)
		identities = append(identities, c.Author)
	}
	slices.Reverse(commits)
	options := people.Options{}
	if text, err := store.Blob(b.Context(), head.Hash, ".mailmap", 1<<20); err == nil {
		options.Mailmap = text
	}
	directory := people.NewDirectory(identities, options)
	for b.Loop() {
		r := newReplay(directory)
		for _, c := range commits {
			r.commit(c)
		}
		b.ReportMetric(float64(r.edits), "edits")
		b.ReportMetric(float64(r.shown), "hints")
		b.ReportMetric(100*float64(r.shown)/math.Max(1, float64(r.edits)), "%")
		b.ReportMetric(100*r.worst(), "%-worst-year")
	}
}

// replay is a repository as it was at one moment of its history.
type replay struct {
	directory *people.Directory
	faces     *ownership.Faces
	files     map[string]*replayed
	folders   map[string]map[string]*replayed      // folder → the files below it
	hands     map[string]map[*people.Person]bool   // folder → who ever had a hand in it
	seen      map[*people.Person]time.Time         // last
	told      map[*people.Person]map[string]string // file → day
	edits     int
	shown     int
	years     map[int][2]int // year → hints, edits
}

// replayed is one file with the commits of its lineage.
type replayed struct{ touches []*touch }

type touch struct {
	at     time.Time
	by     []git.Identity // author and co-authors
	review []git.Identity
	weight float64
}

func newReplay(d *people.Directory) *replay {
	return &replay{
		directory: d, faces: ownership.NewFaces(d), files: map[string]*replayed{}, folders: map[string]map[string]*replayed{},
		hands: map[string]map[*people.Person]bool{}, seen: map[*people.Person]time.Time{},
		told: map[*people.Person]map[string]string{}, years: map[int][2]int{},
	}
}

// worst is the largest part in a calendar year of some size.
func (r *replay) worst() (most float64) {
	for _, y := range r.years {
		if y[1] >= 500 {
			most = max(most, float64(y[0])/float64(y[1]))
		}
	}
	return most
}

func above(file string) (dirs []string) {
	for dir := path.Dir(file); dir != "."; dir = path.Dir(dir) {
		dirs = append(dirs, dir)
	}
	return dirs
}

func (r *replay) commit(c *git.Commit) {
	usual := index.Usual()
	t := &touch{at: time.Unix(c.At, 0), by: []git.Identity{c.Author}}
	for _, tr := range c.Trailers {
		name, rest, ok := strings.Cut(tr.Value, "<")
		email, _, closed := strings.Cut(rest, ">")
		id := git.Identity{Name: strings.TrimSpace(name), Email: email}
		switch {
		case !ok || !closed:
		case tr.Key == "co-authored-by":
			t.by = append(t.by, id)
		case tr.Key == "reviewed-by" || tr.Key == "acked-by" || tr.Key == "tested-by":
			t.review = append(t.review, id)
		}
	}
	t.weight = math.Exp2(float64(c.At-index.Epoch) / usual.HalfLife.Seconds())
	if n := len(c.Changes); n > usual.Bulk {
		t.weight *= float64(usual.Bulk) / float64(n)
	}
	author := r.faces.Of(c.Author)
	year := r.years[t.at.Year()]
	for _, ch := range c.Changes {
		if author.Bot || ch.Status != 'M' && ch.Status != 'R' {
			continue
		}
		r.edits++
		year[1]++
		name := ch.Path
		if ch.Status == 'R' {
			name = ch.OldPath
		}
		if r.tells(author, name, t.at) {
			r.shown++
			year[0]++
		}
	}
	r.years[t.at.Year()] = year
	for _, ch := range c.Changes {
		r.change(ch, t)
	}
	for _, id := range append(slices.Clone(t.by), t.review...) {
		r.seen[r.faces.Of(id)] = t.at
	}
}

// tells says whether somebody who edits a file is told that they are new to a silo: the conditions of NewToSilo,
// from the same definitions.
func (r *replay) tells(who *people.Person, file string, now time.Time) bool {
	f, dir := r.files[file], path.Dir(file)
	if f == nil || dir == "." || r.hands[dir][who] || !r.lively(f, now) {
		return false
	}
	day := now.UTC().Format(time.DateOnly)
	if r.told[who][file] == day {
		return false
	}
	own := r.knowers(f.touches, now)
	if len(own) == 0 {
		return false
	}
	if main := own[0]; !main.Active || main.Share <= 0.5 || main.Person == who {
		return false // no silo's knower wrote most of it; asked first, since it costs less
	}
	area, touches := ownership.Area{Path: dir}, []*touch(nil)
	for name, other := range r.folders[dir] {
		if !lang.Vendored(name) && !lang.Generated(name, nil) && r.lively(other, now) {
			area.Files++
			touches = append(touches, other.touches...)
		}
	}
	area.Knowers = r.knowers(touches, now)
	silo, ok := area.Rests()
	if !ok || silo.Wrote(own) == nil {
		return false
	}
	if r.told[who] == nil {
		r.told[who] = map[string]string{}
	}
	r.told[who][file] = day
	return true
}

func (r *replay) lively(f *replayed, now time.Time) bool {
	facts := index.FileFacts{}
	if len(f.touches) < ownership.Lively {
		return false
	}
	for _, t := range f.touches {
		if now.Sub(t.at) <= 365*24*time.Hour {
			facts.Hands = append(facts.Hands, index.Hand{Who: t.by[0], Recent: 1})
		}
	}
	return ownership.IsLively(facts, r.faces)
}

func (r *replay) knowers(touches []*touch, now time.Time) []ownership.Knower {
	done, at := map[*touch]bool{}, map[*people.Person]int{}
	var parts []index.Contribution
	add := func(had map[*people.Person]bool, id git.Identity, t *touch) {
		p := r.faces.Of(id)
		if had[p] {
			return
		}
		had[p] = true
		i, ok := at[p]
		if !ok {
			i = len(parts)
			at[p] = i
			parts = append(parts, index.Contribution{Who: id})
		}
		parts[i].Weight += t.weight
		if t.at.After(parts[i].Last) {
			parts[i].Last = t.at
		}
	}
	for _, t := range touches {
		if done[t] {
			continue
		}
		done[t] = true
		had := map[*people.Person]bool{}
		for _, id := range append(slices.Clone(t.by), t.review...) {
			add(had, id, t)
		}
	}
	knowers := ownership.Knowers(parts, r.directory, now)
	for i := range knowers {
		knowers[i].Active = now.Sub(r.seen[knowers[i].Person]) <= ownership.ActiveWithin
	}
	return knowers
}

func (r *replay) change(ch git.Change, t *touch) {
	f := r.files[ch.Path]
	switch {
	case ch.Status == 'D':
		r.remove(ch.Path)
		return
	case ch.Status == 'R':
		f = r.files[ch.OldPath]
		r.remove(ch.OldPath)
	}
	if f == nil {
		f = &replayed{}
	}
	f.touches = append(f.touches, t)
	r.files[ch.Path] = f
	for _, dir := range above(ch.Path) {
		if r.folders[dir] == nil {
			r.folders[dir], r.hands[dir] = map[string]*replayed{}, map[*people.Person]bool{}
		}
		r.folders[dir][ch.Path] = f
		for _, id := range append(slices.Clone(t.by), t.review...) {
			r.hands[dir][r.faces.Of(id)] = true
		}
	}
}

func (r *replay) remove(name string) {
	delete(r.files, name)
	for _, dir := range above(name) {
		delete(r.folders[dir], name)
	}
}
