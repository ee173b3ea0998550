package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/leadline/leadline/internal/config"
)

// setMine writes a list into the user's own settings, everything else as it is. Addresses of calendars may be secrets: from then
// on the file is for the user's eyes alone.
func (a *app) setMine(key string, list []string) error {
	dirs, err := a.dirs()
	if err != nil {
		return err
	}
	path := dirs.UserFile()
	if real, err := filepath.EvalSymlinks(path); err == nil {
		path = real // where somebody keeps their settings elsewhere, they stay there
	}
	before, err := os.ReadFile(path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("cannot read your settings: %w", err)
	}
	after, err := config.Set(before, key, config.List(list))
	if err != nil {
		return fmt.Errorf("cannot change your settings: %w; write %s = %s there yourself, in %s", err, key, config.List(list), path)
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return fmt.Errorf("cannot make the folder of your settings: %w", err)
	}
	temp, err := os.CreateTemp(filepath.Dir(path), ".leadline-*") // mode 0600
	if err != nil {
		return fmt.Errorf("cannot write your settings: %w", err)
	}
	defer os.Remove(temp.Name())
	_, err = temp.Write(after)
	if err = errors.Join(err, temp.Close()); err != nil {
		return fmt.Errorf("cannot write your settings: %w", err)
	}
	if err := os.Rename(temp.Name(), path); err != nil {
		return fmt.Errorf("cannot write your settings: %w", err)
	}
	return nil
}
