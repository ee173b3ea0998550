package ledger

import (
	"io"
	"strings"
)

// Crockford's base 32: no I, L, O or U.
const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

var letters = map[Type]string{TypeDecision: "D", TypeDelegation: "T", TypePairing: "P", TypeReview: "R", TypeQuestion: "Q", TypeRetro: "N", TypeRisk: "K"}

// NewID makes a human id such as D-7K3QXM from 30 bits of randomness: the letter of the type and six
// characters, never all digits, so that it is not taken for a number elsewhere. taken says which ids
// exist: on a collision the new one grows by a character.
func NewID(random io.Reader, t Type, taken func(string) bool) (string, error) {
	return newID(random, letters[t], taken)
}

func newID(random io.Reader, letter string, taken func(string) bool) (string, error) {
	for size := 6; ; size++ {
		id, err := draw(random, letter, size)
		if err != nil {
			return "", err
		}
		if taken == nil || !taken(id) {
			return id, nil
		}
	}
}

// NewTaskID is [NewID] for what is on somebody's own plate: M for mine.
func NewTaskID(random io.Reader, taken func(string) bool) (string, error) {
	return newID(random, "M", taken)
}

func draw(random io.Reader, letter string, size int) (string, error) {
	bytes := make([]byte, size)
	for {
		if _, err := io.ReadFull(random, bytes); err != nil {
			return "", err
		}
		text := make([]byte, size)
		for i, b := range bytes {
			text[i] = alphabet[b&31]
		}
		if strings.Trim(string(text), "0123456789") != "" {
			return letter + "-" + string(text), nil
		}
	}
}

// NewBlockID is [NewID] for time that somebody keeps for themselves.
func NewBlockID(random io.Reader, taken func(string) bool) (string, error) {
	return newID(random, "B", taken)
}
