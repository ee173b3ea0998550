package history_test

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/leadline/leadline/internal/git"
	"github.com/leadline/leadline/internal/history"
)

const hash = "1111111111111111111111111111111111111111"

// Each message is of a shape that real histories have; its text is ours.
var messages = map[string]struct {
	message string
	about   history.About
	reason  string
	numbers string
}{
	"because": {
		message: "Charge once\n\nCustomers were charged twice, because the queue redelivers.\nThe key makes that impossible.\n",
		reason:  "Customers were charged twice, because the queue redelivers.",
	},
	"so that, over two lines": {
		message: "Keep the order\n\nSort by name so that two runs give\nthe same page.\n",
		reason:  "Sort by name so that two runs give the same page.",
	},
	"the subject itself": {
		message: "Lock the store before reading it, to avoid a torn read (#12)\n",
		reason:  "Lock the store before reading it, to avoid a torn read", numbers: "#12",
	},
	"a fix that says what": {
		message: "net: fix leaking sockets when the peer hangs up\n", reason: "net: fix leaking sockets when the peer hangs up",
	},
	"fixes that say nothing": {message: "Fix tests\n\n* fix review comments\n* fix lint\n"},
	"a chore":                {message: "fix(ci): make the linter happy again at last\n"},
	"nothing at all":         {message: "\n\n \n"},
	"no body":                {message: "Add a button\n"},
	"a template": {
		message: "Round down (#7)\n\n## Description\n<!-- Say why you do this, because reviewers want to know. -->\n\nRounding up is wrong because tax is cut off.\n\n## Checklist\n- [x] I tested this because I had to\n- [ ] Docs\n\n**What type of PR is this?**\n/kind bug\n",
		reason:  "Rounding up is wrong because tax is cut off.", numbers: "#7",
	},
	"trailers": {
		message: "Round down\n\nSigned-off-by: Because Corp <because@example.com>\nChange-Id: Iffffff\nReviewed-by: Dev One <dev1@example.com> because\nFixes: #31\nJira-Issue: avoid this because\n",
		numbers: "fixes #31",
	},
	"a bot": {
		message: "Bump left-pad from 1 to 2 (#99)\n\nBumps [left-pad](https://forge.example/left-pad) from 1 to 2.\nThis release prevents a crash because of #12.\n\n---\nupdated-dependencies:\n- dependency-name: left-pad\n...\n",
		numbers: "#99",
	},
	"quoted code and output": {
		message: "Say more\n\n```\n// because of this we avoid that\n```\n\n    if x { // because the queue redelivers it twice\n\n> to avoid what you wrote\n\n$ make because\nTraceback (most recent call last):\n  File \"a.py\", line 3, because\n[   12.345678] kernel: oops because of that\n\tat com.example.Because.of(That.java:12)\n",
	},
	"squashed commits": {
		message: "Add retries (#40)\n\n* Add a queue\n\nThe queue is needed because the bank is slow.\n\n* Use dedupeKey\n\nWithout dedupeKey a retry bills twice, to avoid which it is stored.\n\n* fix lint\n",
		about:   history.About{Path: "pay/charge.go", Line: "\tkey := dedupeKey(order)"},
		reason:  "Without dedupeKey a retry bills twice, to avoid which it is stored.", numbers: "#40",
	},
	"squashed commits that speak of something else": {
		message: "Add retries (#40)\n\n* Add a queue\n\nThe queue is needed because the bank is slow.\n\n* fix lint\n",
		about:   history.About{Path: "pay/charge.go", Line: "\tsendMail(order)"}, numbers: "#40",
	},
	"a list that names the file": {
		message: "Tidy up\n\n- drop the cache in store.go, because it was never read\n- rename pay.go, because of the new import path\n",
		about:   history.About{Path: "x/pay.go", Line: "}"}, reason: "rename pay.go, because of the new import path",
	},
	"a merge": {
		message: "Merge pull request #12 from dev1/retry\n\nAvoid billing twice when a retry comes late\n", numbers: "#12", reason: "Avoid billing twice when a retry comes late",
	},
	"merge boilerplate": {message: "Merge branch 'main' into feature\n\nConflicts:\n\tbecause.go\n\tto avoid this.go\n"},
	"another language": {
		message: "退款只执行一次 (#412)\n\n因为队列会重复投递消息。\n", numbers: "#412",
	},
	"an import":    {message: "Initial import of the old tree\n\nThis is needed because the old server goes away.\n"},
	"a subtree":    {message: "Squashed 'lib/x/' content from commit 1111111\n\nThis prevents crashes because of that.\n\ngit-subtree-dir: lib/x\n"},
	"a file alone": {message: "Add the first parser\n\nIt reads numbers. It writes words.\n"},
	"control and bidi characters": {
		message: "Charge\u202e once\x1b[31m\n\nTwice is wrong\u0000 because\u2066 the bank\x07 says so.\n", reason: "Twice is wrong because the bank says so.",
	},
	"skip marks":           {message: "Avoid a second bill on retry [ci skip] (#3)\n", reason: "Avoid a second bill on retry", numbers: "#3"},
	"abbreviations":        {message: "Skip\n\nWe skip lines, e.g. empty ones, because they cost a. lot. Next.\n", reason: "We skip lines, e.g. empty ones, because they cost a. lot."},
	"a maintainer's note":  {message: "Skip\n\nWe skip.\n\n[dev1: moved this because\nof that, to avoid a clash]\n"},
	"how it was made":      {message: "Skip\n\nTo avoid spamming the mailing list, the code was emailed alone.\nThe squash was necessary since it is large.\n"},
	"further down":         {message: "Skip lines\n\nLines are skipped.\n\nThis allows more.\n\nPages were wrong because of empty lines.\n", reason: "Pages were wrong because of empty lines."},
	"a question":           {message: "Skip\n\nShould we avoid this because of that?\n"},
	"a bulk change":        {message: "Rename all\n\nWe rename.\n\nSecond: the page was slow because of images.\n", about: history.About{Files: 500, Path: "a/b.go", Line: "x"}},
	"indented as a whole":  {message: "Skip\n\n  Empty lines are skipped because they cost time.\n", reason: "Empty lines are skipped because they cost time."},
	"CRLF":                 {message: "Skip\r\n\r\nEmpty lines are skipped because\r\nthey cost time.\r\n", reason: "Empty lines are skipped because they cost time."},
	"no blank line":        {message: "Skip empty lines\n- they cost time, which is bad because it is slow\n", reason: "they cost time, which is bad because it is slow"},
	"gitlab":               {message: "Skip\n\nCloses #4\n\nSee merge request pay/core!17\n", numbers: "pay/core!17 closes #4"},
	"bitbucket":            {message: "Merged in retry (pull request #5)\n", numbers: "#5"},
	"gitea":                {message: "Merge pull request 'Retry' (#6) from dev1/retry into main\n", numbers: "#6"},
	"tickets":              {message: "PAY-12: retry\n\nfixes PAY-13, UTF-8\n", numbers: "PAY-12 fixes PAY-13"},
	"addresses":            {message: "Retry\n\nFixes: https://github.com/pay/core/issues/31\n", numbers: "fixes pay/core#31"},
	"of elsewhere":         {message: "Retry\n\nCloses other/repo#9 and GH-31.\n", numbers: "closes other/repo#9 closes #31"},
	"counts":               {message: "Retry\n\nStep #1 of #2: frame #0 and #3.\n"},
	"too long for numbers": {message: "Retry (#12345678901234567890)\n\nfixes #0 fixes #-1 fixes #1234567890\n"},
}

func TestRead(t *testing.T) {
	for name, c := range messages {
		m := history.Read(c.message)
		if got := m.Reason(c.about); got != c.reason {
			t.Errorf("%s: the reason is %q, want %q; all: %q", name, got, c.reason, m.Reasons())
		}
		if got := numbers(m); got != c.numbers {
			t.Errorf("%s: the numbers are %q, want %q", name, got, c.numbers)
		}
	}
}

func numbers(m *history.Message) string {
	var out []string
	for _, n := range m.Numbers {
		out = append(out, strings.TrimSpace(n.Verb+" "+n.Text))
	}
	return strings.Join(out, " ")
}

func TestReadSorts(t *testing.T) {
	type sort struct {
		Merge, Bot, Import, Again bool
		Reverts, Picked           git.Hash
		Reverted, Title           string
	}
	for message, want := range map[string]sort{
		"Revert \"Retry (#3)\" (#4)\n\nThis reverts commit " + hash + ".\n\nIt bills twice.\n": {Reverts: hash, Reverted: "Retry"},
		"Revert \"Revert \"Retry\"\"\n\nThis reverts commit " + hash + ".\n":                   {Reverts: hash, Reverted: "Revert \"Retry", Again: true},
		"Reapply \"Retry\"\n\nThis reverts commit " + hash + ".\n":                             {Reverts: hash, Reverted: "Retry", Again: true},
		"Retry\n\n(cherry picked from commit " + hash + ")\n":                                  {Picked: hash},
		"Retry\n\nThis reverts commit 1234567.\n":                                              {},
		"Merge pull request #3 from dev1/retry\n\nRetry when the bank is slow\n":               {Merge: true, Title: "Retry when the bank is slow"},
		"Bump x from 1 to 2\n\nBumps x from 1 to 2.\n":                                         {Bot: true},
		"Initial commit\n": {Import: true},
		"Retry\n":          {},
	} {
		m := history.Read(message)
		got := sort{m.Merge, m.Bot, m.Import, m.Again, m.Reverts, m.Picked, m.Reverted, m.Title}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%q: %s", message, diff)
		}
	}
}

// A message of any size is read in bounded time and space, and what comes out of it fits on a line.
func TestReadIsBounded(t *testing.T) {
	for _, part := range []string{"because ", "<!-- ", "<!--\n\n", "a. ", "(((", "* x because of y\n\n", "```\n", "fixes #12 ", "\u202e\xff\x00", "#", "x\n\n", "Conflicts:\n", "[", "Because we avoid it, "} {
		check(t, history.Read("Retry\n\n"+strings.Repeat(part, (1<<20)/len(part))))
		check(t, history.Read(strings.Repeat(part, (1<<20)/len(part))))
	}
}

func check(t *testing.T, m *history.Message) {
	t.Helper()
	fits := func(s string, most int) bool {
		return len(s) <= most && utf8.ValidString(s) && !strings.ContainsFunc(s, func(r rune) bool {
			return unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r)
		})
	}
	for _, s := range m.Reasons() {
		if !fits(s, 500) {
			t.Fatalf("the reason %.100q…", s)
		}
	}
	if !fits(m.Subject, 500) || !fits(m.Reverted, 500) || !fits(m.Title, 500) || len(m.Numbers) > 13 {
		t.Fatalf("got %+v", m)
	}
	for _, n := range m.Numbers {
		if !fits(n.Text, 600) || n.ID < 0 {
			t.Fatalf("got %+v", n)
		}
	}
}

func FuzzRead(f *testing.F) {
	for _, c := range messages {
		f.Add(c.message, c.about.Path, c.about.Line)
	}
	f.Fuzz(func(t *testing.T, message, path, line string) {
		m := history.Read(message)
		check(t, m)
		m.Reason(history.About{Path: path, Line: line, Files: len(path)})
		for _, n := range m.Numbers {
			for _, remote := range []string{"git@github.com:pay/core.git", "https://gitlab.com/pay/core", "https://codeberg.org/pay/core", "https://bitbucket.org/pay/core", line} {
				h := history.HostOf(remote)
				if url := h.Link(n, 1<<30); url != "" && (!strings.HasPrefix(url, "https://"+h.Server+"/"+h.Project+"/") || strings.ContainsAny(url, " ()<>\"'`\n")) {
					t.Fatalf("the link %q", url)
				}
			}
		}
	})
}

// Twice the message takes about twice the time: compare the sizes.
func BenchmarkRead(b *testing.B) {
	for _, part := range []string{"We lock it, because two may write. ", "(fixes #12) <!-- x ", "* a\n\n", "a.b.c. "} {
		for _, size := range []int{16 << 10, 64 << 10} {
			message := "Retry\n\n" + strings.Repeat(part, size/len(part))
			b.Run(strings.TrimSpace(part)[:3]+map[int]string{16 << 10: "-16k", 64 << 10: "-64k"}[size], func(b *testing.B) {
				for b.Loop() {
					history.Read(message)
				}
			})
		}
	}
}
