package store

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"strings"
)

// SQLite's file header, see "The SQLite Database File Format", 1.3.
const (
	headerSize    = 100
	magic         = "SQLite format 3\x00"
	applicationAt = 68
)

// inspect looks at a file before SQLite may touch it: opening a stranger's database would already
// change it (journal mode), and opening a pipe would hang. It reports whether the file exists.
func inspect(path string, application int32) (found bool, err error) {
	fail := func(kind, cause error) error {
		return &Error{Path: path, Kind: kind, Doing: opening, Cause: cause}
	}
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, os.ErrNotExist):
		return false, nil
	case err != nil:
		return false, fail(ErrReadOnly, err)
	case !info.Mode().IsRegular():
		return false, fail(ErrNotOurs, nil)
	case info.Size() == 0:
		return true, nil
	}
	id, err := headerID(path)
	switch {
	case errors.Is(err, errHeader):
		return false, fail(ErrDamaged, err)
	case err != nil:
		return false, fail(ErrReadOnly, err)
	}
	if id != 0 && id != application { // 0: perhaps ours, with the header still in the WAL
		return false, fail(ErrNotOurs, nil)
	}
	return true, nil
}

// refuseNetwork looks where a durable file lies, or would lie.
func (o Options) refuseNetwork(path string) error {
	if !o.Durable {
		return nil
	}
	of := o.Network
	if of == nil {
		of = network
	}
	for dir := filepath.Dir(path); ; dir = filepath.Dir(dir) {
		if _, err := os.Stat(dir); err != nil && filepath.Dir(dir) != dir {
			continue
		}
		if kind := of(dir); kind != "" {
			return &Error{Path: path, Kind: ErrRemote, Doing: opening, Cause: errors.New(kind)}
		}
		return nil
	}
}

// prepare makes the directory and, for a private file, the file with its mode, since SQLite gives
// its companions (-wal, -shm) the mode of the file.
func prepare(path string, private bool) error {
	fail := func(err error) error {
		kind := classifySystem(err)
		if kind == nil {
			return fmt.Errorf("making a place for the store %s: %w", path, err)
		}
		return &Error{Path: path, Kind: kind, Doing: opening, Cause: err}
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return fail(err)
	}
	if !private {
		return nil
	}
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return fail(err)
	}
	if err := file.Close(); err != nil {
		return fail(err)
	}
	for _, name := range companions(path) {
		if info, err := os.Stat(name); err == nil && info.Mode().Perm() != 0o600 {
			if err := os.Chmod(name, 0o600); err != nil {
				return fail(err)
			}
		}
	}
	return nil
}

// companions are the files that make up one database.
func companions(path string) []string { return []string{path, path + "-wal", path + "-shm"} }

// URI names the file for SQLite. Only the file: form honours mode=ro, and in it every special byte
// of the path must be escaped. Parameters are keys and values as SQLite and the driver know them.
func URI(path string, parameters ...string) (string, error) {
	if strings.ContainsRune(path, 0) {
		return "", fmt.Errorf("the path %q contains a NUL byte", path)
	}
	path = filepath.ToSlash(path)
	if runtime.GOOS == "windows" && !strings.HasPrefix(path, "/") {
		path = "/" + path
	}
	return "file://" + (&url.URL{Path: path}).EscapedPath() + "?" + strings.Join(parameters, "&"), nil
}

// ApplicationID says which application a SQLite file belongs to, 0 for one that does not say, without opening it as a
// database. Errors: [ErrDamaged] for what is no SQLite file, [ErrNotOurs] for what is no file at all, [os.ErrNotExist].
func ApplicationID(path string) (int32, error) {
	info, err := os.Stat(path)
	switch {
	case err != nil:
		return 0, err
	case !info.Mode().IsRegular():
		return 0, &Error{Path: path, Kind: ErrNotOurs, Doing: reading}
	}
	id, err := headerID(path)
	if errors.Is(err, errHeader) {
		err = &Error{Path: path, Kind: ErrDamaged, Doing: reading, Cause: err}
	}
	return id, err
}

var errHeader = errors.New("it does not begin as a SQLite database does")

func headerID(path string) (int32, error) {
	file, err := os.Open(path)
	if err != nil {
		return 0, err
	}
	header := make([]byte, headerSize)
	_, err = io.ReadFull(file, header)
	if err := errors.Join(err, file.Close()); err != nil {
		return 0, fmt.Errorf("%w: %w", errHeader, err)
	}
	if string(header[:len(magic)]) != magic {
		return 0, errHeader
	}
	return int32(binary.BigEndian.Uint32(header[applicationAt:])), nil
}
