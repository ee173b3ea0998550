package phrase

import (
	"fmt"
	"strings"

	"github.com/leadline/leadline/internal/action"
	"github.com/leadline/leadline/internal/hint"
	"github.com/leadline/leadline/internal/plate"
	"github.com/leadline/leadline/internal/slot"
)

// KeptTime says time that the reader keeps: "coding · Thursday 09:00–11:00 · B-7K3QXM".
func (v Voice) KeptTime(b plate.Block) string {
	start := b.Start.In(v.Now.Location())
	text := b.What
	if about := Clean(b.About, titleLimit); about != "" {
		text += ": " + about
	}
	return join(Clean(text, titleLimit), When(start, v.Now)+"–"+clock(start.Add(b.End().Sub(b.Start))), Clean(b.ID, nameLimit))
}

// OwnReasons say why a block for oneself stands where it stands.
func (v Voice) OwnReasons(o hint.OwnTime, b slot.Block) []string {
	var out []string
	e := b.People[0]
	if next := nextTo(e, o.Times[0], b.End.Sub(b.Start)); next != "" {
		out = append(out, next)
	}
	switch {
	case b.Kind.Focused() && e.First == 0 && e.Last == 0 && !e.ClosesGap():
		out = append(out, "fills a free stretch whole")
	case b.Kind.Focused() && e.Cost == 0:
		out = append(out, "leaves the rest of it whole")
	case !b.Kind.Focused():
		if whole := wholeHalves(b.People); whole != "" {
			out = append(out, whole)
		}
	}
	return out
}

// Wanted says why time of a kind is proposed.
func Wanted(k slot.Kind, o hint.OwnTime) string {
	switch k {
	case slot.Reviews:
		return fmt.Sprintf("%s open: one block for all of them", Count(o.Reviews, "review"))
	case slot.Thinking:
		return fmt.Sprintf("%s for your word", waits(o.Decisions))
	}
	return ""
}

func waits(n int) string {
	if n == 1 {
		return "1 thing waits"
	}
	return fmt.Sprintf("%d things wait", n)
}

// NoOwnTime says that there was no time for blocks of a kind.
func NoOwnTime(k slot.Kind, missing int) string {
	return fmt.Sprintf("No time is left for %s of %s: make them shorter, or look further ahead.", Count(missing, "block"), k)
}

// TimeDelivery says what would be put where, before the reader confirms it: a line for each.
func (v Voice) TimeDelivery(d *action.TimeDelivery) []string {
	_, place, _ := strings.Cut(d.Calendar, "://")
	b := d.Block
	lines := []string{"Into your calendar " + Clean(place, nameLimit) + ":", "  " + Clean(action.TimeBlock(v.Snapshot, b).Topic, titleLimit)}
	return append(lines, "  "+When(b.Start.In(v.Now.Location()), v.Now)+", "+Length(b.Minutes)+", nobody invited")
}

// SeenTime says what was changed in the reader's calendar about time that they keep.
func (v Voice) SeenTime(seen action.SeenTime) string {
	id, what := Clean(seen.Block.ID, nameLimit), Clean(seen.Block.What, nameLimit)
	if seen.Gone {
		return fmt.Sprintf("%s (%s) was taken out of your calendar: that time is free again.", id, what)
	}
	start := seen.Block.Start.In(v.Now.Location())
	return fmt.Sprintf("%s (%s) was moved in your calendar to %s–%s, and that counts.", id, what, When(start, v.Now), clock(start.Add(seen.Block.End().Sub(seen.Block.Start))))
}
