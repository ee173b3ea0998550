package cli

import (
	"fmt"
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"

	"github.com/leadline/leadline/internal/store/leadstore"
)

// version is stamped by the linker: -X github.com/leadline/leadline/internal/cli.version=v1.2.3.
var version = ""

func (a *app) version() *cobra.Command {
	return &cobra.Command{
		Use: "version", Short: "Say which Leadline this is", Args: a.exactly(0),
		RunE: func(*cobra.Command, []string) error {
			v := stamp()
			if a.json {
				return a.answer(v)
			}
			commit := ""
			if v.Commit != nil {
				commit = ", commit " + *v.Commit
			}
			return a.print(fmt.Sprintf("leadline %s (%s%s, store schema %d)\n", v.Version, v.Go, commit, v.Schema))
		},
	}
}

// stamp says what is known of this build; without the linker's stamp, what the Go tool recorded.
func stamp() versionJSON {
	v := versionJSON{Version: version, Go: runtime.Version(), Schema: leadstore.Schema}
	build, ok := debug.ReadBuildInfo()
	if !ok {
		build = &debug.BuildInfo{}
	}
	for _, s := range build.Settings {
		if s.Key == "vcs.revision" && len(s.Value) >= 12 {
			v.Commit = some(s.Value[:12])
		}
	}
	if v.Version == "" {
		v.Version = build.Main.Version
	}
	if v.Version == "" || v.Version == "(devel)" {
		v.Version = "development"
	}
	return v
}

// Version is what the program calls itself to editors.
func Version() string { return stamp().Version }
