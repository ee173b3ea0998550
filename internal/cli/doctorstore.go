package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/leadline/leadline/internal/config"
	"github.com/leadline/leadline/internal/store"
	"github.com/leadline/leadline/internal/store/eventlog"
	"github.com/leadline/leadline/internal/store/leadstore"
	"github.com/leadline/leadline/internal/workspace"
)

// storePatience is how long doctor reads a store to find damage.
const storePatience = 10 * time.Second

// errStoreGone: there is what was made from the events, and not the events.
type errStoreGone struct{ path string }

func (e errStoreGone) Error() string {
	return e.path + " is missing, though what was made from it is there: put it back, or bring a backup back with `leadline restore FILE`; what was shared comes back with `leadline sync`"
}

// openForCheck opens the stores, but makes none in the place of one that is gone.
func (a *app) openForCheck(ctx context.Context, dirs config.Dirs) (*workspace.Stores, error) {
	dir := a.storeDir(ctx, dirs)
	if path := filepath.Join(dir, eventlog.TeamFile); !exists(path) && (exists(filepath.Join(dir, leadstore.File)) || exists(path+"-wal")) {
		return nil, errStoreGone{path}
	}
	return a.openStores(ctx, dirs)
}

func (a *app) checkStore(ctx context.Context, c *checkup, dirs config.Dirs, stores *workspace.Stores, err error) {
	const what = "store"
	dir := a.storeDir(ctx, dirs)
	switch {
	case err != nil:
		c.mend(what, err.Error(), "")
		return
	case stores.Events.ReadOnly() || stores.Private.ReadOnly():
		c.mend(what, dir+" is read-only", "make it writable, or name another folder in LEADLINE_STORE; until then nothing can be recorded")
		return
	}
	found := dir
	for _, log := range []*eventlog.Log{stores.Events, stores.Private} {
		whole, err := checkLog(ctx, log)
		if err != nil {
			c.mend(what, err.Error(), "")
			return
		}
		if !whole {
			found += fmt.Sprintf(" (no fault in %s within %v; `leadline backup FILE` reads all of it)", filepath.Base(log.Path()), storePatience)
		}
	}
	if aside, err := filepath.Glob(filepath.Join(quoteGlob(dir), eventlog.TeamFile+".damaged-*Z")); err == nil && len(aside) > 0 {
		c.note(what, "a damaged store was set aside in "+aside[len(aside)-1], "delete it once you miss nothing")
	}
	if why, todo := a.surroundings().fleeting(dir); why != "" {
		c.note(what, found+", "+why, todo)
		return
	}
	c.ok(what, found)
}

// checkLog reads a log for faults, as far as time allows.
func checkLog(ctx context.Context, log *eventlog.Log) (whole bool, err error) {
	limited, cancel := context.WithTimeout(ctx, storePatience)
	defer cancel()
	err = log.Check(limited)
	if err != nil && limited.Err() != nil && ctx.Err() == nil && !errors.Is(err, store.ErrDamaged) {
		return false, nil
	}
	return err == nil, err
}

// surroundings are what tells how long a folder lasts.
type surroundings struct {
	getenv func(string) string
	exists func(path string) bool
	read   func(path string) string // "" for what cannot be read
	medium func(dir string) store.Medium
}

func (a *app) surroundings() surroundings {
	return surroundings{getenv: a.getenv, exists: exists, medium: store.MediumOf, read: func(path string) string {
		text, err := os.ReadFile(path)
		if err != nil {
			return ""
		}
		return string(text)
	}}
}

// What to do where a folder does not last.
const (
	todoVolume = `what is said here goes with it: give it a volume (devcontainer.json: "mounts": ["source=leadline,target=/leadline,type=volume"], ` +
		`"containerEnv": {"LEADLINE_STORE": "/leadline", "XDG_DATA_HOME": "/leadline"}), or share it by ` + "`leadline sync`"
	todoSync   = "what is said here may go with it: share it by `leadline sync`, and copy what is yours alone with `leadline backup --private FILE`"
	todoMemory = "what is said here goes when the machine stops: name a folder on a disk in LEADLINE_STORE"
	todoWSL    = "editors on Windows itself keep another store; `leadline sync` brings both together. `wsl --unregister` deletes this one: copy it with `leadline backup FILE` first"
)

// fleeting says why a folder may not last, and what to do about it; "" if nothing speaks for it.
func (s surroundings) fleeting(dir string) (why, todo string) {
	medium := s.medium(dir)
	if medium == store.Memory {
		return "in memory", todoMemory
	}
	for _, sign := range []struct{ variable, why string }{
		{"CODESPACES", "in a codespace"},
		{"GITPOD_WORKSPACE_ID", "in a workspace in the cloud"},
		{"CODER_WORKSPACE_NAME", "in a workspace in the cloud"},
		{"CLOUD_SHELL", "in a shell in the cloud"},
		{"CI", "in a job that runs once"},
	} {
		if value := s.getenv(sign.variable); value != "" && value != "false" && value != "0" {
			return sign.why, todoSync
		}
	}
	lasting := s.exists("/run/.toolboxenv") || s.getenv("DISTROBOX_ENTER_PATH") != "" // they share the home of their host
	if medium != store.Mounted && !lasting {
		switch {
		case s.getenv("REMOTE_CONTAINERS") != "" || s.getenv("DEVCONTAINER") != "":
			return "in a dev container", todoVolume
		case s.exists("/.dockerenv"), s.exists("/run/.containerenv"), s.getenv("container") != "", s.getenv("KUBERNETES_SERVICE_HOST") != "":
			return "in a container", todoVolume
		}
	}
	if s.getenv("WSL_DISTRO_NAME") != "" || strings.Contains(strings.ToLower(s.read("/proc/sys/kernel/osrelease")), "microsoft") {
		return "in WSL", todoWSL
	}
	return "", ""
}
