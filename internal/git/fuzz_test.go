package git

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

const someHash = "0123456789abcdef0123456789abcdef01234567"

const logSample = "\x01" + someHash + "\n" + someHash + " " + someHash + "\n1790848800\n1790848801\nDev One\ndev1@example.com\nDev Two\ndev2@example.com\n" +
	"subject\nin two lines\n\nbody\n\nReviewed-by: Dev Two <dev2@example.com>\n more of it\nSigned-off-by: x\n\x00" +
	"\n:100644 100644 " + someHash + " " + someHash + " R090\x00old\x00new\x00:000000 100644 " + someHash + " " + someHash + " A\x00:odd\x00" +
	":160000 160000 " + someHash + " " + someHash + " M\x00submodule\x00" +
	"\x01" + someHash + "\n\n\n-5\n\n\n\n\n\x00"

func TestLogStream(t *testing.T) {
	s := newLogStream(strings.NewReader(logSample))
	var got []*Commit
	for {
		c, last, err := s.next()
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, c)
		if last {
			break
		}
	}
	want := []*Commit{
		{
			Hash: someHash, Parents: []Hash{someHash, someHash}, At: 1790848800, Committed: 1790848801,
			Author: Identity{"Dev One", "dev1@example.com"}, Committer: Identity{"Dev Two", "dev2@example.com"},
			Subject: "subject in two lines", Trailers: []Trailer{{"reviewed-by", "Dev Two <dev2@example.com> more of it"}},
			Changes: []Change{{Path: "new", OldPath: "old", Status: 'R'}, {Path: ":odd", Status: 'A'}},
		},
		{Hash: someHash, Parents: []Hash{}, Committed: -5},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestLogStreamCapsChangesAndTexts(t *testing.T) {
	var b bytes.Buffer
	b.WriteString("\x01" + someHash + "\n\n1\n1\nn\ne\nn\ne\n" + strings.Repeat("ü", messageLimit) + "\n\nReviewed-by: x\n\x00\n")
	for range changesLimit + 10 {
		b.WriteString(":000000 100644 " + someHash + " " + someHash + " A\x00p\x00")
	}
	b.WriteString(":000000 100644 " + someHash + " " + someHash + " A\x00" + strings.Repeat("p", streamBuffer*2) + "\x00")
	c, last, err := newLogStream(&b).next()
	if err != nil || !last {
		t.Fatal(last, err)
	}
	if len(c.Changes) != changesLimit || !c.Truncated || len(c.Subject) > subjectLimit || !utf8.ValidString(c.Subject) {
		t.Errorf("%d changes, truncated %v, subject of %d bytes", len(c.Changes), c.Truncated, len(c.Subject))
	}
}

func TestLogStreamStopsAtBomb(t *testing.T) {
	record := bytes.Repeat([]byte(":000000 100644 "+someHash+" "+someHash+" A\x00p\x00"), 100)
	head := strings.NewReader("\x01" + someHash + "\n\n1\n1\nn\ne\nn\ne\nx\x00")
	_, _, err := newLogStream(io.MultiReader(head, &endless{record: record})).next()
	if !errors.Is(err, errBomb) {
		t.Errorf("got %v, want errBomb", err)
	}
}

// endless repeats a record for ever.
type endless struct {
	record []byte
	at     int
}

func (e *endless) Read(b []byte) (int, error) {
	for n := 0; n < len(b); {
		wrote := copy(b[n:], e.record[e.at:])
		n, e.at = n+wrote, (e.at+wrote)%len(e.record)
	}
	return len(b), nil
}

func FuzzLogStream(f *testing.F) {
	f.Add([]byte(logSample))
	f.Add([]byte(logSample[:len(logSample)-1]))
	f.Add([]byte("\x01\x00:\x00\n:\x00"))
	f.Fuzz(func(t *testing.T, in []byte) {
		s := newLogStream(bytes.NewReader(in))
		for range len(in) + 1 {
			c, last, err := s.next()
			if err != nil {
				return
			}
			if !c.Hash.Valid() || strings.ContainsRune(c.Subject, '\n') || len(c.Trailers) > trailersLimit {
				t.Fatalf("bad commit %+v", c)
			}
			for _, change := range c.Changes {
				if len(change.Path) > pathLimit || strings.IndexByte(change.Path, 0) >= 0 {
					t.Fatalf("bad change %+v", change)
				}
			}
			if last {
				return
			}
		}
		t.Fatal("more commits than bytes")
	})
}

func TestTrailers(t *testing.T) {
	for _, c := range []struct {
		name, message string
		want          []Trailer
	}{
		{"none", "subject\n", nil},
		{"subject only", "Reviewed-by: x\n", nil},
		{"prose", "subject\n\nNote: this is prose\nthat goes on.\n", nil},
		{"not the last paragraph", "subject\n\nReviewed-by: x\n\nmore\n", nil},
		{"prose beside a person", "subject\n\nand thanks\nHelped-by: x\n", []Trailer{{"helped-by", "x"}}},
		{"cherry-picked", "subject\n\nKey: v\n(cherry picked from commit 1)\n", []Trailer{{"key", "v"}}},
		{"folded", "subject\n\nKey: v\n  w\n", []Trailer{{"key", "v w"}}},
		{"folded into what is left out", "subject\n\nSigned-off-by: v\n  w\nAcked-by: y\n", []Trailer{{"acked-by", "y"}}},
		{"carriage returns", "subject\n\nAcked-by: x\r\n", []Trailer{{"acked-by", "x"}}},
		{"lines of blanks", "subject\n \t\nbody\n  \nAcked-by: x\n \n", []Trailer{{"acked-by", "x"}}},
		{"all with carriage returns", "subject\r\n\r\nAcked-by: x\r\n", []Trailer{{"acked-by", "x"}}},
		{"address", "subject\n\nhttps://x: y\n", nil},
		{"empty value", "subject\n\nAcked-by:\n", []Trailer{{"acked-by", ""}}},
	} {
		_, rest := subject([]byte(c.message))
		if diff := cmp.Diff(c.want, trailers(rest)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.name, diff)
		}
	}
}

func TestSubject(t *testing.T) {
	for message, want := range map[string]string{
		"":                                "",
		"one":                             "one",
		"\n\none\n":                       "one",
		"one \n two\t\n\nbody":            "one  two",
		"one\r\n\r\nbody":                 "one",
		"one\n  \nbody":                   "one",
		strings.Repeat("ü", subjectLimit): strings.Repeat("ü", subjectLimit/2),
	} {
		if got, _ := subject([]byte(message)); got != want {
			t.Errorf("%.40q: got %.40q, want %.40q", message, got, want)
		}
	}
}

func FuzzIndex(f *testing.F) {
	entry := bytes.Repeat([]byte{0, 0, 0, 1}, statSize/4)
	entry = append(append(entry, make([]byte, 20)...), 0, 1, 'a', 0)
	for version := byte(2); version <= 4; version++ {
		b := append([]byte{'D', 'I', 'R', 'C', 0, 0, 0, version, 0, 0, 0, 1}, entry...)
		if version == 4 {
			b = append(b[:len(b)-2], 0, 'a', 0)
		}
		f.Add(append(append(b, make([]byte, 7)...), make([]byte, 20)...))
	}
	f.Fuzz(func(t *testing.T, in []byte) {
		tracked, err := parseIndex(in, 20)
		if err != nil {
			return
		}
		for _, e := range tracked {
			if e.Path == "" || len(e.Path) > indexPathMax || strings.IndexByte(e.Path, 0) >= 0 || !e.Hash.Valid() {
				t.Fatalf("bad entry %+v", e)
			}
		}
	})
}

func FuzzConfig(f *testing.F) {
	f.Add([]byte("core.bare\nfalse\x00remote.a.b.url\nx\ny\x00flag\x00"), "Remote.a.b.URL")
	f.Fuzz(func(t *testing.T, in []byte, key string) {
		c := parseConfig(in)
		for _, r := range c.Remotes() {
			if _, ok := c.Get("remote." + r.Name + ".url"); !ok {
				t.Fatalf("remote %q has no address", r.Name)
			}
		}
		c.Get(key)
		scanExtensions(in)
	})
}

// What is read without git is what git reads.
func FuzzPlainConfig(f *testing.F) {
	for _, text := range []string{
		"", "\n", "[core]\n\tbare = false\n\trepositoryFormatVersion=0\n", "[remote \"origin\"]\r\n\turl = https://e.example/a b.git \r\n",
		"[Remote \"Up.Stream\"]\nURL=x\nurl =\nurl =  a  b\n", "# remark\n  ; another\n[a]\nb = c # remark\n", "[a]\nb = \"c\"\n", "[a]\nb = c\\\n d\n",
		"[a]\nflag\n", "[a] b = c\n", "[a.b]\nc = d\n", "b = c\n", "[a\n", "[a \"b\\\"c\"]\nd = e\n", "[a \"\"]\nb = c\n", "[ a]\nb = c\n", "\xef\xbb\xbf[a]\nb = c\n",
		"[a]\nb\t=\tc\td\n", "[a]\nb = c\r", "[a]\nb = c=d\n", "[a]\n-b = c\n", "[a]\nb_c = d\n", "[a  \"b\"]\nc = d\n", "[a]\nb = größe\xff\n", "[1a]\nb = c\n", "[a]\n1b = c\n",
		"[include]\npath = x\n", "[a]\nb = c\v\n", "[a]\n\x00\n", "[a \"b\"]x\nc = d\n", "[a]\nb = c\n[a]\nb = d", "[A-b]\nC-d = e\n", "[a]\nb == c\n",
	} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		plain, ok := plainConfig(text)
		if !ok {
			return
		}
		asked, err := askSettings(t.Context(), text)
		if err != nil {
			t.Fatalf("git does not read %q: %v", text, err)
		}
		if !slices.Equal(plain.keys, asked.keys) || !slices.Equal(plain.values, asked.values) {
			t.Fatalf("%q is read as %q %q, by git as %q %q", text, plain.keys, plain.values, asked.keys, asked.values)
		}
	})
}

func FuzzBlame(f *testing.F) {
	f.Add([]byte(someHash + " 1 2 3\nauthor A\nauthor-mail <a@b>\nauthor-time 5\nsummary s\nboundary\nprevious " + someHash + " x\nfilename \"a\\tb\"\n" + someHash + " 4 5 1\nfilename f\n"))
	f.Add([]byte(someHash + " 1 2 3\n"))
	f.Fuzz(func(t *testing.T, in []byte) {
		_, _ = parseBlame(bytes.NewReader(in), func(c BlameChunk) bool {
			if !c.Commit.Valid() || c.Line < 1 || c.Lines < 1 || c.OldLine < 1 {
				t.Fatalf("bad chunk %+v", c)
			}
			return true
		})
	})
}

func FuzzRefName(f *testing.F) {
	f.Add("refs/heads/main")
	f.Add("refs/heads/../x")
	f.Fuzz(func(t *testing.T, name string) {
		if validRef(name) && (strings.Contains(name, "..") || strings.Contains(name, "//") || strings.ContainsAny(name, "\x00\n\\") || !strings.HasPrefix(name, "refs/")) {
			t.Fatalf("%q passes", name)
		}
	})
}

func FuzzQuote(f *testing.F) {
	f.Add("a\"b\\c\n\xff")
	f.Fuzz(func(t *testing.T, path string) {
		if got, ok := cunquote(cquote(path)); !ok || got != path {
			t.Fatalf("%q became %q", path, got)
		}
		cunquote(path)
	})
}

func FuzzPatches(f *testing.F) {
	f.Add([]byte(someHash + "\ndiff --git a/x b/y\nrename from x\nrename to \"y\\t\"\n--- a/x\n+++ b/y\n@@ -1,2 +1 @@ f\n-a\n-b\n+c\n"))
	f.Add([]byte(someHash + "\n@@ -1,99999999999999999999 +1 @@\n+\n" + someHash))
	f.Fuzz(func(t *testing.T, in []byte) {
		kept := 0
		_, _ = parsePatches(bytes.NewReader(in), func(p *Patch) bool {
			for _, file := range p.Files {
				for _, h := range file.Hunks {
					kept += len(h.Old) + len(h.New)
				}
			}
			return true
		})
		if kept > len(in) {
			t.Fatalf("%d lines of %d bytes", kept, len(in))
		}
	})
}

func FuzzCommitText(f *testing.F) {
	f.Add([]byte(someHash + " commit 60\nparent " + someHash + "\nauthor A <a@b> 5 +0000\n\nx\n" + someHash + " missing\n"))
	f.Add([]byte("encoding latin1\nauthor > <"))
	f.Fuzz(func(t *testing.T, in []byte) {
		parseCommit(in)
		r := bufio.NewReader(bytes.NewReader(in))
		for range len(in) + 1 {
			if _, _, err := nextText(r); err != nil {
				return
			}
		}
		t.Fatal("more answers than bytes")
	})
}

// Whatever is said of a history, it has an end, and blame is sent nowhere that was not mentioned.
func FuzzLineage(f *testing.F) {
	other := strings.Repeat("f", 40)
	f.Add([]byte("commit " + someHash + " " + other + "\ntree " + someHash + "\nparent " + other + "\nauthor x\n\n    text\n\n:100644 100644 " + someHash + " " + someHash + " M\x00a\x00" +
		"\x00commit " + other + " " + someHash + "\ntree " + someHash + "\n\n    text\n\x00::100644 100644 100644 " + someHash + " " + someHash + " " + someHash + " MM\x00a\x00"))
	f.Add([]byte("commit " + someHash + "\n\n\n:000000 120000 " + someHash + " " + someHash + " A\x00a\x00"))
	f.Fuzz(func(t *testing.T, in []byte) {
		early := &Early{After: 1, Known: Hash(other), Take: func(part *Lineage, waist Hash) {
			if !part.Has(waist) || part.steps[len(part.steps)-1].commit != waist {
				t.Errorf("%s is not the end of %+v", waist, part.steps)
			}
		}}
		l, _, err := readLineage(bytes.NewReader(in), "a", early)
		if err != nil {
			return
		}
		reach := l.Reach()
		if reach.Commits < 1 || reach.Commits > len(l.steps) || !l.Has(l.Last()) {
			t.Errorf("%+v of %d", reach, len(l.steps))
		}
		for _, w := range reach.Waists {
			if !l.Has(w.Commit) || w.Before < 1 || w.Before >= reach.Commits {
				t.Errorf("waist %+v", w)
			}
		}
		for line := range bytes.Lines(l.grafts([]Hash{l.Last()})) {
			for _, h := range strings.Fields(string(line)) {
				if !Hash(h).Valid() || !bytes.Contains(in, []byte(h)) {
					t.Errorf("graft %q", line)
				}
			}
		}
	})
}
