// Package ownership tells who knows a path, from who changed and reviewed it.
package ownership

import (
	"time"

	"github.com/leadline/leadline/internal/people"
	"github.com/leadline/leadline/internal/store/index"
)

// Knower is one person's knowledge of a path.
type Knower struct {
	Person  *people.Person
	Share   float64 // of all knowledge of the path, 0 to 1
	Changes int     // commits
	Reviews int     // commits of others that the person reviewed
	Last    time.Time
	Active  bool // changed or reviewed the path within ActiveWithin
}

// Knowers merges contributions into people, best knower first.
func Knowers(c []index.Contribution, d *people.Directory, now time.Time) []Knower { return nil }

// Nearest returns the best active knower who is not exclude, or nil.
func Nearest(knowers []Knower, exclude *people.Person) *Knower { return nil }
