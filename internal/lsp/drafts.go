package lsp

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"go.lsp.dev/uri"

	"github.com/leadline/leadline/internal/action"
	"github.com/leadline/leadline/internal/draft"
	"github.com/leadline/leadline/internal/phrase"
)

// methodDrafts is a request of ours, {uri?} → [{uri, form, title, about, at, touched}]: the drafts about the open repositories
// that were begun and never recorded, the newest first; that of the document is waited for. touched says that somebody saved something in it; at is when it was
// written last, RFC 3339. Emptying the file throws it away.
const methodDrafts = "leadline/drafts"

type begunDraft struct {
	URI     string    `json:"uri"`
	Form    string    `json:"form"`
	Title   string    `json:"title"` // what was filled in first; may be empty
	About   string    `json:"about"` // "pay/charge.go:3"; may be empty
	At      time.Time `json:"at"`
	Touched bool      `json:"touched"`
}

func (s *Server) listDrafts(ctx context.Context, raw []byte) (any, error) {
	var p struct{ URI uri.URI }
	if json.Unmarshal(raw, &p) != nil {
		return nil, malformedParams(methodDrafts, errors.New("it must be {uri?}"))
	}
	if doc, open := s.view(ctx).Get(p.URI); open {
		s.sites.awaitOpen(ctx, doc)
	}
	out := []begunDraft{}
	paths, err := filepath.Glob(filepath.Join(s.drafts.Dir, "*.md"))
	if err != nil {
		return out, nil
	}
	for _, path := range paths {
		about, err := s.drafts.About(path)
		if err != nil || about.Entry != "" || about.Said > 0 || s.sites.at(about.Top) == nil {
			continue
		}
		file, err := os.Stat(path)
		if err != nil {
			continue
		}
		text, err := s.drafts.Read(path)
		if err != nil || draft.Empty(text) {
			continue
		}
		form, _ := action.FormOf(about.Form)
		d := begunDraft{URI: string(FileURI(path)), Form: form.Name, Title: phrase.Clean(titleIn(form, text), 80), At: file.ModTime(), Touched: about.New(text)}
		if about.Anchor != nil {
			d.About = phrase.Clean(about.Anchor.Path, 80)
		}
		out = append(out, d)
	}
	slices.SortFunc(out, func(a, b begunDraft) int { return b.At.Compare(a.At) })
	return out, nil
}

// titleIn is what a draft says of itself first.
func titleIn(form *action.Form, text []byte) string {
	values := draft.Parse(form, text).Values
	for _, key := range []string{"title", "what", "topic", "text", "problem", "note"} {
		if t := strings.TrimSpace(values.Text(key)); t != "" {
			return t
		}
	}
	return ""
}
