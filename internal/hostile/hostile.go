// Package hostile is our own set of repositories made by somebody who means harm. Each is built when the tests run, from a
// harmless one (see story_test.go) and one thing that an attacker adds to it: a vector. Nothing here is dangerous on disk.
//
// What an attacker wants to run touches a file, the canary. For every vector that plain git falls for, the tests prove that it
// does: it runs the canary, or does not come back. Then every command of the command line, with and without --json, and every
// feature of the language server go over a fresh copy, as whole processes of this test binary. Of each is asked that
//
//   - the canary was not touched, and nobody called at the one port that forged settings name,
//   - everything came back, none with a mistake of ours (a panic),
//   - no process took more than 500 MB, git's included,
//   - nothing changed in the repository or beside it,
//   - no control or bidirectional character and no link of the repository's making reached a screen.
//
// The vectors are those of the design's chapter on trust, by subject: vectors_programs_test.go (settings that name programs),
// vectors_places_test.go (git directories that are elsewhere), vectors_special_test.go (pipes, devices, links), vectors_bombs_test.go,
// vectors_names_test.go, vectors_broken_test.go and vectors_proposals_test.go (what .leadline.toml asks for).
//
// They are not built for the race detector, which would make each of hundreds of processes ten times as slow and as large.
package hostile
