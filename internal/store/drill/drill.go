// Package drill holds the drills for what must not go wrong: processes that are killed at any moment, machines that run out of
// room, repositories that come and go by the hundred. They are tests of whole processes: the test binary runs itself in a role.
//
// `make test` runs each drill as often as it takes to mean something, `make soak` ten times as often: LEADLINE_DRILLS says how
// many rounds of killing there are. They are not built for the race detector, which would see nothing between processes and
// make each of hundreds begin ten times as slowly, nor for Windows, which has no such signals and limits.
package drill
