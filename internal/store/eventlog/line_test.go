package eventlog_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/leadline/leadline/internal/store/eventlog"
)

func strange() eventlog.Event {
	return eventlog.Event{
		ID: "01JB", Writer: "w", Seq: 7, HLC: noon.UnixMilli()<<16 + 3, V: 2, Repo: "r", ActorName: "Dev <&> \x00 \xff", ActorEmail: "dev\u2028@example.com",
		At: noon.Add(7 * time.Millisecond), Kind: "decision.logged", Subject: "a\nb", Visibility: "team",
		Body: json.RawMessage("{\n \"title\": \"naïve 🧭 <b>\"}"), Sig: []byte{0, 1, 0xff},
	}
}

func TestLinesComeBack(t *testing.T) {
	plain := strange()
	plain.ActorName, plain.Body, plain.Sig = "Dev One", json.RawMessage(`{ "b":1.0,"a":"<\u00e9>" }`), nil
	torn := strange()
	torn.Body = json.RawMessage("\"\xff\"")
	for name, e := range map[string]eventlog.Event{"strange": strange(), "plain": plain, "a body that is not UTF-8": torn} {
		text, err := e.Line()
		if err != nil || bytes.ContainsAny(text, "\r\n") || !json.Valid(text) {
			t.Fatalf("%s: %q, %v", name, text, err)
		}
		back, err := eventlog.ParseLine(text)
		if diff := cmp.Diff(e, back); diff != "" || err != nil {
			t.Errorf("%s: %v (-want +got)\n%s", name, err, diff)
		}
	}
	text, _ := plain.Line()
	const want = `{"id":"01JB","writer":"w","seq":7,"hlc":117365538816000003,"v":2,"repo":"r","actor_name":"Dev One","actor_email":"dev\u2028@example.com",` +
		`"at":"2026-10-01T12:00:00.007Z","kind":"decision.logged","subject":"a\nb","visibility":"team","sig":null,"body":{ "b":1.0,"a":"<\u00e9>" }}`
	if diff := cmp.Diff(want, string(text)); diff != "" {
		t.Errorf("the form of a line is a contract (-want +got)\n%s", diff)
	}
}

func TestLinesThatAreRefused(t *testing.T) {
	good := strange()
	good.ActorName, good.Body = "Dev", json.RawMessage(`{}`)
	text, err := good.Line()
	if err != nil {
		t.Fatal(err)
	}
	replaced := func(old, new string) string {
		if !strings.Contains(string(text), old) {
			t.Fatalf("%s is not in %s", old, text)
		}
		return strings.Replace(string(text), old, new, 1)
	}
	for line, want := range map[string]string{
		"":                                   "breaks off",
		`{"id":`:                             "breaks off",
		"[]":                                 "it is a array, not an object",
		"null":                               "its at is no time",
		string(text) + "{}":                  "follows the object",
		replaced(`"seq":7`, `"seq":"7"`):     "its seq is a string",
		replaced(`"seq":7`, `"seq":0`):       "its seq is missing",
		replaced(`"seq":7`, `"seq":7.5`):     "its seq is a number 7.5",
		replaced(`"id":"01JB"`, `"id":""`):   "its id is missing",
		replaced(`"v":2`, `"w":2`):           "its v is missing",
		replaced(`"body":{}`, `"x":{}`):      "its body is missing",
		replaced(`"team"`, `"world"`):        "neither team nor private",
		replaced(`2026-10-01T`, `yesterday`): "its at is no time",
		replaced(`"hlc":1`, `"hlc":9`):       "centuries ahead",
		replaced(`"seq":7`, `"seq":9223372036854775807`):                            "counted to",
		replaced(`"subject":"`, `"subject":"`+strings.Repeat("x", 5000)):            "too long",
		strings.Repeat(" ", eventlog.MaxLine+1):                                     "too long",
		replaced(`"body":{}`, `"body":"`+strings.Repeat("x", eventlog.MaxBody)+`"`): "too many",
		replaced(`,"body"`, `,"raw":{"body":"e30x"},"body"`):                        "not JSON",
	} {
		_, err := eventlog.ParseLine([]byte(line))
		if !errors.Is(err, eventlog.ErrInvalid) || !strings.Contains(err.Error(), want) {
			t.Errorf("%.120s: %v, want %q", line, err, want)
		}
	}
	if _, err := eventlog.ParseLine([]byte(replaced(`{"id"`, `{"mood":"fine","id"`))); err != nil {
		t.Errorf("a key of a newer program: %v", err)
	}
}

func FuzzLine(f *testing.F) {
	text, err := strange().Line()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(text)
	f.Add([]byte(`{"id":"a","writer":"w","seq":1,"hlc":1,"v":1,"at":"2026-10-01T12:00:00Z","kind":"a.b","visibility":"private","body":[]}`))
	f.Add([]byte(`{"raw":{"id":"/w=="},"body":null}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		e, err := eventlog.ParseLine(text)
		if err != nil {
			if !errors.Is(err, eventlog.ErrInvalid) {
				t.Errorf("%q: %v", text, err)
			}
			return
		}
		again, err := e.Line()
		if err != nil || bytes.ContainsAny(again, "\r\n") {
			t.Fatalf("%q: %q, %v", text, again, err)
		}
		back, err := eventlog.ParseLine(again)
		if diff := cmp.Diff(e, back); diff != "" || err != nil {
			t.Errorf("%q: %v\n%s", text, err, diff)
		}
	})
}
