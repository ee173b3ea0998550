package history

import (
	"slices"
	"strings"
	"sync"
	"unicode"
)

// enough is the score from which a sentence counts as giving a reason, telltale what one of its turns must have alone.
const (
	enough   = 2.0
	telltale = 1.5
)

// cue is a turn of phrase that gives reasons, and how surely it does. Blanks at its ends stand for the ends of words.
type cue struct {
	words  string
	weight float64
}

// cues are searched for in a sentence in small letters whose marks are blanks.
var cues = []cue{
	{" because ", 3},
	{" so that ", 3},
	{" to avoid ", 3},
	{" avoids ", 2.5},
	{" avoid ", 2},
	{" avoiding ", 2},
	{" to prevent ", 3},
	{" prevents ", 2.5},
	{" preventing ", 2},
	{" prevent ", 2},
	{" otherwise ", 2.5},
	{" in order to ", 3},
	{" in order for ", 3},
	{" due to ", 2.5},
	{" to ensure ", 3},
	{" ensures ", 2},
	{" ensure that ", 2},
	{" to make sure ", 3},
	{" makes sure ", 2},
	{" the reason ", 3},
	{" as a result ", 2.5},
	{" leads to ", 2.5},
	{" lead to ", 2.5},
	{" led to ", 2.5},
	{" results in ", 2.5},
	{" resulted in ", 2.5},
	{" resulting in ", 2.5},
	{" result in ", 2.5},
	{" caused by ", 2.5},
	{" causes ", 2.5},
	{" cause ", 1},
	{" causing ", 2.5},
	{" caused ", 2.5},
	{" therefore ", 2.5},
	{" hence ", 2},
	{" thus ", 2},
	{" would fail ", 2},
	{" will fail ", 2},
	{" breaks ", 2},
	{" broke ", 2},
	{" would break ", 2},
	{" instead of ", 1.5},
	{" rather than ", 1.5},
	{" more difficult ", 2},
	{" difficult ", 1},
	{" prepares for ", 2},
	{" prepare for ", 2},
	{" this makes ", 1.5},
	{" more explicit ", 1.5},
	{" so we can ", 3},
	{" so we ", 2},
	{" so it ", 2},
	{" so they ", 2},
	{" so the ", 2},
	{" so this ", 2},
	{" so you ", 2},
	{" so users ", 2.5},
	{" so there ", 2},
	{" since ", 2},
	{" needed to ", 2},
	{" needed for ", 2},
	{" needed by ", 2},
	{" is needed ", 2},
	{" are needed ", 2},
	{" required to ", 2},
	{" required by ", 2},
	{" required for ", 2},
	{" is required ", 1.5},
	{" necessary ", 2},
	{" allows ", 2},
	{" to allow ", 2.5},
	{" allowing ", 2},
	{" makes it ", 1.5},
	{" make it possible ", 2.5},
	{" make it easier ", 2.5},
	{" make it clear", 2},
	{" make it easy ", 2},
	{" makes it possible ", 1},
	{" makes it easier ", 1},
	{" make it harder ", 2},
	{" this means ", 2},
	{" which means ", 2},
	{" meaning that ", 2},
	{" without this ", 3},
	{" without that ", 2.5},
	{" useful ", 2},
	{" no longer ", 2},
	{" to support ", 2.5},
	{" to keep ", 2},
	{" to reduce ", 2.5},
	{" to improve ", 2},
	{" to simplify ", 2.5},
	{" to fix ", 2.5},
	{" to handle ", 2},
	{" to match ", 2},
	{" to be able to ", 3},
	{" to work around ", 3},
	{" works around ", 2.5},
	{" workaround ", 2},
	{" to help ", 2},
	{" to let ", 2},
	{" to save ", 2},
	{" to speed up ", 2.5},
	{" for consistency ", 3},
	{" for compatibility ", 3},
	{" backward compat", 2},
	{" backwards compat", 2},
	{" for readability ", 3},
	{" in case ", 2},
	{" that way ", 2},
	{" this way ", 2},
	{" fixes the ", 2},
	{" fixes a ", 2},
	{" fixes an ", 2},
	{" fixes this ", 2},
	{" this fixes ", 2.5},
	{" which fixes ", 2},
	{" that fixes ", 2},
	{" fixes ", 0.5},
	{" fixed ", 1.5},
	{" fix ", 1.5},
	{" to not ", 1.5},
	{" as it ", 1.5},
	{" as we ", 1.5},
	{" as this ", 2},
	{" as they ", 1.5},
	{" as there ", 2},
	{" given that ", 2.5},
	{" now that ", 2.5},
	{" in preparation ", 2.5},
	{" in favor of ", 2},
	{" in favour of ", 2},
	{" deprecated ", 1.5},
	{" unused ", 1.5},
	{" dead code ", 2},
	{" redundant ", 2},
	{" unnecessary ", 2},
	{" not needed ", 2},
	{" superfluous ", 2},
	{" expects ", 1},
	{" expected ", 1},
	{" such that ", 2},
	{" thanks to ", 1.5},
	{" security ", 1},
	{" vulnerab", 1.5},
	{" currently ", 1.5},
	{" previously ", 1.5},
	{" before this ", 1.5},
	{" prior to ", 1},
	{" at the moment ", 1.5},
	{" today ", 0.5},
	{" fails ", 1.5},
	{" failed ", 1},
	{" failing ", 1.5},
	{" failure", 1},
	{" crash", 1.5},
	{" deadlock", 1.5},
	{" race ", 1.5},
	{" data race ", 1},
	{" leak", 1.5},
	{" regression ", 1.5},
	{" panic", 1.5},
	{" wrong", 1.5},
	{" incorrect", 1.5},
	{" bug ", 1.5},
	{" broken ", 1.5},
	{" does not ", 1},
	{" doesn't ", 1},
	{" don't ", 0.5},
	{" didn't ", 1},
	{" wasn't ", 1},
	{" isn't ", 1},
	{" cannot ", 1},
	{" can't ", 1},
	{" couldn't ", 1},
	{" not possible ", 1.5},
	{" never ", 1},
	{" must ", 1},
	{" should not ", 1},
	{" shouldn't ", 1},
	{" must not ", 1},
	{" missing ", 1},
	{" problem ", 1},
	{" confusing ", 2},
	{" slow ", 1},
	{" slower ", 1},
	{" faster ", 1.5},
	{" expensive ", 1.5},
	{" undefined ", 1},
	{" warning ", 0.5},
	{" flaky ", 1.5},
	{" unexpected", 1.5},
	{" ambiguous ", 1.5},
	{" misleading ", 2},
	{" problematic ", 2},
	{" impossible ", 1.5},
	{" inconsistent ", 1.5},
	{" reverts ", 1.5},
	{" if ", 0.5},
	{" when ", 0.5},
	{" but ", 0.5},
	{" however ", 1},
	{" while ", 0.5},
	{" only ", 0.5},
	{" although ", 1},
	{" want to ", 1},
	{" wants to ", 1},
	{" need to ", 1},
	{" needs to ", 1},
	{" we need ", 1},
	{" have to ", 1},
	{" in a way ", 0.5},
}

// talk are turns that speak of the message's own making, of others' work or of what may come, not of a reason.
var talk = []cue{
	{" follow up ", -2},
	{" todo ", -2},
	{" i think ", -1},
	{" i'm not sure ", -3},
	{" not sure ", -2},
	{" for example ", -1},
	{" e.g. ", -0.5},
	{" see ", -0.5},
	{" in the future ", -1.5},
	{" later commit", -1.5},
	{" next commit", -1.5},
	{" subsequent ", -1},
	{" tested ", -2},
	{" i tested ", -2},
	{" reviewer", -2},
	{" cherry pick", -2},
	{" rebase", -2},
	{" thanks ", -1},
	{" hopefully ", -1},
	{" this commit message ", -3},
	{" checkpatch ", -1},
	{" discussed ", -0.5},
	{" steps to reproduce ", -3},
	{" here is ", -1.5},
	{" output ", -0.3},
	{" squash", -3},
	{" emailed ", -4},
	{" email ", -2},
	{" mailing list ", -3},
	{" may not ", -1.5},
	{" might ", -0.5},
	{" imported from ", -3},
	{" taken from ", -1.5},
	{" based on ", -1},
	{" synced with ", -1},
	{" to fix up ", -2.5},
	{" pr feedback ", -3}, {" after this commit ", -2},
	{" all that ", -1.5},
	{" goes wrong ", -1.5},
	{" got in ", -2},
	{" i have ", -1},
	{" i added ", -1.5},
	{" i've ", -1},
	{" it is assumed ", -2},
	{" as a consequence ", -1.5},
	{" took the opportunity ", -3},
	{" this option ", -1.5},
	{" as part of ", -1.5},
	{" vendoring ", -2},
	{" separate patch", -2.5},
	{" separate commit", -2.5},
	{" this series ", -1},
	{" naive ", -1},
	{" hard to ", -0.7},
	{" shall be ", -1},
	{" once this ", -1.5},
	{" long term ", -1},
	{" since then ", -2.5},
	{" it was needed ", -2.5},
	{" was needed ", -1},
	{" used to ", -0.5},
	{" in practice ", -3},
	{" this first ", -2},
	{" this pr does not ", -3},
	{" ported ", -1},
	{" reworded ", -2},
	{" suggestion ", -2},
	{" ticket ", -1},
	{" bug fixes ", -2},
	{" code review ", -3},
	{" my ", -0.5},
	{" normally ", -0.5},
	{" benefits ", -1},
	{" caveat", -2},
	{" limitation", -1.5},
	{" note that ", -0.7},
	{" that said ", -1.5},
	{" admittedly ", -1.5},
	{" unfortunately ", -0.3},
	{" not part of this ", -2},
	{" out of scope ", -3},
	{" left out ", -1.5},
	{" will be ", -0.3},
	{" as well ", -0.5},
	{" while at it ", -2.5},
	{" while here ", -2.5},
	{" while i'm at it ", -2.5},
	{" also ", -0.7},
	{" no functional change", -2},
}

// readReasons keeps the sentences that may give a reason.
func (m *Message) readReasons(blocks []block) {
	if s := m.Subject; !m.Merge && len(s) >= 12 {
		if score := subjectScore(s); score > 0 {
			m.reasons = append(m.reasons, sentence{text: s, score: score, subject: true})
		}
	}
	items := 0
	for _, b := range blocks {
		if b.item {
			items++
		}
	}
	for _, b := range blocks {
		m.paragraphs = b.paragraph + 1
		m.Prose = m.Prose || len(b.text) > 40
		for _, text := range sentences(b.text) {
			if len(m.reasons) == mostSentences {
				return
			}
			if len(text) < 20 || len(text) > mostSentence || strings.Count(text, " ") < 3 || strings.EqualFold(text, m.Subject) {
				continue
			}
			if score := sentenceScore(text); score > 0 {
				m.reasons = append(m.reasons, sentence{text: text, score: score, item: b.item && items > 1, first: b.paragraph == 0})
			}
		}
	}
}

func sentenceScore(text string) float64 {
	if strings.HasSuffix(text, "?") || strings.HasSuffix(text, ":") && len(text) < 60 {
		return 0
	}
	flat := flatten(text)
	sum, most := cueIndex().weigh(flat)
	if most < telltale || !ended(flat) {
		return 0
	}
	against, _ := talkIndex().weigh(flat)
	score := min(sum, 6) + against
	for _, begin := range [...]string{" so ", " but ", " however ", " that ", " it ", " also ", " then ", " and ", " or "} {
		if strings.HasPrefix(flat, begin) {
			score -= 0.5 // it needs the sentence before it
		}
	}
	if strings.HasPrefix(flat, " also ") {
		score-- // and speaks of what was done besides
	}
	return score
}

// phrases are cues by their first words.
type phrases map[string][]cue

// The tables as phrases, made when the first message is read.
var (
	cueIndex  = sync.OnceValue(func() phrases { return indexed(cues) })
	talkIndex = sync.OnceValue(func() phrases { return indexed(talk) })
)

// stem is how much of a first word leads to its cues: those that stand for several words end within one.
const stem = 4

func indexed(list []cue) phrases {
	p := phrases{}
	for _, c := range list {
		key := stemOf(c.words[1:])
		p[key] = append(p[key], c)
	}
	return p
}

func stemOf(text string) string {
	if end := strings.IndexByte(text, ' '); end >= 0 && end < stem {
		return text[:end]
	}
	return text[:min(len(text), stem)]
}

// weigh adds up the cues in a flattened sentence, each once.
func (p phrases) weigh(flat string) (sum, most float64) {
	var seen []string
	for i := 0; i < len(flat)-1; i++ {
		if flat[i] != ' ' {
			continue
		}
		for _, c := range p[stemOf(flat[i+1:])] {
			if strings.HasPrefix(flat[i:], c.words) && !slices.Contains(seen, c.words) {
				seen = append(seen, c.words)
				sum, most = sum+c.weight, max(most, c.weight)
			}
		}
	}
	return sum, most
}

// ended says whether a sentence does not break off.
func ended(flat string) bool {
	words := strings.TrimSpace(flat)
	switch words[strings.LastIndexByte(words, ' ')+1:] {
	case "where", "the", "a", "an", "following", "commit", "from", "by", "to", "of", "and", "or", "with", "as", "follows", "below", "e.g", "i.e", "like", "for":
		return false
	}
	return true
}

// trivial are the objects of a fix that says nothing about any line.
var trivial = []string{
	"typo", "spelling", "grammar", "lint", "whitespace", "indent", "format", "style", "rubocop", "gofmt", "golint", "vet ", "test", "build", "ci ", "warning", "comment", "doc", "changelog", "nit", "review", "merge", "import", "rebase", "some ", "various", "minor", "more ", "small", "up ", "bug", "issue", "things", "stuff", "example",
}

// subjectScore is sentenceScore for a subject, which has to be a sentence of its own: "Fix a race in …".
func subjectScore(subject string) float64 {
	said, sorted := topic(subject)
	lower := strings.ToLower(said)
	for _, c := range chores {
		if strings.Contains(lower, c) {
			return 0
		}
	}
	if strings.HasSuffix(lower, " fixes") || strings.HasSuffix(lower, " changes") {
		return 0
	}
	if sorted && strings.Count(lower, " ") >= 3 {
		return 1 + sentenceScore(said)
	}
	verb, object, _ := strings.Cut(lower, " ")
	switch verb {
	case "fix", "fixes", "fixed", "fixing", "hotfix", "bugfix":
		for _, t := range trivial {
			if strings.HasPrefix(object+" ", t) {
				return 0
			}
		}
		if strings.Count(object, " ") < 2 {
			return 0
		}
		return max(enough, sentenceScore(said))
	case "revert", "merge", "bump", "update", "upgrade", "release", "version":
		if !strings.Contains(lower, "because") && !strings.Contains(lower, "to avoid") {
			return 0
		}
	case "avoid", "prevent", "ensure", "don't", "do", "handle", "stop", "never", "always":
		if strings.Count(lower, " ") >= 3 && (verb != "do" || strings.HasPrefix(object, "not ")) {
			return max(enough, sentenceScore(said))
		}
	}
	return sentenceScore(said)
}

// chores are what a change is about that says nothing of any line in it.
var chores = []string{
	"linter", "golint", "lint ", "lint-", "shellcheck", "staticcheck", "rubocop", "codespell", "typo", "review feedback", "pr feedback", "review comment", "misspell", "gofmt", "gofumpt", "go vet", "checkpatch", "copilot", "spdx", "license header", "code style", "assorted", "miscellaneous", "misc ", "cleanups", "housekeeping", "various ",
}

// topic is a subject without what stands before it for sorting: "[BUGFIX] ", "net: phy: ". sorted says that it was sorted
// among the fixes: "fix(pay): ".
func topic(subject string) (said string, sorted bool) {
	for range 4 {
		if strings.HasPrefix(subject, "[") {
			if end := strings.IndexByte(subject, ']'); end > 0 && end < 40 {
				subject = strings.TrimLeft(subject[end+1:], " :")
				continue
			}
		}
		key, rest, ok := strings.Cut(subject, ": ")
		if !ok || len(key) > 50 || strings.Count(key, " ") > 2 || strings.TrimSpace(rest) == "" {
			return subject, sorted
		}
		kind, _, _ := strings.Cut(key, "(")
		sorted = sorted || strings.EqualFold(kind, "fix") || strings.EqualFold(kind, "bugfix")
		subject = strings.TrimSpace(rest)
	}
	return subject, sorted
}

// flatten makes a sentence small letters with single blanks for marks, and blanks at its ends.
func flatten(text string) string {
	var b strings.Builder
	b.WriteByte(' ')
	blank := true
	for _, r := range text {
		r = unicode.ToLower(r)
		if r == '’' {
			r = '\''
		}
		if unicode.IsLetter(r) || unicode.IsDigit(r) || r == '\'' || r == '.' || r == '_' {
			b.WriteRune(r)
			blank = false
		} else if !blank {
			b.WriteByte(' ')
			blank = true
		}
	}
	flat := strings.TrimRight(b.String(), " .")
	return strings.ReplaceAll(flat, ". ", " ") + " "
}

// sentences cuts a paragraph at full stops and the like that end a sentence.
func sentences(text string) []string {
	var out []string
	start := 0
	for i := 0; i < len(text); i++ {
		if c := text[i]; c != '.' && c != '!' && c != '?' {
			continue
		}
		end := i + 1
		for end < len(text) && strings.IndexByte(`.!?"')]`, text[end]) >= 0 {
			end++
		}
		if end < len(text) && (text[end] != ' ' || goesOn(text[start:i], text[end+1:])) {
			i = end - 1
			continue
		}
		out = append(out, strings.TrimSpace(text[start:end]))
		start, i = end, end-1
	}
	if rest := strings.TrimSpace(text[start:]); rest != "" {
		out = append(out, rest)
	}
	return out
}

// goesOn says whether a full stop between two texts ends no sentence: e.g. after an abbreviation, or before a small letter.
func goesOn(before, after string) bool {
	last := strings.ToLower(before[strings.LastIndexByte(before, ' ')+1:])
	switch strings.TrimLeft(last, "(") {
	case "e.g", "i.e", "eg", "ie", "etc", "vs", "cf", "resp", "approx", "no", "fig", "sec", "al", "mr", "dr", "st", "aka", "incl":
		return true
	}
	next, _, _ := strings.Cut(after, " ")
	for _, r := range next {
		return unicode.IsLower(r) && !coded(next) && !strings.Contains(next, "(")
	}
	return false
}
