package leadstore

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"

	"github.com/leadline/leadline/internal/pattern"
)

var fileName = pattern.New(`^leadline-v(\d{1,6})\.db$`)

// link lets leadline.db point to the newest schema's file. It is a convenience: where links are
// impossible, or something else has the name, it is left alone.
func link(dir string) {
	name := filepath.Join(dir, Link)
	target, err := os.Readlink(name)
	switch {
	case err == nil:
		parts := fileName().FindStringSubmatch(target)
		if parts == nil {
			return
		}
		if version, err := strconv.Atoi(parts[1]); err != nil || version >= Schema {
			return
		}
	case !os.IsNotExist(err):
		return
	}
	fresh := fmt.Sprintf("%s.%d", name, os.Getpid())
	if os.Symlink(File, fresh) != nil {
		return
	}
	if os.Rename(fresh, name) != nil {
		_ = os.Remove(fresh)
	}
}
