package history

import "strings"

// enough is the score from which a sentence counts as giving a reason, telltale what one of its turns must have alone.
const (
	enough   = 2.0
	telltale = 1.5
)

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
	for _, begin := range [...]string{" also ", " additionally ", " furthermore ", " moreover ", " besides "} {
		if strings.HasPrefix(flat, begin) {
			score -= 1.5 // it speaks of what was done besides
		}
	}
	return score
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
