package git

import (
	"encoding/binary"
	"fmt"
	"os"
)

// layerCommits reads how many commits one commit-graph file holds. The file is
// ours and was checked; the format is git's gitformat-commit-graph(5): an 8-byte
// header whose 7th byte counts chunks, a table of 12-byte chunk entries (name,
// offset), and in chunk OIDF 256 cumulated counts.
func layerCommits(path string) (int, error) {
	f, err := os.Open(path)
	if err != nil {
		return 0, err
	}
	defer f.Close()
	header := make([]byte, 8)
	if _, err := f.ReadAt(header, 0); err != nil || string(header[:4]) != "CGPH" {
		return 0, fmt.Errorf("not a commit-graph: %s", path)
	}
	table := make([]byte, 12*int(header[6]))
	if _, err := f.ReadAt(table, 8); err != nil {
		return 0, fmt.Errorf("commit-graph is cut off: %s", path)
	}
	for ; len(table) > 0; table = table[12:] {
		if string(table[:4]) != "OIDF" {
			continue
		}
		last := make([]byte, 4)
		if _, err := f.ReadAt(last, int64(binary.BigEndian.Uint64(table[4:]))+255*4); err != nil {
			return 0, fmt.Errorf("commit-graph is cut off: %s", path)
		}
		return int(binary.BigEndian.Uint32(last)), nil
	}
	return 0, fmt.Errorf("commit-graph has no fan-out table: %s", path)
}
