package cli

import (
	"strings"
	"testing"

	"github.com/leadline/leadline/internal/store"
)

func TestPlacesThatDoNotLast(t *testing.T) {
	for name, c := range map[string]struct {
		env       map[string]string
		files     []string
		osrelease string
		medium    store.Medium
		why, todo string
	}{
		"a machine":                       {osrelease: "6.1.0-18-amd64"},
		"a dev container":                 {env: map[string]string{"REMOTE_CONTAINERS": "true"}, files: []string{"/.dockerenv"}, why: "in a dev container", todo: "type=volume"},
		"a dev container with a volume":   {env: map[string]string{"REMOTE_CONTAINERS": "true"}, files: []string{"/.dockerenv"}, medium: store.Mounted},
		"docker":                          {files: []string{"/.dockerenv"}, why: "in a container", todo: "LEADLINE_STORE"},
		"podman":                          {files: []string{"/run/.containerenv"}, why: "in a container", todo: "volume"},
		"toolbox, with the host's home":   {files: []string{"/run/.containerenv", "/run/.toolboxenv"}},
		"a pod":                           {env: map[string]string{"KUBERNETES_SERVICE_HOST": "10.0.0.1"}, why: "in a container", todo: "volume"},
		"a codespace, whose home mounted": {env: map[string]string{"CODESPACES": "true"}, medium: store.Mounted, why: "in a codespace", todo: "leadline sync"},
		"a job":                           {env: map[string]string{"CI": "true"}, why: "in a job that runs once", todo: "leadline sync"},
		"no job":                          {env: map[string]string{"CI": "false"}},
		"WSL":                             {env: map[string]string{"WSL_DISTRO_NAME": "Debian"}, medium: store.Mounted, why: "in WSL", todo: "wsl --unregister"},
		"WSL, in a clean environment":     {osrelease: "5.15.90.1-microsoft-standard-WSL2", why: "in WSL", todo: "leadline sync"},
		"a folder in memory":              {medium: store.Memory, why: "in memory", todo: "LEADLINE_STORE"},
	} {
		s := surroundings{
			getenv: func(name string) string { return c.env[name] },
			exists: func(path string) bool { return strings.Contains(strings.Join(c.files, "\n")+"\n", path+"\n") },
			read:   func(string) string { return c.osrelease },
			medium: func(string) store.Medium { return c.medium },
		}
		why, todo := s.fleeting("/home/dev/store")
		if why != c.why || !strings.Contains(todo, c.todo) || (why == "") != (todo == "") {
			t.Errorf("%s: %q, %q", name, why, todo)
		}
	}
}
