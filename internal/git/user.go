package git

import (
	"context"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"strings"
	"sync"

	"github.com/leadline/leadline/internal/exec"
)

// Origin says where a user's identity was found.
type Origin string

const (
	OriginNone       Origin = "none"
	OriginRepository Origin = "repository"
	OriginGlobal     Origin = "global"
)

// UserSource says where the answer of Repository.User comes from. Differs is true
// when the repository's address is not the one in the user's own settings (Global):
// since a repository only proposes, ask the user once which one it is.
type UserSource struct {
	From    Origin
	Global  Identity
	Differs bool
}

// User answers who works here: user.email and user.name of the repository's
// settings (without included files), else of the user's own, with includes. Names
// and addresses are empty where nobody set them. Environment variables such as
// GIT_AUTHOR_EMAIL do not count.
func (r *Repository) User(ctx context.Context) (Identity, UserSource, error) {
	var own *Config
	var ownErr error
	var reading sync.WaitGroup // beside the user's own: each is a process
	reading.Go(func() { own, ownErr = r.Config(ctx) })
	global, err := r.globalUser(ctx)
	reading.Wait()
	if ownErr != nil {
		return Identity{}, UserSource{From: OriginNone}, ownErr
	}
	if err != nil {
		return Identity{}, UserSource{From: OriginNone}, fmt.Errorf("reading the user's git settings: %w", err)
	}
	source := UserSource{From: OriginNone, Global: global}
	email, _ := own.Get("user.email")
	name, named := own.Get("user.name")
	if !named {
		name = global.Name
	}
	switch {
	case email != "":
		source.From = OriginRepository
		source.Differs = global.Email != "" && !strings.EqualFold(email, global.Email)
		return Identity{Name: name, Email: email}, source, nil
	case global.Email != "":
		source.From = OriginGlobal
		return Identity{Name: name, Email: global.Email}, source, nil
	}
	return Identity{Name: name}, source, nil
}

// globalUser reads the user's own settings outside any repository. What they
// include for certain folders (includeIf gitdir:) is evaluated here, since git
// cannot know the repository.
func (r *Repository) globalUser(ctx context.Context) (Identity, error) {
	settings, err := globalSettings(ctx)
	if err != nil {
		return Identity{}, err
	}
	who := Identity{}
	take := func(c *Config) {
		if v, ok := c.Get("user.name"); ok {
			who.Name = v
		}
		if v, ok := c.Get("user.email"); ok {
			who.Email = v
		}
	}
	take(settings)
	home, _ := os.UserHomeDir()
	for i, key := range settings.keys {
		condition, ok := strings.CutPrefix(key, "includeif.")
		if !ok {
			continue
		}
		condition, ok = strings.CutSuffix(condition, ".path")
		if !ok || !r.meets(condition, home) {
			continue
		}
		file := expandHome(settings.values[i], home)
		if !filepath.IsAbs(file) {
			file = filepath.Join(home, file)
		}
		included, err := userSettings(ctx, "--file", file)
		if err != nil {
			return Identity{}, err
		}
		take(included)
	}
	return who, nil
}

// globalSettings are the user's own, with what they include in every folder.
func globalSettings(ctx context.Context) (*Config, error) {
	if c, plain := plainUser(); plain {
		return c, nil
	}
	return userSettings(ctx, "--global")
}

// userSettings runs git with the user's own home: these files are theirs, not the
// repository's.
func userSettings(ctx context.Context, which ...string) (*Config, error) {
	environment := []string{"PATH=" + os.Getenv("PATH"), "LC_ALL=C", "GIT_CONFIG_NOSYSTEM=1", "GIT_TERMINAL_PROMPT=0", "GIT_PAGER=cat"}
	for _, name := range []string{"HOME", "XDG_CONFIG_HOME", "USERPROFILE", "HOMEDRIVE", "HOMEPATH", "GIT_CONFIG_GLOBAL"} {
		if v, ok := os.LookupEnv(name); ok {
			environment = append(environment, name+"="+v)
		}
	}
	dir, env := nowhere(environment)
	args := append(append([]string{"config"}, which...), "--includes", "--list", "-z")
	out, err := exec.Command{
		Path: "git", Args: args, Dir: dir, Env: env,
		Timeout: quickTimeout, MemoryLimit: memoryLimit, OutputLimit: smallOutput,
	}.Output(ctx)
	if code(err) == 1 || code(err) == fatal && unset(err) {
		return &Config{}, nil // no such file
	}
	if err != nil {
		return nil, noGit(err)
	}
	return parseConfig(out), nil
}

// unset reports whether git had no settings file, or no home, to read.
func unset(err error) bool {
	return strings.Contains(err.Error(), "unable to read config file") || strings.Contains(err.Error(), "$HOME not set")
}

// meets evaluates an includeIf condition for this repository: gitdir and gitdir/i
// with a folder or a pattern of path.Match, ** at the ends. Other conditions do not
// hold.
func (r *Repository) meets(condition, home string) bool {
	pattern, ok := strings.CutPrefix(condition, "gitdir:")
	fold := false
	if !ok {
		if pattern, fold = strings.CutPrefix(condition, "gitdir/i:"); !fold {
			return false
		}
	}
	pattern = filepath.ToSlash(expandHome(pattern, home))
	dir := filepath.ToSlash(r.GitDir)
	if real, err := filepath.EvalSymlinks(filepath.FromSlash(strings.TrimRight(pattern, "/"))); err == nil && strings.HasSuffix(pattern, "/") {
		pattern = filepath.ToSlash(real) + "/"
	}
	if strings.HasPrefix(pattern, "./") {
		return false // relative to the file it stands in, which the listing does not name
	}
	if !path.IsAbs(pattern) && filepath.VolumeName(pattern) == "" {
		pattern = "**/" + pattern
	}
	if strings.HasSuffix(pattern, "/") {
		pattern += "**"
	}
	if fold {
		pattern, dir = strings.ToLower(pattern), strings.ToLower(dir)
	}
	return wildmatch(strings.Split(pattern, "/"), strings.Split(dir, "/"))
}

// wildmatch matches path parts; ** stands for any number of them.
func wildmatch(pattern, parts []string) bool {
	for ; len(pattern) > 0; pattern, parts = pattern[1:], parts[1:] {
		if pattern[0] == "**" {
			rest := pattern[1:]
			if len(rest) == 0 {
				return len(parts) > 0
			}
			for i := range parts {
				if wildmatch(rest, parts[i:]) {
					return true
				}
			}
			return false
		}
		if len(parts) == 0 {
			return false
		}
		if ok, err := path.Match(pattern[0], parts[0]); err != nil || !ok {
			return false
		}
	}
	return len(parts) == 0
}

func expandHome(p, home string) string {
	if rest, ok := strings.CutPrefix(p, "~/"); ok && home != "" {
		return filepath.ToSlash(home) + "/" + rest
	}
	return p
}

// UserSetting is what the user's own git settings, with what they include, say under a key such as core.hooksPath; ok is false
// where they say nothing. What they include for some folders alone (includeIf) is not looked at.
func UserSetting(ctx context.Context, key string) (value string, ok bool, err error) {
	settings, err := globalSettings(ctx)
	if err != nil {
		return "", false, fmt.Errorf("reading the user's git settings: %w", err)
	}
	value, ok = settings.Get(key)
	return value, ok, nil
}
