package eventlog

import (
	"bytes"
	"encoding/json"
)

// What a version of an event can be to another one of the same writer; anything else is why it is none.
const (
	same   = "same"
	less   = "less"   // it says less: something was taken back
	fuller = "fuller" // it says more: something was taken back here
)

func (e Event) version(other Event) string {
	switch {
	case e.Seq != other.Seq || e.HLC != other.HLC:
		return "an event of this writer has this id, with another number or clock"
	case e.V != other.V || e.Kind != other.Kind || !e.about(other) || !e.At.Equal(other.At) || !bytes.Equal(e.Sig, other.Sig):
		return "it is not what its writer said under this id before"
	}
	sameActor := e.ActorName == other.ActorName && e.ActorEmail == other.ActorEmail
	switch {
	case sameActor && bytes.Equal(e.Body, other.Body) && e.Subject == other.Subject:
		return same
	case e.forgotten() && !other.forgotten() && e.Subject != other.Subject:
		return fuller
	case (sameActor || other.Blanked()) && within(other.Body, e.Body):
		return less
	case (sameActor || e.Blanked()) && within(e.Body, other.Body):
		return fuller
	}
	return "its words are not those that its writer said under this id before"
}

// about says whether two versions are about the same, or one of them no longer says what about.
func (e Event) about(other Event) bool {
	return e.Subject == other.Subject || e.forgotten() || other.forgotten()
}

// forgotten tells what not even its subject is left of.
func (e Event) forgotten() bool { return e.takenBack() && e.Subject == noSubject }

// within says whether part is what is left of an object after keys were taken away, or emptied.
func within(part, whole json.RawMessage) bool {
	if bytes.Equal(part, whole) {
		return true
	}
	var a, b map[string]json.RawMessage
	if json.Unmarshal(part, &a) != nil {
		return false
	}
	if len(a) == 0 {
		return true
	}
	if json.Unmarshal(whole, &b) != nil {
		return false
	}
	for key, value := range a {
		if old, ok := b[key]; !bytes.Equal(value, old) && string(value) != `""` || !ok && string(value) != `""` {
			return false
		}
	}
	return true
}
