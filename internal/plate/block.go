package plate

import (
	"cmp"
	"encoding/json"
	"slices"
	"time"

	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/store/eventlog"
)

// The kinds of private events about time that the owner keeps for themselves; the subject is the block's id.
const (
	BlockPlanned = "block.planned" // body: [Kept]
	BlockDropped = "block.dropped"
	BlockStands  = "block.stands" // body: a [ledger.Kept], how it stands in the owner's own calendar
)

// Kept is the body of [BlockPlanned]: time that the owner keeps, for coding, thinking or reviews. Nobody else sees it.
type Kept struct {
	What    string    `json:"what"` // coding, thinking or reviews
	Start   time.Time `json:"start"`
	Minutes int       `json:"minutes"`
	// About is a line in the owner's own words; "" for none.
	About string `json:"about,omitempty"`
}

// Block is time that the owner keeps for themselves.
type Block struct {
	ID string
	Kept
	Stands ledger.Kept // in the owner's own calendar; the zero value where it was never to stand there
}

// End of the block.
func (b Block) End() time.Time { return b.Start.Add(time.Duration(b.Minutes) * time.Minute) }

// mostMinutes bounds what a block may claim to be.
const mostMinutes = 24 * 60

// foldBlock applies an event about a block. Time is kept wherever it was said: it is about the owner, not about a repository.
func (b *Book) foldBlock(e eventlog.Event) {
	i := slices.IndexFunc(b.blocks, func(o Block) bool { return o.ID == e.Subject })
	if e.Kind == BlockDropped {
		if i >= 0 {
			b.blocks = slices.Delete(b.blocks, i, i+1)
		}
		return
	}
	if e.Kind == BlockStands {
		var k ledger.Kept
		if i >= 0 && json.Unmarshal(e.Body, &k) == nil {
			b.blocks[i].Stands = k
		}
		return
	}
	var k Kept
	if json.Unmarshal(e.Body, &k) != nil || k.Start.IsZero() || k.Minutes <= 0 || k.Minutes > mostMinutes {
		return
	}
	if i >= 0 {
		b.blocks[i].Kept = k
		return
	}
	b.blocks = append(b.blocks, Block{ID: e.Subject, Kept: k})
}

// Blocks are those that the owner keeps, the first first; those that are over among them.
func (b *Book) Blocks() []Block {
	if b == nil {
		return nil
	}
	out := slices.Clone(b.blocks)
	slices.SortFunc(out, func(a, b Block) int { return cmp.Or(a.Start.Compare(b.Start), cmp.Compare(a.ID, b.ID)) })
	return out
}

// Ahead are the blocks that are not over at a moment, the first first.
func (b *Book) Ahead(now time.Time) []Block {
	return slices.DeleteFunc(b.Blocks(), func(k Block) bool { return !k.End().After(now) })
}
