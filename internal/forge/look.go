package forge

import (
	"context"
	"net/http"
	"slices"
	"time"
)

// wire is one look at one server.
type wire struct {
	server  Server
	options Options
	began   time.Time
	looked  int
}

// look answers what is known after it, also with an error.
func (w *wire) look(ctx context.Context, before State) (State, error) {
	list, err := w.lister()
	if err != nil {
		return before, err
	}
	open, cut, err := w.gather(ctx, list.open, mostOpen, time.Time{})
	if err != nil {
		return before, err
	}
	after := State{At: w.began, Open: open, Landed: before.Landed, Cut: cut}
	fresh, cut, err := w.gather(ctx, list.landed, mostLanded, before.since())
	if err == nil {
		after.Landed, after.Cut = merge(fresh, before.Landed), after.Cut || cut
	} else {
		after.Landed = slices.Clone(before.Landed)
	}
	known := map[int]Request{}
	for _, r := range slices.Concat(before.Landed, before.Open) {
		known[r.Number] = r
	}
	for _, requests := range [][]Request{after.Open, after.Landed} {
		for i := range requests {
			err = w.complete(ctx, list, &requests[i], known, err)
		}
	}
	return after, err
}

func (w *wire) lister() (lister, error) {
	client := &http.Client{Transport: newTransport(w.server, w.options), CheckRedirect: w.redirect}
	switch w.server.Kind {
	case GitHub:
		return newGitHub(w.server, w.options.Token, client)
	case GitLab:
		return newGitLab(w.server, w.options.Token, client)
	case Gitea:
		return newGitea(w.server, w.options.Token, client)
	}
	return nil, errKind(w.server.Kind)
}

// redirect follows a host that calls its project by a new name, on the same server alone.
func (w *wire) redirect(r *http.Request, via []*http.Request) error {
	if len(via) > 3 || r.URL.Host != w.server.API.Host || r.URL.Scheme != w.server.API.Scheme {
		return http.ErrUseLastResponse
	}
	return nil
}

// gather reads pages until the last one, until most requests are there, or until they were touched before since. A host that
// repeats itself has no more to say.
func (w *wire) gather(ctx context.Context, page func(context.Context, int) ([]Request, int, error), most int, since time.Time) (out []Request, cut bool, err error) {
	seen := map[int]bool{}
	for at := 1; at > 0; {
		found, next, err := page(ctx, at)
		if err != nil {
			return nil, false, err
		}
		grown, older := false, false
		for _, r := range found {
			r.clamp(w.options.Now())
			older = older || r.Touched.Before(since)
			if r.Number <= 0 || seen[r.Number] {
				continue
			}
			if len(out) == most {
				return out, true, nil
			}
			seen[r.Number], grown = true, true
			out = append(out, r)
		}
		if !grown || older || next <= at {
			break
		}
		at = next
	}
	return out, false, nil
}

// complete fills in what a list leaves out: from what is known where nothing happened since, else by asking, unless asking has
// failed already. It answers how asking stands.
func (w *wire) complete(ctx context.Context, list lister, r *Request, known map[int]Request, failed error) error {
	old, ok := known[r.Number]
	if ok {
		r.Given, r.Partial = old.Given, true
		if r.Lines < 0 {
			r.Lines, r.Files = old.Lines, old.Files
		}
		if old.Touched.Equal(r.Touched) && !old.Partial {
			r.Asked, r.Partial = old.Asked, false
			return failed
		}
	}
	r.Partial = true
	if failed != nil || w.looked == mostLooked {
		return failed
	}
	w.looked++
	if err := list.complete(ctx, r); err != nil {
		return err
	}
	r.Partial = false
	r.clamp(w.options.Now())
	return nil
}

// merge puts what was just told before what was known, the newest first.
func merge(fresh, known []Request) []Request {
	seen := map[int]bool{}
	var out []Request
	for _, r := range slices.Concat(fresh, known) {
		if !seen[r.Number] && !r.Merged.IsZero() {
			seen[r.Number] = true
			out = append(out, r)
		}
	}
	slices.SortStableFunc(out, func(a, b Request) int { return b.Merged.Compare(a.Merged) })
	return out[:min(len(out), mostLanded)]
}
