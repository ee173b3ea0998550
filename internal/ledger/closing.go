package ledger

import (
	"encoding/json"
	"strings"

	"github.com/leadline/leadline/internal/pattern"
)

// MentionPattern finds, as an extended regular expression in any case, the lines of commit messages that [ReadMessage] may
// have something to say about.
const MentionPattern = `t-[0-9a-hjkmnp-tv-z]{6}|this reverts commit`

// Landing is the body of a [TodoDone] that a commit's message said, and of [ReviewLanded].
type Landing struct {
	Commit string `json:"commit"` // full hash
}

// Reversal is the body of [TodoReverted].
type Reversal struct {
	Commit string `json:"commit"` // the one whose message said that it is done
	By     string `json:"by"`     // the one that takes it back; empty when that was taken back in turn
}

// land keeps which commit finished a delegation.
func (e *Entry) land(body []byte) {
	var l Landing
	if e.Delegation == nil || json.Unmarshal(body, &l) != nil || l.Commit == "" {
		return
	}
	d := *e.Delegation
	d.Commit = l.Commit
	e.Delegation = &d
}

// landed closes a request for a review whose change is where others build on it. Nobody is said to have reviewed it. It says
// whether that is so: what is closed stays as it is.
func (e *Entry) landed(body []byte) bool {
	var l Landing
	if !e.Open() || json.Unmarshal(body, &l) != nil || l.Commit == "" {
		return false
	}
	r := *e.Review
	r.Landed = l.Commit
	e.Review, e.State = &r, Done
	return true
}

// revert keeps that the commit which finished a delegation was taken back. It stays done: people say otherwise if it is not.
func (e *Entry) revert(body []byte) {
	var r Reversal
	if e.Delegation == nil || json.Unmarshal(body, &r) != nil || r.Commit == "" || r.Commit != e.Delegation.Commit {
		return
	}
	d := *e.Delegation
	d.Reverted = r.By
	e.Delegation = &d
}

// Message is what a commit says about delegations.
type Message struct {
	// Finishes are the ids after words such as Closes, Fixes, Finishes and Done, in their order, each once. Whether there is
	// such a delegation is for others to say.
	Finishes []string
	// Reverts are the commits that it takes back, as git and forges write it: "This reverts commit <hash>".
	Reverts []string
}

var (
	closing   = pattern.New(`(?i)(?:^|[^\pL\pN_-])(?:close[sd]?|fix(?:e[sd])?|finish(?:e[sd])?|resolve[sd]?|done)[ \t]*:?[ \t]+(T-[0-9A-HJKMNP-TV-Z]{6,12}(?:[ \t]*(?:,|&|\band\b)?[ \t]*T-[0-9A-HJKMNP-TV-Z]{6,12})*)`)
	closed    = pattern.New(`(?i)\bT-[0-9A-HJKMNP-TV-Z]{6,12}\b`)
	reverting = pattern.New(`(?i)\bthis reverts commit ([0-9a-f]{40}(?:[0-9a-f]{24})?)\b`)
	negation  = pattern.New(`(?i)(?:\bnot|n't|\bnever)[ \t]+(?:yet[ \t]+)?$`)
)

const mostReverts = 100

// ReadMessage reads a commit's message, which may be anybody's. A commit that takes another back finishes nothing: it quotes
// what the other one said. Nor do lines that quote (with > before them).
func ReadMessage(message string) Message {
	var m Message
	for _, found := range reverting().FindAllStringSubmatch(message, mostReverts) {
		m.Reverts = append(m.Reverts, strings.ToLower(found[1]))
	}
	if len(m.Reverts) > 0 {
		return m
	}
	seen := map[string]bool{}
	for line := range strings.Lines(message) {
		if strings.HasPrefix(strings.TrimSpace(line), ">") || strings.HasPrefix(line, `Revert "`) {
			continue
		}
		for _, at := range closing().FindAllStringSubmatchIndex(line, -1) {
			if negation().MatchString(line[:at[0]+1]) {
				continue
			}
			for _, id := range closed().FindAllString(line[at[2]:at[3]], -1) {
				if id = strings.ToUpper(id); !seen[id] {
					seen[id] = true
					m.Finishes = append(m.Finishes, id)
				}
			}
		}
	}
	return m
}
