package forge

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"net/http"
	"slices"
)

// Answers are what a host said before, by what it was asked, each with its entity tag: asked again, a host that has nothing new
// says so in a few bytes, and most count that against no limit. The zero value is ready to use; a nil one keeps nothing. It
// is for one look at a time.
type Answers struct {
	kept  map[string]kept
	asked map[string]bool
	size  int
}

// kept is one answer; Header holds what the libraries read of it.
type kept struct {
	Key    string      `json:"key"`
	ETag   string      `json:"etag"`
	Header http.Header `json:"header"`
	Body   []byte      `json:"body"`
}

// mostKept bounds the bytes of all that is kept.
const mostKept = 24 << 20

var headers = []string{"Content-Type", "Link", "X-Next-Page", "X-Page", "X-Per-Page", "X-Prev-Page", "X-Total", "X-Total-Pages", "X-Total-Count"}

// key names a question: the address and who asks, since answers differ by who may see what. A token stands in it as a digest.
func key(r *http.Request) string {
	sum := sha256.New()
	for _, part := range []string{r.URL.String(), r.Header.Get("Authorization"), r.Header.Get("Private-Token"), r.Header.Get("Accept")} {
		_, _ = io.WriteString(sum, part+"\n")
	}
	return hex.EncodeToString(sum.Sum(nil))
}

func (a *Answers) of(r *http.Request) (kept, bool) {
	if a == nil {
		return kept{}, false
	}
	k := key(r)
	old, ok := a.kept[k]
	if a.asked == nil {
		a.asked = map[string]bool{}
	}
	a.asked[k] = true
	return old, ok
}

func (a *Answers) keep(r *http.Request, answer *http.Response, body []byte) {
	tag := answer.Header.Get("ETag")
	if a == nil || tag == "" || len(tag) > longestText || a.size+len(body) > mostKept {
		return
	}
	k := kept{Key: key(r), ETag: tag, Header: http.Header{}, Body: body}
	for _, name := range headers {
		if v := answer.Header.Values(name); len(v) > 0 {
			k.Header[name] = v
		}
	}
	if a.kept == nil {
		a.kept = map[string]kept{}
	}
	a.size += len(body) - len(a.kept[k.Key].Body)
	a.kept[k.Key] = k
}

func (k kept) response(r *http.Request) *http.Response {
	return &http.Response{
		Status: "200 OK", StatusCode: http.StatusOK, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Request: r,
		Header: k.Header.Clone(), Body: io.NopCloser(bytes.NewReader(k.Body)), ContentLength: int64(len(k.Body)),
	}
}

// MarshalJSON writes what was asked for in the last look; older answers are let go.
func (a *Answers) MarshalJSON() ([]byte, error) {
	out := []kept{}
	for k, v := range a.kept {
		if a.asked[k] {
			out = append(out, v)
		}
	}
	slices.SortFunc(out, func(x, y kept) int { return bytes.Compare([]byte(x.Key), []byte(y.Key)) })
	return json.Marshal(out)
}

// UnmarshalJSON reads what MarshalJSON wrote.
func (a *Answers) UnmarshalJSON(text []byte) error {
	var in []kept
	if err := json.Unmarshal(text, &in); err != nil {
		return err
	}
	*a = Answers{kept: map[string]kept{}}
	for _, k := range in {
		if a.size+len(k.Body) <= mostKept {
			a.kept[k.Key] = k
			a.size += len(k.Body)
		}
	}
	return nil
}
