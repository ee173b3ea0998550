package caldav

import (
	"bytes"
	"context"
	"crypto/tls"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// Limits on one answer.
const (
	longestAnswer  = 50 << 20 // bytes
	longestList    = 8 << 20  // bytes of a list of properties, which a library holds many times over
	longestAddress = 4096     // bytes
	deepest        = 64       // elements in each other
	mostElements   = 1 << 20
	mostListed     = 100_000 // elements of a list of properties
	mostRedirects  = 5
	answerTimeout  = 2 * time.Minute
	silence        = 30 * time.Second // before an answer begins
)

// wire carries requests to one server and to no other, and turns what is no answer into problems. It is safe for concurrent use.
type wire struct {
	server     *url.URL
	credential Credential
	inner      http.RoundTripper
	now        func() time.Time
}

func newWire(server *url.URL, o Options) *wire {
	inner := o.Transport
	if inner == nil {
		own := http.DefaultTransport.(*http.Transport).Clone()
		own.ResponseHeaderTimeout = silence
		own.DisableKeepAlives = true // a look is over after a few requests, and nobody closes a wire
		inner = own
	}
	return &wire{server: server, credential: o.Credential, inner: inner, now: o.Now}
}

// answer is one, read to its end.
type answer struct {
	at     *url.URL // where it came from, after redirects
	code   int      // 2xx, 304 or 412
	header http.Header
	body   []byte
}

// ask sends a request and follows redirects on the server. The error is a *Problem.
func (w *wire) ask(ctx context.Context, method string, at *url.URL, h http.Header, body []byte) (answer, error) {
	ctx, cancel := context.WithTimeout(ctx, answerTimeout)
	defer cancel()
	for range mostRedirects + 1 {
		if !same(at, w.server) {
			return answer{}, w.problem(&Problem{Reason: Elsewhere, Detail: place(at)})
		}
		got, next, err := w.once(ctx, method, at, h, body)
		if err != nil {
			return answer{}, w.problem(err)
		}
		if next == nil {
			return got, nil
		}
		at = next
	}
	return answer{}, w.problem(&Problem{Reason: Elsewhere})
}

func (w *wire) problem(err error) *Problem { return problemOf(err, w.now()) }

// once answers, or names where the server sends on to.
func (w *wire) once(ctx context.Context, method string, at *url.URL, h http.Header, body []byte) (answer, *url.URL, error) {
	r, err := http.NewRequestWithContext(ctx, method, at.String(), bytes.NewReader(body))
	if err != nil {
		return answer{}, nil, &Problem{Reason: Address, Detail: "it cannot be read"}
	}
	for name, values := range h {
		r.Header[name] = values
	}
	r.Header.Set("User-Agent", "leadline")
	r.Header.Set("Accept-Encoding", "identity") // packing weakens ETags, and a small pack may hide a large answer
	w.credential.sign(r)
	got, err := w.inner.RoundTrip(r)
	if err != nil {
		if ctx.Err() != nil {
			return answer{}, nil, ctx.Err()
		}
		var certificate *tls.CertificateVerificationError
		if errors.As(err, &certificate) {
			return answer{}, nil, &Problem{Reason: Untrusted, Detail: cut(certificate.Err.Error())}
		}
		return answer{}, nil, &Problem{Reason: Offline, Detail: cut(err.Error())}
	}
	defer got.Body.Close()
	if next := onward(method, at, got); next != nil {
		return answer{}, next, nil
	}
	limit := longestAnswer
	if method == "PROPFIND" {
		limit = longestList
	}
	said, err := io.ReadAll(io.LimitReader(got.Body, int64(limit)+1))
	switch {
	case ctx.Err() != nil:
		return answer{}, nil, ctx.Err()
	case err != nil:
		return answer{}, nil, &Problem{Reason: Offline, Detail: cut(err.Error())}
	}
	if p := refusal(got.StatusCode, got.Header, said, w.credential.known(), w.now()); p != nil {
		return answer{}, nil, p
	}
	if len(said) > limit {
		return answer{}, nil, &Problem{Reason: Large, Detail: fmt.Sprintf("over %d MB", limit>>20)}
	}
	if got.StatusCode == http.StatusMultiStatus {
		most := mostElements
		if method == "PROPFIND" {
			most = mostListed
		}
		if err := sane(said, most); err != nil {
			return answer{}, nil, err
		}
	}
	return answer{at: at, code: got.StatusCode, header: got.Header, body: said}, nil, nil
}

// onward is where a redirect leads; nil where there is none to follow. What changes something follows only where the method is
// meant to stay (RFC 9110, section 15.4); for what reads, 301 and 302 keep it too, since servers name their CalDAV by them.
func onward(method string, at *url.URL, got *http.Response) *url.URL {
	switch got.StatusCode {
	case http.StatusTemporaryRedirect, http.StatusPermanentRedirect:
	case http.StatusMovedPermanently, http.StatusFound, http.StatusSeeOther:
		if method == http.MethodPut || method == http.MethodDelete {
			return nil
		}
	default:
		return nil
	}
	location := got.Header.Get("Location")
	if location == "" || len(location) > longestAddress {
		return nil
	}
	next, err := at.Parse(location)
	if err != nil || next.User != nil {
		return nil
	}
	next.Fragment, next.RawFragment = "", ""
	return next
}

// place is an address that can be shown: what could be a secret is left out.
func place(at *url.URL) string {
	path := at.EscapedPath()
	if len(path) > 60 {
		path = "/"
	}
	return cut(at.Scheme + "://" + at.Host + path)
}

// Do lets the library ask on this wire.
func (w *wire) Do(r *http.Request) (*http.Response, error) {
	var body []byte
	if r.Body != nil {
		var err error
		if body, err = io.ReadAll(r.Body); err != nil {
			return nil, err
		}
	}
	got, err := w.ask(r.Context(), r.Method, r.URL, r.Header, body)
	if err != nil {
		return nil, err
	}
	return &http.Response{
		Status: fmt.Sprint(got.code, " ", http.StatusText(got.code)), StatusCode: got.code, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Request: r, Header: got.header, Body: io.NopCloser(bytes.NewReader(got.body)), ContentLength: int64(len(got.body)),
	}, nil
}

// sane says whether XML may be given to a decoder that goes down element by element and keeps all of them.
func sane(text []byte, most int) error {
	d := xml.NewDecoder(bytes.NewReader(text))
	depth, elements := 0, 0
	for {
		token, err := d.RawToken()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return &Problem{Reason: Garbled, Detail: cut(strings.TrimPrefix(err.Error(), "XML "))}
		}
		switch t := token.(type) {
		case xml.StartElement:
			depth++
			elements += 1 + len(t.Attr)
		case xml.EndElement:
			depth--
		}
		switch {
		case depth < 0:
			return &Problem{Reason: Garbled, Detail: "an element that never began ends"}
		case depth > deepest:
			return &Problem{Reason: Garbled, Detail: fmt.Sprintf("elements in over %d others", deepest)}
		case elements > most:
			return &Problem{Reason: Large, Detail: fmt.Sprintf("over %d elements", most)}
		}
	}
	return nil
}
