package workspace

import (
	"encoding/json"
	"os"
	"path"
	"path/filepath"
	"strings"

	"github.com/leadline/leadline/internal/adr"
	"github.com/leadline/leadline/internal/git"
)

// packages are the folders of records that tracked files lie in, and the .adr-dir files that name more. Listing what is
// tracked takes a while in a large repository, so they are kept, in a file too, until git's index changes.
type packages struct {
	Size    int64    `json:"size"` // of git's index file, which this was made from
	Time    int64    `json:"time"` // of its last change, in nanoseconds
	Folders []string `json:"folders"`
	Naming  []string `json:"naming"`

	known bool // one was looked for already
}

const mostPackagesFile = 1 << 20 // bytes

// packages are those of git's index as it is now. An editor does not wait for them: while it opens, they are those of the
// last time.
func (w *Workspace) packages() packages {
	var now packages
	if at, err := os.Lstat(filepath.Join(w.Repository.GitDir, "index")); err == nil {
		now.Size, now.Time = at.Size(), at.ModTime().UnixNano()
	}
	p := &w.shelf.packages
	if !p.known {
		p.read(w.packagesFile())
		p.known = true
		if w.options.OnChange != nil {
			return *p
		}
	}
	if p.Size != now.Size || p.Time != now.Time {
		now.known = true
		*p = now
		p.list(w.Repository)
		p.write(w.packagesFile())
	}
	return *p
}

// packagesFile is where they are kept; every work tree has its own index, and all share a folder.
func (w *Workspace) packagesFile() string {
	name := "records"
	if w.Repository.GitDir != w.Repository.CommonDir {
		name += "-" + filepath.Base(w.Repository.GitDir)
	}
	return filepath.Join(CacheDir(w.options.Dirs, w.Repository), name+".json")
}

// read takes what was kept; where nothing was, or it cannot be read, there is nothing.
func (p *packages) read(file string) {
	if at, err := os.Lstat(file); err != nil || !at.Mode().IsRegular() || at.Size() > mostPackagesFile {
		return
	}
	text, err := os.ReadFile(file)
	var was packages
	if err == nil && json.Unmarshal(text, &was) == nil {
		*p = was
	}
}

// write keeps them for the next time; that it cannot only costs time.
func (p *packages) write(file string) {
	if text, err := json.Marshal(p); err == nil {
		keep(file, text)
	}
}

// list looks at all that is tracked.
func (p *packages) list(r *git.Repository) {
	tracked, err := r.Tracked()
	if err != nil {
		return
	}
	last := ""
	for _, f := range tracked {
		if path.Base(f.Path) == adr.DirFile {
			if f.Path != adr.DirFile && len(p.Naming) < mostRecordFolders {
				p.Naming = append(p.Naming, f.Path)
			}
			continue
		}
		if !strings.HasSuffix(f.Path, ".md") && !strings.HasSuffix(f.Path, ".markdown") {
			continue
		}
		if folder := adr.FolderOf(f.Path); folder != "" && folder != last && len(p.Folders) < mostRecordFolders {
			p.Folders, last = append(p.Folders, folder), folder
		}
	}
}
