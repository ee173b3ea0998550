package setup

import (
	"bytes"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/leadline/leadline/editors"
)

// manifest is the list of what was put into the plugin's folder, a checksum and a path on each line.
const manifest = "installed"

// plugin plans what becomes of the folder of the Neovim plugin. Files in it that were not put there stay.
func (e *Editor) plugin(write bool) ([]File, []change, error) {
	want := map[string][]byte{}
	if write {
		var err error
		if want, err = pluginFiles(); err != nil {
			return nil, nil, err
		}
	}
	list, err := read(filepath.Join(e.folder, manifest))
	if err != nil {
		return nil, nil, err
	}
	had := map[string]string{}
	for line := range strings.Lines(string(list)) {
		sum, name, ok := strings.Cut(strings.TrimSpace(line), "  ")
		if ok && filepath.IsLocal(filepath.FromSlash(name)) {
			had[name] = sum
		}
	}
	var changes []change
	for name := range had {
		if _, stays := want[name]; !stays {
			want[name] = nil
		}
	}
	for name, next := range want {
		path := filepath.Join(e.folder, filepath.FromSlash(name))
		before, err := read(path)
		if err != nil {
			return nil, nil, err
		}
		switch {
		case bytes.Equal(before, next) && (before == nil) == (next == nil):
		case before != nil && checksum(before) != had[name]:
			return nil, nil, &Refusal{path, "it was changed, or is not from `leadline setup`; move it away, then try again"}
		default:
			changes = append(changes, change{path, next})
		}
	}
	slices.SortFunc(changes, func(a, b change) int { return strings.Compare(a.path, b.path) })
	state := map[bool]State{true: Written, false: Removed}[write]
	var listed []byte
	if write {
		for _, name := range sorted(want) {
			if want[name] != nil {
				listed = fmt.Appendf(listed, "%s  %s\n", checksum(want[name]), name)
			}
		}
	}
	if !bytes.Equal(list, listed) {
		changes = append(changes, change{filepath.Join(e.folder, manifest), listed})
	}
	if len(changes) == 0 {
		state = Unchanged
	}
	return []File{{Path: e.folder, State: state}}, changes, nil
}

func pluginFiles() (map[string][]byte, error) {
	files := map[string][]byte{}
	plugin := editors.Neovim()
	err := fs.WalkDir(plugin, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		files[name], err = fs.ReadFile(plugin, name)
		return err
	})
	files["doc/tags"] = tags(files["doc/leadline.txt"])
	return files, err
}

// tags is what :helptags would make of a manual.
func tags(manual []byte) []byte {
	var lines []string
	for _, word := range strings.Fields(string(manual)) {
		if name, ok := strings.CutPrefix(word, "*"); ok && strings.HasSuffix(name, "*") && len(name) > 1 {
			name = strings.TrimSuffix(name, "*")
			lines = append(lines, fmt.Sprintf("%s\tleadline.txt\t/*%s*\n", name, strings.NewReplacer(`\`, `\\`, `/`, `\/`).Replace(name)))
		}
	}
	slices.Sort(lines)
	return []byte(strings.Join(slices.Compact(lines), ""))
}

func sorted(files map[string][]byte) []string {
	var names []string
	for name := range files {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// clear removes a folder and those in it as far as they are empty.
func clear(folder string) {
	var folders []string
	_ = filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
		if err == nil && entry.IsDir() {
			folders = append(folders, path)
		}
		return nil
	})
	slices.Reverse(folders)
	for _, f := range folders {
		_ = os.Remove(f) // one that is not empty stays
	}
}
