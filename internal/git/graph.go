package git

import (
	"bytes"
	"context"
	"crypto/sha1"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/leadline/leadline/internal/filelock"
)

const (
	graphStep  = 20_000 // filters computed by one git process: 1.4 s and 250 MB
	chainLimit = 1 << 20
	stepsLimit = 500
)

func (s *Store) graphDir() string  { return filepath.Join(s.dir, "objects", "info", "commit-graphs") }
func (s *Store) graphLock() string { return filepath.Join(s.dir, "graph.lock") }

// graphDone marks that every commit of the graph has its filter, so that from now
// on only new commits are added.
func (s *Store) graphDone() string { return filepath.Join(s.dir, "graph.done") }

// WriteCommitGraph writes the commit-graph with changed-path filters of everything
// reachable from tips into the private store, which makes blame and path history
// several times faster. The first time it goes in steps, each of which counts when
// a later one fails. progress, which may be nil, hears commits done and in all.
// When another process is at it, nothing is done. In a shallow clone git would not
// use a graph, so none is written.
func (s *Store) WriteCommitGraph(ctx context.Context, tips []Hash, progress func(done, total int)) error {
	free, unlock, err := filelock.Try(s.graphLock())
	if err != nil {
		return fmt.Errorf("locking the commit-graph: %w", err)
	}
	if !free {
		return nil
	}
	defer unlock()
	if err := s.growGraph(ctx, tips, progress); err != nil {
		if unreadable(err) { // a partial clone: it has no graph, and answers without one
			err = nil
		}
		// A killed writer can leave a lock file or half a layer.
		if checkErr := s.checkGraph(); checkErr != nil {
			err = errors.Join(err, checkErr)
		}
		if err != nil {
			return fmt.Errorf("writing the commit-graph: %w", err)
		}
	}
	return nil
}

func (s *Store) growGraph(ctx context.Context, tips []Hash, progress func(done, total int)) error {
	stdin, err := revisions(tips, nil)
	if err != nil {
		return err
	}
	if cut, err := s.repo.shallow(); err != nil || len(cut) > 0 {
		return err
	}
	if err := s.checkGraph(); err != nil {
		return err
	}
	out, err := s.output(ctx, stdin, "rev-list", "--count", "--stdin")
	if err != nil {
		return fmt.Errorf("counting commits: %w", err)
	}
	total, err := strconv.Atoi(strings.TrimSpace(string(out)))
	if err != nil || total == 0 {
		return err
	}
	have, err := s.graphCommits()
	if err != nil {
		return err
	}
	_, undone := os.Lstat(s.graphDone())
	staged := undone != nil || total-have > graphStep
	split, steps := "--split", 1
	if staged {
		if err := os.Remove(s.graphDone()); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		split, steps = "--split=replace", min((total+graphStep-1)/graphStep, stepsLimit)
	}
	for step := range steps {
		if progress != nil {
			progress(step*graphStep, total)
		}
		args := []string{"commit-graph", "write", "--stdin-commits", "--changed-paths", "--no-progress", split, "--max-new-filters=" + strconv.Itoa(graphStep)}
		if _, err := s.patient(walkTimeout, smallOutput, stdin, args...).Output(ctx); err != nil {
			return noGit(err)
		}
	}
	if progress != nil {
		progress(total, total)
	}
	return replace(s.graphDone(), []byte("all\n"))
}

// checkGraph deletes the graph unless every layer has the checksum that its name
// and its last bytes say. git itself does not look, and one flipped bit can give
// wrong answers without an error. The caller holds the graph's lock.
func (s *Store) checkGraph() error {
	dir := s.graphDir()
	chain := filepath.Join(dir, "commit-graph-chain")
	if err := os.Remove(chain + ".lock"); err != nil && !errors.Is(err, fs.ErrNotExist) && !isNotDirectory(err) {
		return err
	}
	layers, err := s.layers()
	for _, layer := range layers {
		if err == nil {
			err = s.checkLayer(layer)
		}
	}
	if err == nil {
		return nil
	}
	os.Remove(s.graphDone())
	return os.RemoveAll(dir)
}

// layers are the hashes in the chain file; none when there is no graph.
func (s *Store) layers() ([]string, error) {
	content, err := readRegular(filepath.Join(s.graphDir(), "commit-graph-chain"), chainLimit)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	layers := strings.Fields(string(content))
	for _, layer := range layers {
		if !Hash(layer).Valid() {
			return nil, fmt.Errorf("commit-graph chain names %.80q", layer)
		}
	}
	return layers, nil
}

func (s *Store) layerPath(layer string) string {
	return filepath.Join(s.graphDir(), "graph-"+layer+".graph")
}

func (s *Store) checkLayer(layer string) error {
	f, err := os.Open(s.layerPath(layer))
	if err != nil {
		return err
	}
	defer f.Close()
	st, err := f.Stat()
	if err != nil {
		return err
	}
	var sum hash.Hash = sha1.New()
	if s.format == "sha256" {
		sum = sha256.New()
	}
	body := st.Size() - int64(sum.Size())
	if body < 0 {
		return fmt.Errorf("commit-graph layer is cut off")
	}
	if _, err := io.CopyN(sum, f, body); err != nil {
		return err
	}
	trailer, err := io.ReadAll(f)
	if err != nil {
		return err
	}
	if got := sum.Sum(nil); !bytes.Equal(got, trailer) || hex.EncodeToString(got) != layer {
		return fmt.Errorf("commit-graph layer is damaged")
	}
	return nil
}

// graphCommits counts the commits of all layers: the last word of each layer's
// fan-out table (chunk OIDF).
func (s *Store) graphCommits() (int, error) {
	layers, err := s.layers()
	if err != nil {
		return 0, err
	}
	count := 0
	for _, layer := range layers {
		n, err := layerCommits(s.layerPath(layer))
		if err != nil {
			return 0, err
		}
		count += n
	}
	return count, nil
}
