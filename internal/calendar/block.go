package calendar

import "time"

// Attendee is a person as a calendar knows them.
type Attendee struct {
	Name  string // as shown; may be empty
	Email string // "" when unknown: the person is named in the description instead
}

// Block is a stretch of time kept for a purpose, such as pairing.
type Block struct {
	UID         string // stays the same for the life of the block; see RFC 5545 3.8.4.7
	Topic       string // one line
	Description string // may have several lines
	Location    string
	Start       time.Time
	Duration    time.Duration
	Organizer   Attendee
	Attendees   []Attendee
	Sequence    int       // 0, then one more at every change
	Stamp       time.Time // when this version was made
	Method      string    // "" or REQUEST, CANCEL, PUBLISH
}

// ICS renders the block.
func (b Block) ICS() ([]byte, error) { return nil, nil }
