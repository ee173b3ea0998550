package workspace

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"sync"

	"github.com/sourcegraph/conc"

	"github.com/leadline/leadline/internal/codeowners"
	"github.com/leadline/leadline/internal/config"
	"github.com/leadline/leadline/internal/git"
	"github.com/leadline/leadline/internal/people"
	"github.com/leadline/leadline/internal/store/index"
)

const (
	// SettingsFile is the repository's own, at its top. It may only propose.
	SettingsFile = ".leadline.toml"

	settingsLimit = 1 << 20
	ownersLimit   = codeowners.MaxSize + 1
	mailmapFile   = ".mailmap"
)

// UserSettings is the path of the user's own settings file.
func UserSettings(dirs config.Dirs) string { return filepath.Join(dirs.Config, "config.toml") }

// loadSettings reads settings, owners and people from their files and makes the next snapshot. It never
// fails: what cannot be read is reported as a fault, or has its default.
func (w *Workspace) loadSettings(ctx context.Context) *Snapshot {
	return w.settle(ctx, w.readUser(ctx))
}

// settle is loadSettings for whoever has begun to read who the user is.
func (w *Workspace) settle(ctx context.Context, user func() git.Identity) *Snapshot {
	w.settling.Lock()
	defer w.settling.Unlock()
	head, err := w.Repository.Head()
	if err != nil {
		w.options.Log(err)
	}
	reading := w.readRegister(ctx, user)
	var beside conc.WaitGroup
	beside.Go(func() { w.ours.has(ctx, w.history, head.Hash, mailmapFile) }) // remembers its answer
	defer beside.Wait()
	named := w.namedRemotes(ctx)
	remotes := urls(named)
	settings, faults, proposals := w.readSettings(remotes)
	ignored := w.readIgnored(settings.Knowledge.IgnoreRevs)
	owners := w.readOwners(ctx, head, remotes, settings)
	known := reading()
	host := w.hostFor(settings.Forge, named)
	host.accounts = accountsOf(host.host, host.state, known.sightings)
	w.asking.now.Store(host)
	directory, me := w.readPeople(ctx, head, settings, known)
	made := w.roster
	seen := activity(nil)
	if known.Complete {
		seen = activityOf(known.sightings, directory)
	}
	hosted := w.hosted(host, directory, head.Hash)
	plan := w.planCalendars(settings, emailsOf(me))
	w.calendars.plan.Store(plan)
	if seen != nil {
		hosted.tellApart(seen)
		hosted.seenReviewing(seen)
	}
	return w.update(func(s *Snapshot) {
		s.Head, s.Settings, s.Faults, s.Proposals = head, settings, faults, proposals
		s.Host, s.Hosted = hostOf(named), hosted
		s.zone = clockNamed(settings.Pairing.OwnZone)
		s.Calendars = plan.compose(s.calendarStates)
		s.Owners, s.People, s.Me = owners, directory, me
		s.peoplePrint = sync.OnceValue(made.print)
		s.settled++
		s.Indexed, s.indexed, s.seen = known.Complete, known.Generation, seen
		s.spellings = sync.OnceValue(func() map[string][]*people.Person { return spell(directory) })
		s.ignored, s.standing = ignored, resolve(s.standing.source, directory)
		documents := make(map[string]*Document, len(s.documents))
		for path, d := range s.documents { // what they derive from the text depends on the settings
			documents[path] = NewDocument(d.Text)
		}
		s.documents = documents
	})
}

// remotes are the URLs of the repository's remotes, origin's first, then by name: what is asked for
// consent must not depend on the order of a file.
func (w *Workspace) remotes(ctx context.Context) []string { return urls(w.namedRemotes(ctx)) }

// ConsentURL is the remote's address for which a consent holds: origin's, else that of the first by name; "" without any.
func (w *Workspace) ConsentURL(ctx context.Context) string {
	if all := w.remotes(ctx); len(all) > 0 {
		return all[0]
	}
	return ""
}

func (w *Workspace) namedRemotes(ctx context.Context) []git.Remote {
	c, err := w.Repository.Config(ctx)
	if err != nil {
		w.options.Log(err)
		return nil
	}
	remotes := c.Remotes()
	slices.SortStableFunc(remotes, func(a, b git.Remote) int {
		if aFirst, bFirst := a.Name == "origin", b.Name == "origin"; aFirst != bFirst {
			if aFirst {
				return -1
			}
			return 1
		}
		return strings.Compare(a.Name, b.Name)
	})
	return remotes
}

func urls(remotes []git.Remote) []string {
	out := make([]string, len(remotes))
	for i, r := range remotes {
		out[i] = r.URL
	}
	return out
}

func (w *Workspace) readSettings(remotes []string) (config.Settings, []config.Fault, []config.Proposal) {
	in := config.Input{GitDir: w.Repository.CommonDir, Editor: w.options.Editor}
	if len(remotes) > 0 {
		in.RemoteURL = remotes[0] // see ConsentURL
	}
	var unread []config.Fault
	text, err := w.Repository.ReadWorktreeFile(SettingsFile, settingsLimit)
	path := filepath.Join(w.Repository.Top, SettingsFile)
	var odd *git.RefusedError
	switch {
	case err == nil:
		in.Repository = config.Source{Path: path, Bytes: text}
	case errors.Is(err, git.ErrTooLarge):
		unread = []config.Fault{{File: path, Line: 1, Column: 1, Message: "this file is larger than 1 MB and was not read; shorten it"}}
	case errors.As(err, &odd) && !w.Repository.Bare:
		unread = []config.Fault{{File: path, Line: 1, Column: 1, Message: "this file " + odd.Reason + ", and was not read; put a plain file in its place"}}
	}
	mine := UserSettings(w.options.Dirs)
	text, err = os.ReadFile(mine)
	if err == nil {
		in.User = config.Source{Path: mine, Bytes: text}
	} else if !errors.Is(err, fs.ErrNotExist) {
		w.options.Log(err)
	}
	settings, faults, proposals := config.Load(in)
	return settings, append(unread, faults...), proposals
}

// readOwners takes the file from the work tree, as it is being edited, else from HEAD. A file that is there and cannot be
// used counts all the same, as it does on the forge: it has no rules, and says why.
func (w *Workspace) readOwners(ctx context.Context, head git.Head, remotes []string, settings config.Settings) *codeowners.Ruleset {
	texts, faults := map[string][]byte{}, map[string]error{}
	exists := func(path string) bool {
		text, err := w.Repository.ReadWorktreeFile(path, ownersLimit)
		if (errors.Is(err, fs.ErrNotExist) || w.Repository.Bare) && w.ours.has(ctx, w.history, head.Hash, path) {
			text, err = w.history.Blob(ctx, head.Hash, path, ownersLimit)
		}
		texts[path], faults[path] = text, err
		return err == nil || errors.Is(err, git.ErrTooLarge) || w.odd(path, err)
	}
	path, dialect, ok := codeowners.Find(remotes, settings.Owners.Dialect, exists)
	if !ok {
		return nil
	}
	var refused *git.RefusedError
	switch err := faults[path]; {
	case errors.Is(err, git.ErrTooLarge):
		return codeowners.TooLong(path, dialect)
	case errors.As(err, &refused):
		return codeowners.Unread(path, dialect, codeowners.Unreadable, "the file is ignored: it "+refused.Reason+"; put a plain file in its place")
	}
	rules := w.ParseOwners(path, texts[path], dialect)
	w.ruled.Store(&ruled{path, dialect, sha256.Sum256(texts[path]), rules})
	return rules
}

// ruled is a CODEOWNERS file as it was last read from the work tree or HEAD: a large one takes longer to read than all other
// settings, and mostly stays as it is.
type ruled struct {
	path    string
	dialect codeowners.Dialect
	sum     [sha256.Size]byte
	rules   *codeowners.Ruleset
}

// ParseOwners is [codeowners.Parse], which it spares where the text is that of the file whose rules hold now.
func (w *Workspace) ParseOwners(path string, text []byte, dialect codeowners.Dialect) *codeowners.Ruleset {
	if last := w.ruled.Load(); last != nil && last.path == path && last.dialect == dialect && last.sum == sha256.Sum256(text) {
		return last.rules
	}
	return codeowners.Parse(path, text, dialect)
}

// odd says whether there is something at path that is refused, and no folder.
func (w *Workspace) odd(path string, err error) bool {
	var refused *git.RefusedError
	if !errors.As(err, &refused) || w.Repository.Bare {
		return false
	}
	st, err := os.Lstat(filepath.Join(w.Repository.Top, filepath.FromSlash(path)))
	return err == nil && !st.IsDir()
}

// OwnersDialect is how a CODEOWNERS file at path, relative to the top, is read: by the settings, else by its folder, else by
// the host of the remotes.
func (w *Workspace) OwnersDialect(ctx context.Context, path string) codeowners.Dialect {
	return codeowners.DialectFor(path, w.remotes(ctx), w.Snapshot().Settings.Owners.Dialect)
}

// register is what of history and of the user goes into who is who.
type register struct {
	index.State
	sightings []index.Sighting
	user      git.Identity
}

// readRegister begins to read, beside whatever else there is to read, and returns what waits for it.
func (w *Workspace) readRegister(ctx context.Context, user func() git.Identity) (wait func() register) {
	var k register
	var reading sync.WaitGroup
	reading.Go(func() {
		if w.index == nil {
			return
		}
		k.State = w.index.State()
		var err error
		if k.sightings, err = w.index.Sightings(ctx); err != nil && ctx.Err() == nil {
			w.options.Log(err)
		}
	})
	return func() register {
		reading.Wait()
		k.user = user()
		return k
	}
}

// readUser begins to ask git who the user is, and returns what waits for the answer.
func (w *Workspace) readUser(ctx context.Context) (wait func() git.Identity) {
	var user git.Identity
	var reading sync.WaitGroup
	reading.Go(func() {
		var err error
		if user, _, err = w.Repository.User(ctx); err != nil {
			w.options.Log(err)
		}
	})
	return func() git.Identity {
		reading.Wait()
		return user
	}
}

// readAhead begins to ask git what settings and people will need to know, and returns what waits for who the user is: each
// question is a process, which can run beside the one that reads history.
func (w *Workspace) readAhead(ctx context.Context) (wait func() git.Identity) {
	user := w.readUser(ctx)
	var asking sync.WaitGroup
	asking.Go(func() {
		if head, err := w.Repository.Head(); err == nil {
			w.ours.has(ctx, w.history, head.Hash, mailmapFile)
		}
	})
	return func() git.Identity {
		asking.Wait()
		return user()
	}
}

// readPeople merges the identities of all history with the mailmap and the settings.
func (w *Workspace) readPeople(ctx context.Context, head git.Head, settings config.Settings, k register) (*people.Directory, *people.Person) {
	identities := make([]git.Identity, len(k.sightings), len(k.sightings)+1)
	for i, s := range k.sightings {
		identities[i] = s.Who
	}
	user := k.user
	if user.Email != "" {
		identities = append(identities, user)
	}
	directory := w.roster.directory(w.identified(ctx, identities, head, settings))
	if settings.Me != "" {
		if p, ok := directory.Find(settings.Me); ok {
			return directory, p
		}
	}
	if user.Email == "" {
		return directory, nil
	}
	return directory, directory.Resolve(user)
}

// directory merges identities with the mailmap and the settings.
func (w *Workspace) directory(ctx context.Context, identities []git.Identity, head git.Head, settings config.Settings) *people.Directory {
	return people.NewDirectory(w.identified(ctx, identities, head, settings))
}

// identified adds what the mailmap, the settings and people themselves say about who is who.
func (w *Workspace) identified(ctx context.Context, identities []git.Identity, head git.Head, settings config.Settings) ([]git.Identity, people.Options) {
	options := people.Options{}
	options.Mailmap, _ = w.mailmap(ctx, head)
	for _, p := range settings.People {
		options.Settings = append(options.Settings, people.Setting{Handle: p.Handle, Name: p.Name, Emails: p.Emails, Bot: p.Bot})
	}
	said := w.Snapshot().standing.source
	options.Confirmed = said.Merges()
	for _, a := range said.Actors() { // who commits nothing here can still say what they know
		identities = append(identities, git.Identity{Name: a.Name, Email: a.Email})
	}
	return append(identities, w.asking.now.Load().identities()...), options
}

// roster is the directory that was made last, and of what: most commits are by somebody who is known already, and to
// tell thousands of people apart takes longer than all else that a commit brings.
type roster struct {
	identities []git.Identity
	options    people.Options
	made       *people.Directory
}

func (r *roster) directory(identities []git.Identity, o people.Options) *people.Directory {
	if r.made == nil || !slices.Equal(r.identities, identities) || !reflect.DeepEqual(r.options, o) {
		*r = roster{identities, o, people.NewDirectory(identities, o)}
	}
	return r.made
}

// print is equal for directories that are made of the same. It is worked out when somebody asks.
func (r roster) print() string {
	sum := sha256.New()
	for _, i := range r.identities {
		put(sum, i.Name, i.Email)
	}
	_ = json.NewEncoder(sum).Encode(r.options) // texts, which cannot fail
	return hex.EncodeToString(sum.Sum(nil))
}

// mailmap reads the work tree's, as it is being edited, else that of HEAD. The error says why one that is there is not used.
func (w *Workspace) mailmap(ctx context.Context, head git.Head) ([]byte, error) {
	text, err := w.Repository.ReadWorktreeFile(mailmapFile, people.MailmapLimit)
	if (errors.Is(err, fs.ErrNotExist) || w.Repository.Bare) && w.ours.has(ctx, w.history, head.Hash, mailmapFile) {
		text, err = w.history.Blob(ctx, head.Hash, mailmapFile, people.MailmapLimit)
	}
	switch {
	case errors.Is(err, git.ErrTooLarge):
		return nil, fmt.Errorf("%s is larger than %d MB and was not read; shorten it", mailmapFile, people.MailmapLimit>>20)
	case w.odd(mailmapFile, err):
		var refused *git.RefusedError
		errors.As(err, &refused)
		return nil, fmt.Errorf("%s was not read: it %s; put a plain file in its place", mailmapFile, refused.Reason)
	case err != nil:
		return nil, nil // most repositories have none
	}
	return text, nil
}

// MailmapFault says why the repository's .mailmap is not used; nil where it is, or there is none.
func (w *Workspace) MailmapFault(ctx context.Context) error {
	_, err := w.mailmap(ctx, w.Snapshot().Head)
	return err
}

// Reload reads settings, owners and people anew: after one of their files was saved, or the editor sent
// other settings (nil keeps those it has).
func (w *Workspace) Reload(ctx context.Context, editor []byte) {
	w.refresh.Lock()
	if editor != nil {
		w.options.Editor = editor
	}
	folder := w.Snapshot().Settings.Decisions.Folder
	moved := w.loadSettings(ctx).Settings.Decisions.Folder != folder
	w.refresh.Unlock()
	if moved {
		w.Reshelve(ctx)
	}
	w.reloadFacts(ctx)
	w.changed(w.Snapshot())
	w.background.Go(func() { w.readBeside(w.ctx, w.Snapshot().Documents()...) })
}
