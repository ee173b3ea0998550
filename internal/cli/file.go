package cli

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// output is a file that appears under its name complete or not at all. The nil output writes nothing.
type output struct {
	name string
	temp *os.File
	to   io.Writer // instead of a file
}

// standardOutput is the name that stands for standard output.
const standardOutput = "-"

// beginFile makes sure that the file can be written, before anything is recorded that it belongs to.
func (a *app) beginFile(name string) (*output, error) {
	if name == "" {
		return nil, nil
	}
	if name == standardOutput {
		return &output{to: a.Out}, nil
	}
	full := a.path(name)
	if st, err := os.Stat(full); err == nil && !st.Mode().IsRegular() {
		return nil, fmt.Errorf("cannot write %s: it is no regular file; name another", name)
	}
	temp, err := os.CreateTemp(filepath.Dir(full), ".leadline-*")
	if err != nil {
		return nil, fmt.Errorf("cannot write %s: %w; nothing was recorded, name a file in a folder that you can write", name, err)
	}
	return &output{name: full, temp: temp}, nil
}

func (o *output) finish(content []byte) error {
	if o == nil {
		return nil
	}
	if o.to != nil {
		_, err := o.to.Write(content)
		return err
	}
	if _, err := o.temp.Write(content); err != nil {
		return err
	}
	if err := o.temp.Chmod(0o644); err != nil {
		return err
	}
	if err := o.temp.Close(); err != nil {
		return err
	}
	return os.Rename(o.temp.Name(), o.name)
}

// drop removes what was begun and not finished.
func (o *output) drop() {
	if o == nil || o.temp == nil {
		return
	}
	_ = o.temp.Close()
	_ = os.Remove(o.temp.Name())
}
