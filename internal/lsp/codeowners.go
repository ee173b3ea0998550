package lsp

import (
	"context"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"go.lsp.dev/uri"

	"github.com/leadline/leadline/internal/codeowners"
	"github.com/leadline/leadline/internal/workspace"
)

const codeownersName = "CODEOWNERS"

// rulebook is one version of a CODEOWNERS document, saved or not, held against its repository. Its rules
// are read on first use; what they decide is found out in the background, once.
type rulebook struct {
	*site
	dialect codeowners.Dialect
	basis   basis
	rules   func() *codeowners.Ruleset
	older   *codeowners.Ruleset // of an earlier version; nil without one
	parsed  atomic.Pointer[codeowners.Ruleset]
	starts  func() []int // where the lines begin as forges count them: after line feeds alone

	begin  sync.Once
	missed atomic.Bool   // somebody went away without an answer
	done   chan struct{} // closed when the following are known, or a newer version made them pointless
	// survey is nil while git tracks nothing; known says that it and problems are valid.
	known    bool
	survey   *codeowners.Survey
	problems []codeowners.Problem
}

// basis is all that the answers about a text depend on besides the text.
type basis struct {
	head, settings string
	people         any
	tracked        *trackedFiles
}

// rulebooks holds the newest version of every open CODEOWNERS document.
type rulebooks struct {
	mu      sync.Mutex
	newest  map[string]*rulebook     // by document key
	tracked map[string]*trackedFiles // by the top of the work tree

	reading sync.Mutex // one index file at a time
	working sync.Mutex // one survey at a time
}

// trackedFiles are the tracked files of a repository, sorted, as of one state of git's index file.
type trackedFiles struct {
	at    time.Time
	size  int64
	paths []string
}

// trackedIn lists the tracked files of a repository; it reads git's index file only after that has changed.
func (s *Server) trackedIn(w *workspace.Workspace) *trackedFiles {
	b, top := &s.rulebooks, w.Repository.Top
	b.reading.Lock()
	defer b.reading.Unlock()
	fresh := &trackedFiles{}
	if info, err := os.Lstat(filepath.Join(w.Repository.GitDir, "index")); err == nil {
		fresh.at, fresh.size = info.ModTime(), info.Size()
	}
	b.mu.Lock()
	last := b.tracked[top]
	b.mu.Unlock()
	if last != nil && last.at.Equal(fresh.at) && last.size == fresh.size {
		return last
	}
	paths, err := w.Tracked()
	if err != nil {
		s.config.Log.Warn("the tracked files cannot be listed", "repository", top, "reason", err)
	}
	slices.Sort(paths)
	fresh.paths = paths
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.tracked == nil {
		b.tracked = map[string]*trackedFiles{}
	}
	b.tracked[top] = fresh
	return fresh
}

// isCodeowners is a quick look at a name, so that nothing else of ours slows other documents.
func isCodeowners(u uri.URI) bool {
	return filepath.Base(FilePath(string(u))) == codeownersName
}

// rulebookOf is the rulebook that a request is about; nil for all other documents.
func (s *Server) rulebookOf(ctx context.Context, u uri.URI) *rulebook {
	if !isCodeowners(u) {
		return nil
	}
	at, ok := s.site(ctx, u)
	if !ok {
		return nil
	}
	return s.rulebook(ctx, at)
}

// rulebook is nil for documents that lie where their forge looks for no CODEOWNERS file.
func (s *Server) rulebook(ctx context.Context, at *site) *rulebook {
	if path.Base(at.path) != codeownersName {
		return nil
	}
	on := basis{
		head: string(at.snapshot.Head.Hash), people: at.snapshot.People, tracked: s.trackedIn(at.workspace),
		settings: fmt.Sprint(at.snapshot.Settings.Teams, at.snapshot.Settings.People, at.snapshot.Settings.Owners, at.snapshot.Settings.Knowledge),
	}
	key := documentKey(at.document.URI)
	s.rulebooks.mu.Lock()
	last := s.rulebooks.newest[key]
	s.rulebooks.mu.Unlock()
	var dialect codeowners.Dialect
	switch {
	case last != nil && last.basis == on && last.document == at.document:
		return last
	case last != nil && last.basis == on:
		dialect = last.dialect
	default:
		dialect = at.workspace.OwnersDialect(ctx, at.path)
	}
	if !slices.Contains(codeowners.Candidates(dialect), at.path) {
		return nil
	}
	b := newRulebook(at, dialect, on)
	if last != nil {
		b.older = last.glance()
	}
	s.rulebooks.mu.Lock()
	defer s.rulebooks.mu.Unlock()
	if now, open := s.documents.Get(at.document.URI); open && now == at.document {
		if s.rulebooks.newest == nil {
			s.rulebooks.newest = map[string]*rulebook{}
		}
		s.rulebooks.newest[key] = b
	}
	return b
}

func newRulebook(at *site, dialect codeowners.Dialect, on basis) *rulebook {
	text := at.document.Text
	b := &rulebook{
		site: at, dialect: dialect, basis: on, done: make(chan struct{}),
		starts: sync.OnceValue(func() []int {
			starts := []int{len(byteOrderMark(text))}
			for i := range len(text) {
				if text[i] == '\n' {
					starts = append(starts, i+1)
				}
			}
			return starts
		}),
	}
	b.rules = sync.OnceValue(func() *codeowners.Ruleset {
		rules := at.workspace.ParseOwners(at.path, []byte(text), dialect)
		b.parsed.Store(rules)
		return rules
	})
	return b
}

// glance is the newest version of the rules that has been read; nil before any was.
func (b *rulebook) glance() *codeowners.Ruleset {
	if rules := b.parsed.Load(); rules != nil {
		return rules
	}
	return b.older
}

func byteOrderMark(text string) string {
	if strings.HasPrefix(text, "\ufeff") {
		return "\ufeff"
	}
	return ""
}

// forgetRules lets go of a document that was closed.
func (s *Server) forgetRules(doc *Document) {
	s.rulebooks.mu.Lock()
	defer s.rulebooks.mu.Unlock()
	delete(s.rulebooks.newest, documentKey(doc.URI))
}

// await finds out what the rules decide and waits for it, for a while. It is false when that is not known.
func (s *Server) await(ctx context.Context, b *rulebook) bool {
	b.begin.Do(func() {
		s.client.Go("codeowners", func(ctx context.Context) {
			s.examine(ctx, b)
			close(b.done)
			if b.missed.Load() {
				s.changed()
			}
		})
	})
	patient, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	select {
	case <-b.done:
		return b.known
	case <-patient.Done():
		b.missed.Store(true)
		return false
	}
}

// examine holds the rules against the repository, unless the text goes on changing.
func (s *Server) examine(ctx context.Context, b *rulebook) {
	if b.document.Version > 1 {
		select {
		case <-ctx.Done():
		case <-time.After(coalesce):
		}
	}
	s.rulebooks.working.Lock()
	defer s.rulebooks.working.Unlock()
	now, open := s.documents.Get(b.document.URI)
	if ctx.Err() != nil || !open || now != b.document {
		return
	}
	if len(b.basis.tracked.paths) > 0 {
		b.survey = b.rules().Survey(b.basis.tracked.paths)
	}
	b.problems = b.rules().Check(b.workspace.Checking(ctx, b.snapshot, b.rules(), b.survey))
	b.known = true
}
