// Package people tells who is behind the names and addresses in a history.
//
// A history holds identities: a name and an address, as somebody's git wrote them. One
// person has several. NewDirectory merges identities that certainly belong together, and
// nothing else, since a wrong merge says something false about two people at once:
//
//   - what the team itself wrote down: .mailmap (all four forms, as git reads them, see
//     gitmailmap(5)) and the settings' list of people;
//   - the same address, whatever its case;
//   - the same full name (two words or more), where one of the two addresses is a forge's
//     no-reply address: forges write it for commits made in the browser, so it is a second
//     address of a person and never a person's only one;
//   - the same no-reply login on the same forge.
//
// The same name alone merges nothing: two people can be called alike.
//
// A handle is what a person is called on the forge, without @. It comes from the settings,
// else from the login inside a no-reply address; without either a person has only a name.
//
// Bots and AI agents are recognised by name and address (see bots.go). They stay in the
// directory, marked, so that others can leave them out.
//
// Names come from strangers: control and bidirectional characters are dropped and lengths
// capped on the way in. The package reads no files and asks no forge.
package people

import "github.com/leadline/leadline/internal/git"

// Person is one human, or one bot, behind one or more identities.
type Person struct {
	Name   string   // the name to show; never empty: without a name, the local part of the address
	Email  string   // the address to write to: a real one if there is any
	Handle string   // without @; "" when unknown
	Emails []string // every address, lower-cased and sorted, Email's among them
	Bot    bool     // a program, never to be suggested
	Team   []string // reserved for team names
}

// Display is how a person is spoken of on screen: "@handle", else the plain name.
func (p *Person) Display() string {
	if p.Handle != "" {
		return "@" + p.Handle
	}
	return p.Name
}

// Setting is what the settings say about one person. Empty fields say nothing.
type Setting struct {
	Handle string // with or without @
	Name   string
	Emails []string
	Bot    bool
}

// Options is what NewDirectory knows besides the identities.
type Options struct {
	Mailmap  []byte    // .mailmap; what exceeds MailmapLimit is ignored
	Settings []Setting // stronger than the mailmap
	Bots     []string  // more names or addresses that are bots; * stands for anything
}

var _ = git.Identity{}
