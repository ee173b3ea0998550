package dash

import (
	"context"
	"errors"
	"mime"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/oklog/ulid/v2"

	"github.com/leadline/leadline/internal/action"
)

// posted is a form that was sent.
type posted struct {
	do, entry, path, event, instead string
	seen                            *string
	values                          action.Values
	was                             map[string]string
}

func (p posted) step() action.Step { return action.Step{Event: p.event, Seen: p.seen} }

// What forms carry besides their fields, whose names begin with a prefix.
const (
	proofField          = "proof"
	fromField           = "from" // the page that shows the form
	valuePrefix         = "f-"
	wasPrefix           = "was-"
	mostSent            = 256 << 10 // bytes of a form
	mostFields          = 100
	toldAddress         = "told"
	mostTold            = 64
	toldFor             = time.Minute
	formType            = "application/x-www-form-urlencoded"
	tooOld              = "This form is not of this session: nothing was recorded. Look at the page again, then send it."
	tooMuch             = "That is too much for a form here: nothing was recorded. Say it shorter, or in an editor."
	noForm              = "That is no form of this page: nothing was recorded."
	nothingMore         = "Nothing was recorded: "
	longestFrom         = 8 << 10
	longestPlace        = 4096
	longestID, longSeen = 200, 200
)

// readForm reads what was sent.
func readForm(form url.Values) (posted, bool) {
	p := posted{
		do: form.Get("do"), entry: form.Get("id"), path: form.Get("path"), instead: form.Get("instead"), values: action.Values{}, was: map[string]string{},
	}
	if id, err := ulid.ParseStrict(form.Get("event")); err == nil {
		p.event = id.String()
	}
	if seen, given := form["seen"]; given {
		p.seen = &seen[0]
		if len(*p.seen) > longSeen {
			return p, false
		}
	}
	for key := range form {
		text := strings.ReplaceAll(form.Get(key), "\r\n", "\n")
		if name, ok := strings.CutPrefix(key, valuePrefix); ok {
			p.values[name] = text
		} else if name, ok := strings.CutPrefix(key, wasPrefix); ok {
			p.was[name] = strings.TrimSpace(text)
		}
	}
	return p, len(form) <= mostFields && len(p.entry) <= longestID && len(p.instead) <= longestID && len(p.path) <= longestPlace
}

// act does what a form of ours asks for, then leads to the page that shows it. What cannot be done is said beside the form, on the
// page it came from, which keeps what was written.
func (s *Server) act(out http.ResponseWriter, in *http.Request) {
	if kind, _, err := mime.ParseMediaType(in.Header.Get("Content-Type")); err != nil || kind != formType {
		refuse(out, http.StatusUnsupportedMediaType, noForm)
		return
	}
	in.Body = http.MaxBytesReader(out, in.Body, mostSent)
	if err := in.ParseForm(); err != nil {
		var large *http.MaxBytesError
		if errors.As(err, &large) {
			refuse(out, http.StatusRequestEntityTooLarge, tooMuch)
		} else {
			refuse(out, http.StatusBadRequest, noForm)
		}
		return
	}
	session := sessionOf(in)
	if !same(in.PostForm.Get(proofField), s.gate.prove(proofOfForm, session)) {
		refuse(out, http.StatusForbidden, tooOld)
		return
	}
	p, ok := readForm(in.PostForm)
	do, known := verbOf(p.do)
	make, from, asked := pageAt(in.PostForm.Get(fromField))
	if !ok || !known || make == nil {
		refuse(out, http.StatusBadRequest, noForm)
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(in.Context()), patience) // what was sent counts, though its page may be gone
	defer cancel()
	in = in.WithContext(ctx)
	s.did.acting.Lock() // what is sent twice waits for the first
	defer s.did.acting.Unlock()
	if to, again := s.did.before(session, p.event); again {
		lead(out, to)
		return
	}
	r := s.request(in)
	r.asked = asked
	var before string
	if e := r.s.Entry(p.entry); e != nil {
		before = list(e.Type)
	}
	got, err := do(r, p)
	if err != nil {
		r.anew()
		s.answer(out, r, make, from, &problem{p, err})
		return
	}
	to := from
	switch {
	case got.ID != "":
		to = entryLink(got.ID)
	case p.do == doRetract && before != "":
		to = before
	}
	to = s.did.note(session, p.event, to, got.Said, r.now)
	lead(out, to)
}

// lead answers with the address of a page, relative to ours.
func lead(out http.ResponseWriter, to string) {
	out.Header().Set("Location", to)
	out.Header().Set("Cache-Control", "no-store")
	out.WriteHeader(http.StatusSeeOther)
}

// problem is a form that could not be done.
type problem struct {
	p   posted
	err error
}

// status of the answer: something is wrong with what was written, or it is not possible as things are now.
func (x problem) status() int {
	if errors.As(x.err, &action.Faults{}) {
		return http.StatusUnprocessableEntity
	}
	return http.StatusConflict
}

// on puts the problem beside its form, or on top of a page that has no such form any more.
func (x problem) on(v *view) {
	v.Kept = true
	for i := range v.Deeds {
		d := &v.Deeds[i]
		if d.Do == x.p.do && d.Entry == x.p.entry && d.Path == x.p.path && d.Instead == x.p.instead {
			d.refill(x.p, x.err)
			return
		}
	}
	v.Problem = nothingMore + x.err.Error()
}

// pageAt finds a page of ours by its address, relative to the others.
func pageAt(from string) (make func(*request) (view, error), to string, asked url.Values) {
	u, err := url.Parse(from)
	if err != nil || len(from) > longestFrom || u.Scheme != "" || u.Host != "" || u.User != nil {
		return nil, "", nil
	}
	asked = u.Query()
	asked.Del(toldAddress)
	name := strings.TrimPrefix(u.Path, "./")
	make, ok := pages[name]
	if !ok {
		return nil, "", nil
	}
	to = name
	if name == "" {
		to = "./"
	}
	if len(asked) > 0 {
		to += "?" + asked.Encode()
	}
	return make, to, asked
}

// ledgerOfForms remembers, for a while, what came of the forms that were sent.
type ledgerOfForms struct {
	acting sync.Mutex // held while one is carried out
	mu     sync.Mutex
	last   []cameOf // guarded by mu; the newest last
}

// cameOf is what came of one form.
type cameOf struct {
	session, event, to, said string
	at                       time.Time
}

// before is where a form that was sent before has led.
func (l *ledgerOfForms) before(session, event string) (to string, ok bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, c := range l.last {
		if event != "" && c.event == event && c.session == session {
			return c.to, true
		}
	}
	return "", false
}

// note remembers what came of a form, and gives the address that says it.
func (l *ledgerOfForms) note(session, event, to, said string, at time.Time) string {
	l.mu.Lock()
	defer l.mu.Unlock()
	if event != "" {
		sep := "?"
		if strings.Contains(to, "?") {
			sep = "&"
		}
		to += sep + url.Values{toldAddress: {event}}.Encode()
	}
	l.last = append(l.last, cameOf{session, event, to, said, at})
	if len(l.last) > mostTold {
		l.last = l.last[len(l.last)-mostTold:]
	}
	return to
}

// said is what came of a form, for those who just sent it.
func (l *ledgerOfForms) said(session, event string, now time.Time) string {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, c := range l.last {
		if event != "" && c.event == event && c.session == session && now.Sub(c.at) < toldFor {
			return c.said
		}
	}
	return ""
}
