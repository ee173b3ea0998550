package action

import "github.com/leadline/leadline/internal/workspace"

// Read understands one value of a field as it would be recorded, without recording anything: a date, a moment in UTC, minutes,
// the reference of a person. It is nil for an empty value. The error says what to give instead.
func (x Field) Read(s *workspace.Snapshot, text string) (any, error) {
	v := Values{x.Key: text}
	if v.empty(x.Key) {
		return nil, nil
	}
	return x.normalise(s, v)
}
