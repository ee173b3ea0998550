package todo

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"strconv"
)

// Identity. A note stays itself when it is moved, re-indented, re-wrapped, assigned or slightly reworded, and when
// its file is renamed. Two notes stay two, however alike they are. This takes two steps.
//
// A note is born with an identity that its content alone decides: a hash of the path that it stands in and its text
// as Surroundings.Key has it; where the same text stands in the file more than once, of the code around it too, and
// of its place among those that even this does not tell apart. That is what Scan answers: whoever scans the same
// bytes under the same name gets the same, with or without a history.
//
// From then on it is followed, version by version of its file, as Roll does it:
//
//  1. the same text amid the same code, then with ever less of that code in common;
//  2. the same text right before or after a note that was found;
//  3. the same text anywhere in the file, if it is long enough to speak for itself, has some of its code around it
//     still, or stands between the same notes;
//  4. a similar text: by content and context together, as lines are tracked across versions by Asaduzzaman, Roy,
//     Schneider and Di Penta (LHDiff, 2013). Likeness of texts is the Dice coefficient (Dice 1945) of their words,
//     weighted by length; the code around weighs as much as 24 characters, as in package anchor. Both notes must be
//     each other's best, by a margin;
//  5. a text that had gone from the file and is back.
//
// What one commit takes out of one file and puts into another is followed by Moved.
//
// Who follows a file from its first version on, in the order of its commits, gets the same identities as everybody
// else with the same history, whatever was scanned before on their machine. Where there is no history, or not yet,
// notes have the identity that they would be born with now.

// bear gives the notes of one file, in order, the identities that they would be born with.
func bear(notes []Todo) {
	count := make(map[string]int, len(notes))
	for i := range notes {
		count[content(&notes[i])]++
	}
	same := map[string]int{}
	for i := range notes {
		t := &notes[i]
		t.ID = digest(t.Path, content(t))
		if count[content(t)] > 1 {
			first := digest(t.Path, content(t), t.Beside, t.Above[0], t.Below[0])
			t.ID = digest(first, strconv.Itoa(same[first]))
			same[first]++
		}
	}
}

// content is what a note says; one that says nothing but its issue says that.
func content(t *Todo) string {
	if t.Key == "" {
		return t.Issue
	}
	return t.Key
}

// digest is an identity: 48 bits of SHA-256 over the parts, as 12 hexadecimal digits.
func digest(parts ...string) string {
	var b []byte
	for _, p := range parts {
		b = binary.AppendUvarint(b, uint64(len(p)))
		b = append(b, p...)
	}
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:6])
}

// Other is an identity for a note whose own is that of one in another file, which history can bring about in ways that a
// Roll does not see. Of notes that share one the first path keeps it.
func Other(id, path string) string { return digest("other", id, path) }
