package git

import (
	"errors"
	"fmt"
	"net/url"
	"path/filepath"
	"strings"
)

// Destination is where machines meet: a remote's address that was looked at and may be used. It is immutable.
type Destination struct {
	address string // as git gets it; may hold a secret
	local   bool
}

// ErrDestination says that an address is not used, and why.
var ErrDestination = errors.New("this address is not used for syncing")

const addressLimit = 4 << 10

// DestinationOf checks the address of a remote, as it stands in the configuration of r: https, ssh, or a folder of this machine,
// relative to the repository's top. It must not lie in the repository itself, into which nothing is ever written.
func DestinationOf(r *Repository, address string) (Destination, error) {
	refuse := func(why string) (Destination, error) {
		return Destination{}, fmt.Errorf("%w: %s", ErrDestination, why)
	}
	switch {
	case address == "" || len(address) > addressLimit || strings.HasPrefix(address, "-") || strings.ContainsFunc(address, func(c rune) bool { return c < ' ' || c == 0x7f }):
		return refuse("it is no address")
	case strings.Contains(address, "::"):
		return refuse("it names a program, and only https, ssh and folders of this machine are used")
	}
	scheme, rest, isURL := strings.Cut(address, "://")
	if isURL && !strings.ContainsAny(scheme, "/@:") {
		switch strings.ToLower(scheme) {
		case "https", "ssh", "git+ssh", "ssh+git":
			u, err := url.Parse(address)
			if err != nil || u.Hostname() == "" || strings.HasPrefix(u.Host, "-") || u.User != nil && strings.HasPrefix(u.User.Username(), "-") {
				return refuse("it names no host")
			}
			return Destination{address: address}, nil
		case "file":
			path, err := url.PathUnescape(rest)
			if err != nil || !strings.HasPrefix(path, "/") || strings.IndexByte(path, 0) >= 0 {
				return refuse("it names no folder of this machine")
			}
			return folder(r, path)
		case "http", "git", "ftp", "ftps":
			return refuse("over " + strings.ToLower(scheme) + " everybody on the way could read and change what is said; give the remote an address with https or ssh")
		}
		return refuse("only https, ssh and folders of this machine are")
	}
	if before, after, ok := strings.Cut(address, ":"); ok && !strings.ContainsAny(before, `/\`) && len(before) > 1 {
		host := before[strings.LastIndexByte(before, '@')+1:]
		if host == "" || after == "" || strings.HasPrefix(host, "-") {
			return refuse("it names no host")
		}
		return Destination{address: address}, nil
	}
	return folder(r, address)
}

// folder is a destination on this machine, or on a drive of it.
func folder(r *Repository, path string) (Destination, error) {
	path = filepath.FromSlash(path)
	if isRemote(path) {
		return Destination{}, fmt.Errorf("%w: it is a folder of another machine", ErrDestination)
	}
	if !filepath.IsAbs(path) {
		path = filepath.Join(r.Top, path)
	}
	real := path
	if resolved, err := filepath.EvalSymlinks(path); err == nil {
		real = resolved
	}
	for _, own := range []string{r.CommonDir, r.GitDir, r.Top} {
		if own == "" {
			continue
		}
		if resolved, err := filepath.EvalSymlinks(own); err == nil {
			own = resolved
		}
		if rel, err := filepath.Rel(own, real); err == nil && rel != ".." && !strings.HasPrefix(rel, ".."+string(filepath.Separator)) {
			return Destination{}, fmt.Errorf("%w: it lies in this repository, and nothing is ever written there", ErrDestination)
		}
	}
	return Destination{address: filepath.Clean(path), local: true}, nil
}

// String is the address without a password.
func (d Destination) String() string {
	if u, err := url.Parse(d.address); err == nil && u.User != nil && strings.Contains(d.address, "://") {
		if _, has := u.User.Password(); has {
			u.User = url.User(u.User.Username())
			return u.String()
		}
	}
	return d.address
}
