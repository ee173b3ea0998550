package share

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/leadline/leadline/internal/git"
)

// State is what is remembered of a channel between two syncs. Losing it costs a longer sync, and nothing else.
type State struct {
	Remote string `json:"remote"` // the address, without a password
	Repo   string `json:"repo"`
	// At is when the last sync ended well, Sent and Received how many events it carried.
	At       time.Time `json:"at,omitzero"`
	Sent     int       `json:"sent"`
	Received int       `json:"received"`
	// Branches says that the host takes branches only.
	Branches bool `json:"branches,omitempty"`
	// Problem is why the last one failed, Failures how many did so in a row, Next when to try again without being asked.
	Problem  *Problem  `json:"problem,omitempty"`
	Failures int       `json:"failures,omitempty"`
	Next     time.Time `json:"next,omitzero"`
	// Refused and Held are as of the last sync, Clashes the last that there were.
	Refused []Refusal `json:"refused,omitempty"`
	Held    []Held    `json:"held,omitempty"`
	Clashes []Refusal `json:"clashes,omitempty"`
	// Lost are changes of this store's that others' took the place of, the newest last.
	Lost []Contest `json:"lost,omitempty"`

	// Writer, Seq, Tip and Altered say what was published: all up to number Seq, as it was after so many changes to events.
	Writer  string   `json:"writer"`
	Seq     int64    `json:"seq"`
	Tip     git.Hash `json:"tip"`
	Altered int64    `json:"altered"`
	// Retold is when the last generation began, Owing says that something that was taken back is still to leave the remote.
	Retold time.Time `json:"retold,omitzero"`
	Owing  bool      `json:"owing,omitempty"`
	// Settled says of the writers that this store was before where their lines stood when nothing was left to send of them.
	Settled map[string]git.Hash `json:"settled,omitempty"`
	// Clocks are how far the clock of each writer had come in the store: where it is behind, something was lost.
	Clocks map[string]int64 `json:"clocks,omitempty"`
	// Stays are former generations that the host would not delete.
	Stays []string `json:"stays,omitempty"`
}

// Problem is why a sync failed.
type Problem struct {
	At     time.Time `json:"at"`
	Reason git.Unmet `json:"reason"`
	Said   string    `json:"said"` // by the other side: show it cleaned
}

const (
	stateDir   = "leadline"
	mostState  = 4 << 20
	mostListed = 50 // of clashes and losses that are remembered
)

func (c Channel) stateFile() string {
	return filepath.Join(c.Exchange.Dir(), stateDir, c.name()+".json")
}

// State reads what is remembered of the channel; the zero state where that is nothing, or cannot be read.
func (c Channel) State() State {
	var s State
	path := c.stateFile()
	if st, err := os.Lstat(path); err == nil && st.Mode().IsRegular() && st.Size() <= mostState {
		if text, err := os.ReadFile(path); err == nil && json.Unmarshal(text, &s) != nil {
			s = State{}
		}
	}
	return s
}

// sharedElsewhere says whether the repository, under its present identity, was synced with another remote.
func (c Channel) sharedElsewhere() bool {
	files, _ := filepath.Glob(filepath.Join(c.Exchange.Dir(), stateDir, "*.json")) // the pattern is right
	for _, path := range files {
		var s State
		if text, err := os.ReadFile(path); err == nil && json.Unmarshal(text, &s) == nil && s.Repo == c.Repo {
			return true
		}
	}
	return false
}

func (c Channel) remember(s State) error {
	s.Remote = c.Destination.String()
	s.Clashes = lastOf(s.Clashes)
	s.Lost = lastOf(s.Lost)
	s.Refused, s.Held = s.Refused[:min(len(s.Refused), mostListed)], s.Held[:min(len(s.Held), mostListed)]
	text, err := json.MarshalIndent(s, "", "\t")
	if err != nil {
		return err
	}
	path := c.stateFile()
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return fmt.Errorf("remembering what was synced: %w", err)
	}
	f, err := os.CreateTemp(filepath.Dir(path), ".new-*")
	if err != nil {
		return fmt.Errorf("remembering what was synced: %w", err)
	}
	_, err = f.Write(text)
	err = errors.Join(err, f.Close())
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		return fmt.Errorf("remembering what was synced: %w", errors.Join(err, ignoreMissing(os.Remove(f.Name()))))
	}
	return nil
}

func ignoreMissing(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

func lastOf[T any](all []T) []T { return all[max(0, len(all)-mostListed):] }

// Owe has the next sync of the channel republish what this store says, without what was taken back, however lately it did so.
func Owe(c Channel) error {
	s := c.State()
	s.Altered, s.Retold, s.Next = -1, time.Time{}, time.Time{}
	return c.remember(s)
}
