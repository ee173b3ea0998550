// Package setup puts Leadline into the settings of editors, and takes it out again.
//
// What is put there is the text of the recipes in editors/, between two lines that mark it as ours; the first of them carries a
// checksum of what stands between. Everything else in a file stays as it is, byte for byte, and taking the block out gives
// back the bytes that were there before it. Nothing is written unless all of it can be: a file that cannot be read for what it is,
// that says the same already by other means, or whose block somebody changed is a [Refusal], which ends in what to do.
//
// The parsers here know as much of a file as is needed to tell that a block placed there means what it should: TOML is read
// whole, of JSON with comments and of Emacs Lisp only the brackets, strings and comments.
package setup

// Refusal says why a file stays as it is, and what to do instead.
type Refusal struct {
	Path   string
	Reason string
}

func (r *Refusal) Error() string { return r.Path + " stays as it is: " + r.Reason }
