package history

import (
	"strings"

	"github.com/leadline/leadline/internal/git"
)

// Sort says what a number is the number of.
type Sort int

// The sorts of numbers.
const (
	Unsure Sort = iota // an issue or a change
	Issue
	Change // a pull or merge request
	Ticket // of a tracker elsewhere: PAY-12
)

// Form is how a number is written, which tells whose number it can be.
type Form int

// The forms.
const (
	FormHash    Form = iota // "#12" somewhere, or GH-12
	FormSquash              // "(#12)" at the end of a subject: GitHub, Gitea
	FormBang                // "!12", "See merge request group/project!12": GitLab
	FormPull                // "Merge pull request #12 from …": GitHub, Gitea
	FormBitty               // "(pull request #12)": Bitbucket
	FormAddress             // a whole URL
	FormWord                // PAY-12
)

// Number is an issue or a change that a message names.
type Number struct {
	Text string // as people write it: "#12", "!12", "PAY-12", "owner/name#12"
	ID   int    // 0 for tickets
	Sort Sort
	Form Form
	// Server and Project are where it belongs, if the message says so: "github.com", "owner/name".
	Server, Project string
	// Verb is what the change does to it: "fixes", "closes" …; "" where it says nothing.
	Verb string
}

const mostDigits = 7

// readNumbers finds numbers in the subject, the body's lines and its trailers.
func (m *Message) readNumbers(subject, body string, blocks []block) {
	m.readSubjectNumbers(subject)
	if m.Bot {
		return // the rest is other projects' news
	}
	for line := range strings.Lines(body) {
		line = strings.TrimSpace(line)
		if len(line) == 0 || line[0] == '>' || strings.HasPrefix(line, "- [") && strings.Contains(line, "](") {
			continue
		}
		if !m.readRevert(line) {
			m.readLine(line, len(blocks) > 0 && !isNoise(line))
		}
	}
}

func (m *Message) readSubjectNumbers(subject string) {
	for _, form := range [...]struct {
		begin string
		form  Form
	}{{"Merge pull request #", FormPull}, {"Merge PR #", FormPull}, {"Auto merge of #", FormPull}, {"Merge #", FormPull}} {
		if rest, ok := strings.CutPrefix(subject, form.begin); ok {
			if id, n := leadingNumber(rest); n > 0 && (form.begin != "Merge #" || n == len(rest) || strings.IndexByte(": ,", rest[n]) >= 0) {
				f := form.form
				if form.begin == "Merge pull request #" && strings.Contains(rest, " in ") && !strings.Contains(rest, " from ") {
					f = FormBitty
				}
				m.add(Number{ID: id, Text: hash(id), Sort: Change, Form: f})
				return
			}
		}
	}
	if rest, ok := strings.CutPrefix(subject, "Merge pull request '"); ok {
		if at := strings.LastIndex(rest, "' (#"); at >= 0 {
			if id, n := leadingNumber(rest[at+4:]); n > 0 {
				m.add(Number{ID: id, Text: hash(id), Sort: Change, Form: FormPull})
				return
			}
		}
	}
	rest := subject
	for tail := strings.TrimRight(rest, " "); strings.HasSuffix(tail, ")"); {
		open := strings.LastIndexByte(tail, '(')
		if open < 0 || !onlyNumbers(tail[open+1:len(tail)-1]) {
			break
		}
		inside := tail[open+1 : len(tail)-1]
		tail = strings.TrimRight(tail[:open], " ")
		rest = tail
		if id, n := leadingNumber(strings.TrimPrefix(inside, "pull request #")); strings.HasPrefix(inside, "pull request #") && n > 0 {
			m.add(Number{ID: id, Text: hash(id), Sort: Change, Form: FormBitty})
		} else if text, ok := strings.CutPrefix(inside, "!"); ok {
			if id, n := leadingNumber(text); n == len(text) && n > 0 {
				m.add(Number{ID: id, Text: "!" + text, Sort: Change, Form: FormBang})
			}
		} else if text, ok := strings.CutPrefix(inside, "#"); ok {
			if id, n := leadingNumber(text); n == len(text) && n > 0 {
				m.add(Number{ID: id, Text: hash(id), Sort: Change, Form: FormSquash})
			}
		} else {
			m.readLine(inside, true)
		}
	}
	m.readTicket(rest)
	m.readLine(rest, true)
}

// add keeps a number that is not there yet.
func (m *Message) add(n Number) {
	for i, known := range m.Numbers {
		if known.Text == n.Text && known.Server == n.Server {
			if known.Verb == "" {
				m.Numbers[i].Verb = n.Verb
			}
			return
		}
	}
	if len(m.Numbers) < mostNumbers {
		m.Numbers = append(m.Numbers, n)
	}
}

// leadingNumber reads the digits at the beginning of text; n is how many.
func leadingNumber(text string) (id, n int) {
	for n < len(text) && text[n] >= '0' && text[n] <= '9' {
		id = id*10 + int(text[n]-'0')
		if n++; n > mostDigits {
			return 0, 0
		}
	}
	if n > 0 && text[0] == '0' {
		return 0, 0
	}
	return id, n
}

// verbs stand before a number and say what a change does to it.
var verbs = map[string]string{
	"fix": "fixes", "fixes": "fixes", "fixed": "fixes", "fixing": "fixes", "close": "closes", "closes": "closes", "closed": "closes", "closing": "closes", "resolve": "resolves", "resolves": "resolves", "resolved": "resolves",
	"ref": "see", "refs": "see", "see": "see", "issue": "see", "issues": "see", "bug": "see", "re": "see", "related": "see", "references": "see", "addresses": "see", "pr": "see", "part": "see", "to": "", "of": "", "request": "see", "ticket": "see", "implements": "closes",
	"follow-up": "see", "followup": "see", "reported": "see", "in": "see", "for": "see", "from": "see",
}

// readLine finds numbers in a line: after a verb anywhere, else only in prose and only if they are no count.
func (m *Message) readLine(line string, prose bool) {
	if len(line) > 2<<10 {
		line = clip(line, 2<<10)
	}
	verb := ""
	for word := range strings.FieldsSeq(line) {
		word = strings.TrimRight(strings.TrimLeft(word, "([{\"'`*<"), ")]}>.,;:!?\"'`*")
		lower := strings.ToLower(strings.TrimRight(word, ":"))
		if v, ok := verbs[lower]; ok {
			if v != "" {
				verb = v
			}
			continue
		}
		n, ok := parseNumber(word)
		switch {
		case !ok:
			if lower != "and" && lower != "&" && lower != "the" {
				verb = ""
			}
			continue
		case n.Form == FormWord && verb != "fixes" && verb != "closes" && verb != "resolves" && verb != "see":
			continue
		case n.Form == FormHash && n.Project == "" && verb == "" && (!prose || n.ID < 10):
			continue
		}
		if verb != "see" {
			n.Verb = verb
		}
		if n.Sort == Unsure && n.Verb != "" {
			n.Sort = Issue
		}
		m.add(n)
	}
}

// parseNumber reads one word.
func parseNumber(word string) (Number, bool) {
	if strings.Contains(word, "://") {
		return parseAddress(word)
	}
	if text, ok := cutFold(word, "gh-"); ok {
		id, n := leadingNumber(text)
		return Number{ID: id, Text: hash(id), Form: FormHash}, n > 0 && n == len(text)
	}
	at := strings.LastIndexAny(word, "#!")
	if at < 0 {
		return parseTicket(word)
	}
	id, n := leadingNumber(word[at+1:])
	if n == 0 || at+1+n != len(word) {
		return Number{}, false
	}
	out := Number{ID: id, Text: hash(id), Form: FormHash}
	if word[at] == '!' {
		out = Number{ID: id, Text: "!" + word[at+1:], Form: FormBang, Sort: Change}
	}
	if at == 0 {
		return out, true
	}
	project := word[:at]
	if !isProject(project) {
		return Number{}, false
	}
	out.Project, out.Text = project, word
	return out, true
}

// parseTicket reads PAY-12, and not UTF-8.
func parseTicket(word string) (Number, bool) {
	key, digits, ok := strings.Cut(word, "-")
	if !ok || len(key) < 2 || len(key) > 10 || notTrackers[key] || strings.Trim(key, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") != "" || key[0] < 'A' {
		return Number{}, false
	}
	if id, n := leadingNumber(digits); n == 0 || n != len(digits) || id == 0 {
		return Number{}, false
	}
	return Number{Text: word, Sort: Ticket, Form: FormWord}, true
}

// notTrackers are words before a hyphen and a number that name something else.
var notTrackers = map[string]bool{
	"UTF": true, "SHA": true, "ISO": true, "RFC": true, "CVE": true, "CWE": true, "TLS": true, "SSL": true, "AES": true, "MD": true, "ARM": true, "GPL": true, "LGPL": true, "BSD": true, "MIT": true, "IEEE": true, "POSIX": true,
	"HTTP": true, "IPV": true, "USB": true, "X": true, "P": true, "BASE": true, "CRC": true, "RSA": true, "ED": true, "HMAC": true, "EC": true, "ECDSA": true, "UTC": true, "GMT": true, "ANSI": true, "PEP": true, "ADR": true, "KEP": true, "LZ": true, "CP": true, "GCC": true, "ASCII": true, "DDR": true, "LPDDR": true, "AM": true, "RK": true, "MT": true, "LS": true, "T": true, "C": true, "COVID": true, "WCAG": true, "HSM": true, "FIPS": true, "TPM": true, "MPC": true, "SPI": true, "CAN": true, "SD": true, "PCI": true, "I2C": true, "AVX": true, "SSE": true, "MIPS": true,
}

// readTicket finds the ticket that a subject begins with: "PAY-12: …", "[PAY-12] …".
func (m *Message) readTicket(subject string) {
	word, _, _ := strings.Cut(subject, " ")
	trimmed := strings.Trim(word, "[]():")
	if trimmed == word {
		return // "ARM-64 boards …"
	}
	if n, ok := parseTicket(trimmed); ok {
		m.add(n)
	}
}

func hash(id int) string {
	var digits [20]byte
	at := len(digits)
	for id > 0 || at == len(digits) {
		at--
		digits[at] = byte('0' + id%10)
		id /= 10
	}
	return "#" + string(digits[at:])
}

func cutFold(s, prefix string) (string, bool) {
	if len(s) >= len(prefix) && strings.EqualFold(s[:len(prefix)], prefix) {
		return s[len(prefix):], true
	}
	return s, false
}

// isProject is owner/name, or deeper on GitLab.
func isProject(s string) bool {
	parts := strings.Split(s, "/")
	if len(parts) < 2 || len(parts) > 6 || len(s) > 200 {
		return false
	}
	for _, p := range parts {
		if p == "" || p[0] == '.' || strings.Trim(p, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-") != "" {
			return false
		}
	}
	return true
}

// readRevert reads what git and forges write into reverts, cherry-picks and merges; ok is false for any other line.
func (m *Message) readRevert(line string) (ok bool) {
	if rest, ok := cutFold(line, "This reverts commit "); ok && m.Reverts == "" {
		m.Reverts = leadingHash(rest)
		return true
	}
	if rest, ok := strings.CutPrefix(line, "(cherry picked from commit "); ok {
		m.Picked = leadingHash(rest)
		return true
	}
	if rest, ok := strings.CutPrefix(line, "See merge request "); ok {
		if n, ok := parseNumber(strings.TrimRight(rest, " .")); ok && n.Form == FormBang {
			m.Numbers = append([]Number{n}, m.Numbers...)
			return true
		}
	}
	return false
}

// leadingHash is a full hash at the beginning of a text; "" for anything shorter, which may mean several commits.
func leadingHash(text string) git.Hash {
	n := 0
	for n < len(text) && strings.IndexByte("0123456789abcdef", text[n]) >= 0 {
		n++
	}
	if h := git.Hash(text[:n]); h.Valid() {
		return h
	}
	return ""
}
