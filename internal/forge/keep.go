package forge

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// Known is what is kept of one project between looks: a file in the user's cache, for their eyes alone.
type Known struct {
	Server  string   `json:"server"` // kind, address and project, so that another remote's state is not taken for this one's
	State   State    `json:"state"`
	Answers *Answers `json:"answers"`
}

// Name of a server, as [Known] has it.
func (s Server) Name() string { return fmt.Sprintf("%s %s %s", s.Kind, s.API, s.Project) }

const mostStored = 64 << 20 // bytes

// ReadKnown reads what was kept of a server. What is missing, damaged or of another server is nothing known, not an error.
func ReadKnown(path string, server Server) (Known, error) {
	fresh := Known{Server: server.Name(), Answers: &Answers{}}
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return fresh, nil
	}
	if err != nil {
		return fresh, fmt.Errorf("reading what the host said: %w", err)
	}
	defer f.Close()
	known := Known{}
	text, err := io.ReadAll(io.LimitReader(f, mostStored))
	if err != nil {
		return fresh, fmt.Errorf("reading what the host said: %w", err)
	}
	if json.Unmarshal(text, &known) != nil || known.Server != fresh.Server || known.Answers == nil {
		return fresh, nil
	}
	return known, nil
}

// Write keeps it at path, whole or not at all.
func (k Known) Write(path string) (err error) {
	defer func() {
		if err != nil {
			err = fmt.Errorf("keeping what the host said: %w", err)
		}
	}()
	text, err := json.Marshal(k)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	f, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".*") // 0600
	if err != nil {
		return err
	}
	_, err = f.Write(text)
	err = errors.Join(err, f.Close())
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		_ = os.Remove(f.Name())
	}
	return err
}
