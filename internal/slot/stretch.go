package slot

import "time"

// Kept is what somebody's meetings leave of their working time in a window.
type Kept struct {
	Working time.Duration // hours of theirs, without lunch and days off
	Focus   time.Duration // free in stretches of [Focus] and more
}

// KeptOf tells what is left for focus from one moment to another; of stretches that reach over the edge the part inside counts. It
// fails with an *[InputError] where the zone is unknown. It is a figure for the person alone.
func KeptOf(p Person, from, to time.Time) (Kept, error) {
	in, err := zones{}.load(p)
	if err != nil {
		return Kept{}, err
	}
	window := span{ceil(from), to.Unix()}
	t := newTimeline(p, in, window.wider(margin), window.from)
	var k Kept
	for _, s := range t.shifts {
		if s = s.and(window); s.from < s.to {
			k.Working += s.length()
		}
	}
	for _, s := range t.free {
		if inside := s.and(window); s.length() >= Focus && inside.from < inside.to {
			k.Focus += inside.length()
		}
	}
	return k, nil
}
