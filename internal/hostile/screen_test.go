//go:build unix && !race

package hostile_test

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// The host that vectors put links to, and nobody else names.
const evilHost = "evil.example"

// shows says what a text has that no screen may get from a repository: "" for nothing. A terminal shows plain text.
func shows(text string) string {
	for i, r := range text {
		switch {
		case r == '\n' || r == '\t':
			continue
		case r == utf8.RuneError:
			if _, size := utf8.DecodeRuneInString(text[i:]); size == 1 {
				return fmt.Sprintf("a byte that is no text at %q", around(text, i))
			}
		case unicode.IsControl(r), bidi(r):
			return fmt.Sprintf("%U at %q", r, around(text, i))
		}
	}
	return ""
}

func bidi(r rune) bool {
	return r == 0x61c || r == 0x200e || r == 0x200f || r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069 || r == 0x2028 || r == 0x2029
}

func around(text string, i int) string { return text[max(0, i-60):min(len(text), i+40)] }

// active are the links and pictures of Markdown and HTML that lead where the repository wants. A host with a backslash or an
// entity in it is text.
var active = regexp.MustCompile(`(?i)(\]\(\s*<?|\]:\s*|<|href\s*=\s*["']?|src\s*=\s*["']?)(https?://evil\.example|command:evil|javascript:|data:text|file:///etc)|<script|<img[^>]*evil|!\[x\]\(`)

// code is what Markdown shows to the letter.
var code = regexp.MustCompile("(?s)```.*?```|``.*?``|`[^`\n]*`")

// leads says which link of the repository's making a page of Markdown or HTML has.
func leads(page string) string {
	page = code.ReplaceAllString(page, "code")
	if at := active.FindStringIndex(page); at != nil && !(at[0] > 0 && page[at[0]-1] == '\\') {
		return fmt.Sprintf("a link at %q", around(page, at[0]))
	}
	return ""
}

// bare are addresses that a renderer of Markdown makes links of though nobody wrote a link.
var bare = regexp.MustCompile(`(?i)(https?://|www\.)evil\.example`)

func bareLink(page string) string {
	page = code.ReplaceAllString(page, "code")
	if at := bare.FindStringIndex(page); at != nil {
		return fmt.Sprintf("an address that becomes a link at %q", around(page, at[0]))
	}
	return ""
}

// unseen are the keys of the protocol whose values are for programs: addresses are compared, edits are the user's own text.
var unseen = []string{"uri", "targetUri", "newText", "data", "arguments", "oldUri", "newUri", "baseUri", "rootUri"}

// message looks at every text of one message of the server.
func message(raw json.RawMessage) []string {
	var value any
	if err := json.Unmarshal(raw, &value); err != nil {
		return []string{err.Error()}
	}
	var found []string
	var walk func(key string, value any, markdown bool)
	walk = func(key string, value any, markdown bool) {
		switch value := value.(type) {
		case map[string]any:
			markdown := value["kind"] == "markdown"
			for k, v := range value {
				if !slices.Contains(unseen, k) {
					walk(k, v, markdown)
				}
			}
		case []any:
			for _, v := range value {
				walk(key, v, markdown)
			}
		case string:
			if bad := shows(value); bad != "" {
				found = append(found, key+": "+bad)
			}
			if markdown && key == "value" {
				for _, bad := range []string{leads(value), bareLink(value)} {
					if bad != "" {
						found = append(found, key+": "+bad)
					}
				}
			}
			if (key == "target" || key == "href") && strings.Contains(value, evilHost) {
				found = append(found, key+": leads to "+value)
			}
		}
	}
	walk("", value, false)
	return found
}

// screen looks at what a command said.
func screen(s said) []string {
	var found []string
	isJSON := slices.Contains(s.Args, "--json") || slices.Contains(s.Args, "export")
	page := !isJSON && (slices.Contains(s.Args, "--markdown") || slices.Contains(s.Args, "--html"))
	for _, text := range []string{s.Out, s.Err} {
		if bad := shows(text); bad != "" {
			found = append(found, bad)
		}
		if page {
			if bad := leads(text); bad != "" {
				found = append(found, bad)
			}
		}
		if strings.Contains(text, "SECRETTEXT") {
			found = append(found, fmt.Sprintf("what a file outside says: %q", around(text, strings.Index(text, "SECRETTEXT"))))
		}
	}
	for _, mistake := range []string{"stopped by a mistake", "goroutine ", "panic:"} {
		if i := strings.Index(s.Err, mistake); i >= 0 {
			found = append(found, s.Err[i:min(len(s.Err), i+400)])
		}
	}
	if s.Code == 0 && s.Args[0] == "--json" && !slices.Contains(s.Args, "export") && !json.Valid([]byte(s.Out)) {
		found = append(found, fmt.Sprintf("not JSON: %.100q", s.Out))
	}
	return found
}
