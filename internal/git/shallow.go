package git

import (
	"errors"
	"io/fs"
	"strings"
)

const shallowLimit = 16 << 20

// shallow reads the commits at which a shallow clone's history was cut off.
func (r *Repository) shallow() ([]Hash, error) {
	content, err := readWithin(r.CommonDir, "shallow", shallowLimit)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, refused("shallow", err)
	}
	var cut []Hash
	for line := range strings.Lines(string(content)) {
		h := Hash(strings.TrimRight(line, "\r\n"))
		if h == "" {
			continue
		}
		if !h.Valid() {
			return nil, &RefusedError{Path: "shallow", Reason: "does not hold commits"}
		}
		cut = append(cut, h)
	}
	return cut, nil
}
