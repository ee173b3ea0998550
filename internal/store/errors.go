package store

import (
	"errors"
	"fmt"
	"io/fs"
	"syscall"

	"modernc.org/sqlite"
	codes "modernc.org/sqlite/lib"
)

// What a caller decides on. They come wrapped in an [*Error], whose text says what to do.
var (
	// ErrNotOurs: the file belongs to another application, or is no file at all.
	ErrNotOurs = errors.New("not a Leadline store of this kind")
	// ErrDamaged: the file is not SQLite or its content is broken.
	ErrDamaged = errors.New("damaged")
	// ErrNewer: the file was written by a newer Leadline with a schema this one does not know.
	ErrNewer = errors.New("written by a newer Leadline")
	// ErrFull: there is no room left to write.
	ErrFull = errors.New("the disk is full")
	// ErrReadOnly: the place cannot be written. Reads go on.
	ErrReadOnly = errors.New("read-only")
	// ErrMoved: the file that is open is not the one at its path any more: what is written would be lost.
	ErrMoved = errors.New("moved away")
	// ErrRemote: the file lies on a network file system, where SQLite loses data.
	ErrRemote = errors.New("on a network file system")
	// ErrBusy: another process held the file for longer than we wait.
	ErrBusy = errors.New("busy")
)

// What was being done, as it stands in messages.
const (
	opening = "open"
	reading = "read"
	writing = "write"
)

// Error is a failure that its reader can do something about. Kind is one of the sentinels above, Cause
// what SQLite or the system said, if anything.
type Error struct {
	Path  string
	Kind  error
	Doing string
	Cause error
}

// Error says what happened to what, then what to do.
func (e *Error) Error() string {
	head := fmt.Sprintf("cannot %s the store %s: ", e.Doing, e.Path)
	switch e.Kind {
	case ErrNotOurs:
		return head + "it belongs to another application. Move it away, or point LEADLINE_STORE at another directory."
	case ErrDamaged:
		return head + "it is not a SQLite database or is damaged. `leadline restore FILE` sets it aside, saves what can " +
			"be read of it, and brings a backup back; what was shared comes back with `leadline sync`."
	case ErrNewer:
		return head + "it was written by a newer Leadline. Update this one."
	case ErrFull:
		return head + "the disk is full. Free some space and try again; nothing you typed is lost."
	case ErrReadOnly:
		return head + "the file or its directory is read-only. Make it writable and try again; nothing you typed is lost."
	case ErrMoved:
		return head + "it was moved, deleted or replaced while it was open here. Restart the editor, or leadline dash, to use what is there now; " +
			"nothing you typed is lost."
	case ErrRemote:
		return head + fmt.Sprintf("it is on a network file system (%v), where what is said can be lost. Keep it on a disk of this machine "+
			"(set LEADLINE_STORE, and XDG_DATA_HOME for what is yours alone); `leadline sync` brings it to other machines.", e.Cause)
	case ErrBusy:
		return head + "another process has been writing for too long. Try again; if it stays so, close the other editors."
	}
	return head + fmt.Sprint(e.Cause)
}

// Unwrap gives the sentinel and the cause.
func (e *Error) Unwrap() []error {
	if e.Cause == nil {
		return []error{e.Kind}
	}
	return []error{e.Kind, e.Cause}
}

// Explain turns what SQLite reports about the file into an [*Error], where its reader can act on it.
// Rooms call it on errors of [DB.Read]; Write does so itself.
func (d *DB) Explain(err error) error { return d.explain(reading, err) }

func (d *DB) explain(doing string, err error) error {
	var known *Error
	if err == nil || errors.As(err, &known) {
		return err
	}
	if kind := classify(err); kind != nil {
		return &Error{Path: d.path, Kind: kind, Doing: doing, Cause: err}
	}
	return err
}

func classify(err error) error {
	var failure *sqlite.Error
	if !errors.As(err, &failure) {
		return classifySystem(err)
	}
	switch failure.Code() {
	case codes.SQLITE_IOERR_WRITE, codes.SQLITE_IOERR_SHMSIZE: // quotas and file size limits end here
		return ErrFull
	}
	switch failure.Code() & 0xff {
	case codes.SQLITE_FULL:
		return ErrFull
	case codes.SQLITE_READONLY, codes.SQLITE_CANTOPEN, codes.SQLITE_PERM:
		return ErrReadOnly
	case codes.SQLITE_CORRUPT, codes.SQLITE_NOTADB:
		return ErrDamaged
	case codes.SQLITE_BUSY, codes.SQLITE_LOCKED, codes.SQLITE_PROTOCOL:
		return ErrBusy
	}
	return nil
}

func classifySystem(err error) error {
	switch {
	case errors.Is(err, fs.ErrPermission), errors.Is(err, syscall.EROFS), errors.Is(err, syscall.ENOTDIR):
		return ErrReadOnly
	case noRoom(err):
		return ErrFull
	}
	return nil
}

// Full says whether something could not be written for want of room, whatever it was: [ErrFull], or what the system said.
func Full(err error) bool { return errors.Is(err, ErrFull) || noRoom(err) }
