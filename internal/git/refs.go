package git

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"strings"
)

const (
	packedRefsLimit = 64 << 20
	symrefDepth     = 5
	refNameLimit    = 1 << 10
)

// Head is what HEAD names.
type Head struct {
	Hash   Hash   // "" when unborn
	Ref    string // full name of the branch; "" when detached
	Unborn bool   // the branch has no commit yet
}

// Head reads HEAD.
func (r *Repository) Head() (Head, error) {
	at, err := r.resolve("HEAD", 0)
	if err != nil {
		return Head{}, fmt.Errorf("reading HEAD: %w", err)
	}
	head := Head{Hash: at.hash, Ref: at.name, Unborn: at.hash == ""}
	if at.name == "HEAD" {
		if head.Unborn {
			return Head{}, fmt.Errorf("reading HEAD: %w", &RefusedError{Path: r.GitDir, Reason: "has no HEAD"})
		}
		head.Ref = ""
	}
	return head, nil
}

// Ref reads a ref by its full name (refs/heads/main). ok is false when there is none.
func (r *Repository) Ref(name string) (h Hash, ok bool, err error) {
	if !validRef(name) {
		return "", false, &RefusedError{Path: r.CommonDir, Reason: fmt.Sprintf("has no ref that could be called %.80q", name)}
	}
	at, err := r.resolve(name, 0)
	if err != nil {
		return "", false, fmt.Errorf("reading a ref: %w", err)
	}
	return at.hash, at.hash != "", nil
}

// DefaultUpstream answers the branch others build on: what refs/remotes/origin/HEAD
// names, else the upstream configured for the current branch, else main or master
// of origin. ok is false when there is none of them, or none can be read.
func (r *Repository) DefaultUpstream() (ref string, h Hash, ok bool) {
	if at, err := r.resolve("refs/remotes/origin/HEAD", 0); err == nil && at.hash != "" {
		return at.name, at.hash, true
	}
	candidates := []string{"refs/remotes/origin/main", "refs/remotes/origin/master"}
	if tracked := r.configuredUpstream(); tracked != "" {
		candidates = append([]string{tracked}, candidates...)
	}
	for _, name := range candidates {
		if h, ok, err := r.Ref(name); err == nil && ok {
			return name, h, true
		}
	}
	return "", "", false
}

// configuredUpstream is branch.<current>.remote and .merge as a remote-tracking ref.
func (r *Repository) configuredUpstream() string {
	head, err := r.Head()
	branch, onBranch := strings.CutPrefix(head.Ref, "refs/heads/")
	if err != nil || !onBranch {
		return ""
	}
	config, err := r.Config(context.Background()) // bounded by the runner's own time limit
	if err != nil {
		return ""
	}
	remote, _ := config.Get("branch." + branch + ".remote")
	merge, _ := config.Get("branch." + branch + ".merge")
	name, ok := strings.CutPrefix(merge, "refs/heads/")
	if !ok || remote == "" {
		return ""
	}
	if remote == "." {
		return merge
	}
	return "refs/remotes/" + remote + "/" + name
}

// resolved is where a chain of symbolic refs ended; hash is "" for an unborn branch.
type resolved struct {
	hash Hash
	name string
}

// resolve reads a loose or packed ref and follows symbolic ones.
func (r *Repository) resolve(name string, depth int) (resolved, error) {
	if depth > symrefDepth {
		return resolved{}, &RefusedError{Path: r.GitDir, Reason: fmt.Sprintf("has symbolic refs more than %d deep", symrefDepth)}
	}
	dir := r.CommonDir
	if perWorktree(name) {
		dir = r.GitDir
	}
	content, err := readWithin(dir, name, pointerLimit)
	var odd *RefusedError
	switch {
	case err == nil:
		return r.loose(name, string(content), depth)
	case errors.As(err, &odd) && isDir(odd.Path): // a folder: refs/heads/a beside a packed refs/heads/a once was
	case !errors.Is(err, fs.ErrNotExist):
		return resolved{}, refused(name, err)
	}
	h, err := r.packed(name)
	return resolved{hash: h, name: name}, err
}

func (r *Repository) loose(name, content string, depth int) (resolved, error) {
	content = strings.TrimRight(content, " \t\r\n")
	if target, ok := strings.CutPrefix(content, "ref:"); ok {
		target = strings.TrimLeft(target, " \t")
		if !validRef(target) {
			return resolved{}, &RefusedError{Path: name, Reason: fmt.Sprintf("points at %.80q, which is no ref", target)}
		}
		return r.resolve(target, depth+1)
	}
	h := Hash(content)
	if !h.Valid() {
		return resolved{}, &RefusedError{Path: name, Reason: fmt.Sprintf("holds %.80q, which is no commit", content)}
	}
	return resolved{hash: h, name: name}, nil
}

// packed looks a ref up in packed-refs; "" when it is not there.
func (r *Repository) packed(name string) (Hash, error) {
	content, err := readWithin(r.CommonDir, "packed-refs", packedRefsLimit)
	if errors.Is(err, fs.ErrNotExist) {
		return "", nil
	}
	if err != nil {
		return "", refused("packed-refs", err)
	}
	wanted := []byte(" " + name)
	for rest := content; ; {
		i := bytes.Index(rest, wanted)
		if i < 0 {
			return "", nil
		}
		after := rest[i+len(wanted):]
		begin := bytes.LastIndexByte(rest[:i], '\n') + 1
		h := Hash(rest[begin:i])
		if ends := len(after) == 0 || after[0] == '\n' || after[0] == '\r'; ends && h.Valid() {
			return h, nil
		}
		rest = after
	}
}

// perWorktree tells the refs that every linked work tree has for itself.
func perWorktree(name string) bool {
	return !strings.HasPrefix(name, "refs/") || strings.HasPrefix(name, "refs/bisect/") ||
		strings.HasPrefix(name, "refs/worktree/") || strings.HasPrefix(name, "refs/rewritten/")
}

// validRef applies the rules of git check-ref-format that keep a name a path inside
// the repository.
func validRef(name string) bool {
	if !strings.HasPrefix(name, "refs/") || len(name) > refNameLimit || strings.Contains(name, "..") || strings.Contains(name, "@{") {
		return false
	}
	for part := range strings.SplitSeq(name, "/") {
		if part == "" || part[0] == '.' || strings.HasSuffix(part, ".lock") || strings.HasSuffix(part, ".") {
			return false
		}
	}
	return !strings.ContainsFunc(name, func(c rune) bool {
		return c <= ' ' || c == 0x7f || strings.ContainsRune(`~^:?*[\`, c)
	})
}
