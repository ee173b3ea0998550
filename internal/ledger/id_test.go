package ledger_test

import (
	"bytes"
	"crypto/rand"
	"encoding/json"
	"regexp"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/leadline/leadline/internal/ledger"
)

// form of an id: Crockford's alphabet, and never all digits, so that P-256256 is none.
var form = regexp.MustCompile(`^[DTPR]-[0-9]*[A-HJKMNP-TV-Z][0-9A-HJKMNP-TV-Z]*$`)

func TestNewID(t *testing.T) {
	for range 1000 {
		id, err := ledger.NewID(rand.Reader, ledger.TypePairing, nil)
		if err != nil || !form.MatchString(id) || len(id) != 8 || id[:2] != "P-" {
			t.Fatalf("%q, %v", id, err)
		}
	}
}

func TestNewIDIsNeverAllDigits(t *testing.T) {
	random := bytes.NewReader([]byte{1, 2, 3, 4, 5, 6, 1, 2, 3, 4, 5, 31})
	id, err := ledger.NewID(random, ledger.TypeDecision, nil)
	if err != nil || id != "D-12345Z" {
		t.Errorf("%q, %v", id, err)
	}
}

func TestNewIDGrowsOnCollision(t *testing.T) {
	id, err := ledger.NewID(rand.Reader, ledger.TypeDecision, func(id string) bool { return len(id) == 8 })
	if err != nil || len(id) != 9 || !form.MatchString(id) {
		t.Errorf("%q, %v", id, err)
	}
}

func TestNewIDWithoutRandomness(t *testing.T) {
	if id, err := ledger.NewID(bytes.NewReader(nil), ledger.TypeDecision, nil); err == nil {
		t.Errorf("made %q of nothing", id)
	}
}

// The cases are those of RFC 7396, appendix A.
func TestMergePatch(t *testing.T) {
	for _, c := range [][3]string{
		{`{"a":"b"}`, `{"a":"c"}`, `{"a":"c"}`},
		{`{"a":"b"}`, `{"b":"c"}`, `{"a":"b","b":"c"}`},
		{`{"a":"b"}`, `{"a":null}`, `{}`},
		{`{"a":"b","b":"c"}`, `{"a":null}`, `{"b":"c"}`},
		{`{"a":["b"]}`, `{"a":"c"}`, `{"a":"c"}`},
		{`{"a":"c"}`, `{"a":["b"]}`, `{"a":["b"]}`},
		{`{"a":{"b":"c"}}`, `{"a":{"b":"d","c":null}}`, `{"a":{"b":"d"}}`},
		{`{"a":[{"b":"c"}]}`, `{"a":[1]}`, `{"a":[1]}`},
		{`["a","b"]`, `["c","d"]`, `["c","d"]`},
		{`{"a":"b"}`, `["c"]`, `["c"]`},
		{`{"e":null}`, `{"a":1}`, `{"e":null,"a":1}`},
		{`[1,2]`, `{"a":"b","c":null}`, `{"a":"b"}`},
		{`{}`, `{"a":{"bb":{"ccc":null}}}`, `{"a":{"bb":{}}}`},
	} {
		got, err := ledger.MergePatch([]byte(c[0]), []byte(c[1]))
		if err != nil {
			t.Fatal(err)
		}
		var have, want any
		if json.Unmarshal(got, &have) != nil || json.Unmarshal([]byte(c[2]), &want) != nil || !cmp.Equal(have, want) {
			t.Errorf("%s with %s: %s, want %s", c[0], c[1], got, c[2])
		}
	}
}
