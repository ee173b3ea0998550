package forge

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"time"
)

// Limits on one answer of a host and on all of one look.
const (
	longestAnswer = 32 << 20 // bytes
	mostAnswers   = 600
	answerTimeout = 30 * time.Second
	// spare is how many requests of a limit are left to the user's other programs.
	spare = 20
)

// errElsewhere and errWrites are about requests that must not be made; a library that makes one has changed.
var (
	errElsewhere = errors.New("this would ask another server")
	errWrites    = errors.New("this would change something at the host")
)

// transport carries requests to one server and to no other, reads and does not write, asks on conditions where an older answer
// is at hand, and turns refusals into problems.
type transport struct {
	server Server
	inner  http.RoundTripper
	kept   *Answers
	now    func() time.Time
	left   int // requests of this look
	spent  *Problem
}

func newTransport(server Server, o Options) *transport {
	inner := o.Transport
	if inner == nil {
		own := http.DefaultTransport.(*http.Transport).Clone()
		own.ResponseHeaderTimeout = answerTimeout
		inner = own
	}
	return &transport{server: server, inner: inner, kept: o.Answers, now: o.Now, left: mostAnswers}
}

// RoundTrip is an [http.RoundTripper]; a look asks one thing after the other.
func (t *transport) RoundTrip(r *http.Request) (*http.Response, error) {
	switch {
	case r.URL.Host != t.server.API.Host || r.URL.Scheme != t.server.API.Scheme:
		return nil, errElsewhere
	case r.Method != http.MethodGet:
		return nil, errWrites
	case t.spent != nil:
		return nil, t.spent
	case t.left == 0:
		return nil, &Problem{Reason: Garbled, Detail: fmt.Sprintf("it did not come to an end in %d answers", mostAnswers)}
	}
	t.left--
	r = r.Clone(r.Context())
	old, known := t.kept.of(r)
	if known {
		r.Header.Set("If-None-Match", old.ETag)
	}
	answer, err := t.inner.RoundTrip(r)
	if err != nil {
		if r.Context().Err() != nil {
			return nil, r.Context().Err()
		}
		return nil, &Problem{Reason: Offline, Detail: cut(err.Error())}
	}
	t.remember(answer.Header)
	if answer.StatusCode == http.StatusNotModified && known {
		answer.Body.Close()
		return old.response(r), nil
	}
	if answer.StatusCode >= 300 && answer.StatusCode < 400 && answer.StatusCode != http.StatusNotModified {
		return answer, nil // the client follows it, or leaves it; then it is read as an answer and found wanting
	}
	if problem := refusal(answer, t.now()); problem != nil {
		answer.Body.Close()
		return nil, problem
	}
	body, err := io.ReadAll(io.LimitReader(answer.Body, longestAnswer+1))
	answer.Body.Close()
	switch {
	case r.Context().Err() != nil:
		return nil, r.Context().Err()
	case err != nil:
		return nil, &Problem{Reason: Offline, Detail: cut(err.Error())}
	case len(body) > longestAnswer:
		return nil, &Problem{Reason: Garbled, Detail: fmt.Sprintf("an answer of over %d MB", longestAnswer>>20)}
	}
	answer.Body = io.NopCloser(bytes.NewReader(body))
	t.kept.keep(r, answer, body)
	return answer, nil
}

// remember stops asking shortly before a limit is used up: it is the user's, not ours.
func (t *transport) remember(h http.Header) {
	for _, name := range []string{"X-RateLimit-Remaining", "RateLimit-Remaining"} {
		left, err := strconv.Atoi(h.Get(name))
		if err == nil && left <= spare {
			t.spent = &Problem{Reason: Limited, Until: until(h, t.now())}
		}
	}
}
