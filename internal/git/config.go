package git

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"strings"
	"sync"

	"github.com/leadline/leadline/internal/exec"
)

// Config is the configuration of one repository, or of the user: the last value of
// each key wins. It is immutable.
type Config struct {
	keys   []string // in the order of the file
	values []string
}

// Remote is a remote repository and the first address it is fetched from.
type Remote struct{ Name, URL string }

// Config reads the repository's own settings. They are read as a file by us and, where
// they can be read in more than one way, parsed by git outside any repository; files that
// they include are not read.
func (r *Repository) Config(ctx context.Context) (*Config, error) {
	text, err := readRegular(filepath.Join(r.CommonDir, "config"), configLimit)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, refused(filepath.Join(r.CommonDir, "config"), err)
	}
	if r.GitDir != r.CommonDir && strings.EqualFold(scanExtensions(text)["worktreeconfig"], "true") {
		own, err := readRegular(filepath.Join(r.GitDir, "config.worktree"), configLimit)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, refused(filepath.Join(r.GitDir, "config.worktree"), err)
		}
		text = append(append(text, '\n'), own...)
	}
	c, err := r.parsed.parse(ctx, text)
	if err != nil {
		return nil, fmt.Errorf("reading the settings of %s: %w", r.CommonDir, err)
	}
	return c, nil
}

// lastParsed are the settings that were parsed last: they are asked for far more often than they change.
type lastParsed struct {
	mu     sync.Mutex
	text   []byte
	config *Config
}

// parse may be called on nil, which remembers nothing.
func (l *lastParsed) parse(ctx context.Context, text []byte) (*Config, error) {
	if l == nil {
		return parseSettings(ctx, text)
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.config != nil && bytes.Equal(l.text, text) {
		return l.config, nil
	}
	c, err := parseSettings(ctx, text)
	if err == nil {
		l.text, l.config = text, c
	}
	return c, err
}

func parseSettings(ctx context.Context, text []byte) (*Config, error) {
	if c, plain := plainConfig(text); plain {
		return c, nil
	}
	return askSettings(ctx, text)
}

// askSettings has git read settings, of whatever shape they are.
func askSettings(ctx context.Context, text []byte) (*Config, error) {
	dir, env := nowhere(baseEnvironment())
	out, err := exec.Command{
		Path: "git", Args: []string{"config", "--file", "-", "--no-includes", "--list", "-z"},
		Dir: dir, Env: env, Stdin: bytes.NewReader(text),
		Timeout: quickTimeout, MemoryLimit: memoryLimit, OutputLimit: smallOutput,
	}.Output(ctx)
	if err != nil {
		return nil, noGit(err)
	}
	return parseConfig(out), nil
}

// parseConfig reads the output of git config --list -z: key, newline, value, NUL.
// A key without a value, which git takes for true, has no newline.
func parseConfig(out []byte) *Config {
	c := &Config{}
	for entry := range bytes.SplitSeq(out, []byte{0}) {
		if len(entry) == 0 {
			continue
		}
		key, value, ok := strings.Cut(string(entry), "\n")
		if !ok {
			value = "true"
		}
		c.keys = append(c.keys, key)
		c.values = append(c.values, value)
	}
	return c
}

// Get answers the last value of a key such as user.email or remote.origin.url.
// Section and name ignore case; what stands between them does not.
func (c *Config) Get(key string) (string, bool) {
	key = canonical(key)
	for i := len(c.keys) - 1; i >= 0; i-- {
		if c.keys[i] == key {
			return c.values[i], true
		}
	}
	return "", false
}

// Remotes are the configured remotes that have an address, in the order of the file.
func (c *Config) Remotes() []Remote {
	var remotes []Remote
	seen := map[string]bool{}
	for i, key := range c.keys {
		name, ok := strings.CutPrefix(key, "remote.")
		if !ok {
			continue
		}
		if name, ok = strings.CutSuffix(name, ".url"); ok && !seen[name] {
			seen[name] = true
			remotes = append(remotes, Remote{Name: name, URL: c.values[i]})
		}
	}
	return remotes
}

// canonical lower-cases section and name of a key.
func canonical(key string) string {
	first, last := strings.IndexByte(key, '.'), strings.LastIndexByte(key, '.')
	if first < 0 {
		return strings.ToLower(key)
	}
	return strings.ToLower(key[:first]) + key[first:last] + strings.ToLower(key[last:])
}
