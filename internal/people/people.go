// Package people tells who is behind the names and addresses in a history.
//
// A history holds identities: a name and an address, as somebody's git wrote them. One
// person has several. NewDirectory merges identities that certainly belong together, and
// nothing else, since a wrong merge says something false about two people at once:
//
//   - what the team itself wrote down: .mailmap (all four forms, as gitmailmap(5) has
//     them) and the people in the settings;
//   - the same address, whatever its case, unless it is a mailbox that many share
//     (noreply@…);
//   - the same account on a forge: the login or the number in a no-reply address, or a
//     handle in the settings that equals such a login;
//   - the same full name (two words or more), where one of the addresses is a forge's
//     no-reply address: forges write it for commits made in the browser, so it is
//     somebody's second address. Where it could belong to two people (two real addresses
//     that nothing else connects, or two accounts on one forge) it stays alone.
//
// The same name alone merges nothing: two people can be called alike.
//
// A handle is what a person is called on the forge, without @. It comes from the settings,
// else from the login inside a no-reply address; without either a person has only a name.
//
// Bots and AI agents are recognised by name and address. They stay in the directory,
// marked, so that others can leave them out.
//
// Names come from strangers: control and bidirectional characters are dropped and lengths
// capped on the way in. The package reads no files and asks no forge.
package people

// Person is one human, or one bot, behind one or more identities. Nobody changes a
// Person after NewDirectory.
type Person struct {
	Name   string   // the name to show; without one, the local part of the address
	Email  string   // the address to write to: a real one if there is any
	Handle string   // without @; "" when unknown
	Emails []string // every address, lower-cased and sorted
	Bot    bool     // a program, never to be suggested
	Team   []string // names of teams, from the settings
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
	Emails []string // the first is the one to write to
	Bot    bool
	Team   []string
}

// Options is what NewDirectory knows besides the identities.
type Options struct {
	Mailmap  []byte    // text of .mailmap; what exceeds MailmapLimit is ignored
	Settings []Setting // stronger than the mailmap; of two that claim an address the first wins
	Bots     []string  // more names or addresses of bots; * stands for anything

	// Confirmed are pairs of addresses of which one said that the other is theirs too.
	Confirmed [][2]string
}
