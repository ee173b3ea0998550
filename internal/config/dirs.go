package config

import (
	"errors"
	"fmt"
	"path/filepath"
	"strings"
)

// Dirs are Leadline's own directories, each ending in "leadline". Nothing in
// this package creates them.
type Dirs struct {
	Config string // config.toml
	Data   string // events.db, private.db
	Cache  string // indexes and private git stores: may be deleted at any time
	State  string // drafts
	Store  string // LEADLINE_STORE, "" when not set; see StoreFor
	home   string
}

// FindDirs reads the XDG base directory variables (relative ones are ignored,
// as that specification says) with the platform's customs as fallback. It
// fails when neither they nor a home directory are known.
func FindDirs(getenv func(string) string, goos string) (Dirs, error) {
	home := getenv("HOME")
	if goos == "windows" && !filepath.IsAbs(home) {
		home = getenv("USERPROFILE")
	}
	if !filepath.IsAbs(home) {
		home = ""
	}
	var missing []string
	dir := func(variable string, fallback ...string) string {
		base := getenv(variable)
		if !filepath.IsAbs(base) {
			base = ""
		}
		if base == "" && goos == "windows" && len(fallback) > 1 {
			if base = getenv(fallback[0]); base != "" {
				return filepath.Join(append([]string{base, "leadline"}, fallback[1:]...)...)
			}
		}
		if base == "" && home != "" && goos != "windows" {
			base = filepath.Join(home, fallback[0])
		}
		if base == "" {
			missing = append(missing, variable)
			return ""
		}
		return filepath.Join(base, "leadline")
	}
	d := Dirs{home: home}
	switch goos {
	case "windows":
		d.Config = dir("XDG_CONFIG_HOME", "APPDATA", "")
		d.Data = dir("XDG_DATA_HOME", "LOCALAPPDATA", "data")
		d.Cache = dir("XDG_CACHE_HOME", "LOCALAPPDATA", "cache")
		d.State = dir("XDG_STATE_HOME", "LOCALAPPDATA", "state")
	case "darwin":
		// As other command line tools do; only the cache goes where backups leave it out.
		d.Config = dir("XDG_CONFIG_HOME", ".config")
		d.Data = dir("XDG_DATA_HOME", ".local/share")
		d.Cache = dir("XDG_CACHE_HOME", "Library/Caches")
		d.State = dir("XDG_STATE_HOME", ".local/state")
	default:
		d.Config = dir("XDG_CONFIG_HOME", ".config")
		d.Data = dir("XDG_DATA_HOME", ".local/share")
		d.Cache = dir("XDG_CACHE_HOME", ".cache")
		d.State = dir("XDG_STATE_HOME", ".local/state")
	}
	if len(missing) > 0 {
		return Dirs{}, fmt.Errorf("no home directory and no %s: set HOME to an absolute path", strings.Join(missing, ", "))
	}
	if d.Store = getenv("LEADLINE_STORE"); d.Store != "" && !filepath.IsAbs(d.Store) {
		return Dirs{}, errors.New("LEADLINE_STORE is not an absolute path: set it to one, or unset it")
	}
	return d, nil
}

// UserFile is the path of the user's own settings.
func (d Dirs) UserFile() string { return filepath.Join(d.Config, "config.toml") }

// Expand is the path of a file that settings name, absolute or beginning with "~/".
func (d Dirs) Expand(name string) string {
	if rest, ok := strings.CutPrefix(name, "~/"); ok && d.home != "" {
		return filepath.Join(d.home, rest)
	}
	return name
}

// StoreFor is the directory of events.db and the lead's store: LEADLINE_STORE,
// else the setting "store", else Data. Private events stay in Data always.
func (d Dirs) StoreFor(s Settings) string {
	if d.Store != "" {
		return d.Store
	}
	rest, tilde := strings.CutPrefix(s.Store, "~/")
	switch {
	case s.Store == "" || tilde && d.home == "":
		return d.Data
	case tilde:
		return filepath.Join(d.home, rest)
	}
	return s.Store
}
