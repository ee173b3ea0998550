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

// Known is what is kept of one project between looks: two files in a folder of the user's cache, for their eyes alone.
type Known struct {
	Server  string   `json:"server"` // kind, address and project, so that another remote's state is not taken for this one's
	State   State    `json:"state"`
	Answers *Answers `json:"-"` // many times larger, and of use only to the next look
}

// The files that [Known.Write] makes in its folder. The first is written last: whoever sees it change sees all.
const (
	StateFile  = "requests.json"
	answerFile = "answers.json"
)

// Name of a server, as [Known] has it.
func (s Server) Name() string { return fmt.Sprintf("%s %s %s", s.Kind, s.API, s.Project) }

const mostStored = 64 << 20 // bytes

// answered is the second file.
type answered struct {
	Server  string   `json:"server"`
	Answers *Answers `json:"answers"`
}

// ReadKnown reads all that was kept of a server in a folder. What is missing, damaged or of another server is nothing known, not
// an error.
func ReadKnown(dir string, server Server) (Known, error) {
	fresh := Known{Server: server.Name(), Answers: &Answers{}}
	known := fresh
	var err error
	if known.State, err = ReadState(dir, server); err != nil {
		return fresh, err
	}
	kept, err := read[answered](filepath.Join(dir, answerFile))
	if err != nil {
		return fresh, err
	}
	if kept.Server == known.Server && kept.Answers != nil {
		known.Answers = kept.Answers
	}
	return known, nil
}

// ReadState is [ReadKnown] of the state alone.
func ReadState(dir string, server Server) (State, error) {
	known, err := read[Known](filepath.Join(dir, StateFile))
	if err != nil || known.Server != server.Name() {
		return State{}, err
	}
	return known.State, nil
}

// read answers the zero value where the file is missing or damaged.
func read[T any](path string) (T, error) {
	var none, out T
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return none, nil
	}
	if err != nil {
		return none, fmt.Errorf("reading what the host said: %w", err)
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, mostStored))
	if err != nil {
		return none, fmt.Errorf("reading what the host said: %w", err)
	}
	if json.Unmarshal(text, &out) != nil {
		return none, nil
	}
	return out, nil
}

// Write keeps it in a folder, each file whole or not at all.
func (k Known) Write(dir string) error {
	err := write(filepath.Join(dir, answerFile), answered{k.Server, k.Answers})
	if err == nil {
		err = write(filepath.Join(dir, StateFile), k)
	}
	if err != nil {
		return fmt.Errorf("keeping what the host said: %w", err)
	}
	return nil
}

func write(path string, what any) error {
	text, err := json.Marshal(what)
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
