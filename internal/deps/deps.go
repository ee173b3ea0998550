package deps
import (
 _ "go.lsp.dev/protocol"
 _ "go.lsp.dev/jsonrpc2"
 _ "go.lsp.dev/uri"
 _ "github.com/sourcegraph/conc"
 _ "modernc.org/sqlite"
 _ "github.com/spf13/cobra"
 _ "github.com/pelletier/go-toml/v2"
 _ "github.com/oklog/ulid/v2"
 _ "github.com/goccy/go-yaml"
 _ "github.com/fsnotify/fsnotify"
 _ "znkr.io/diff"
 _ "github.com/emersion/go-ical"
 _ "github.com/schollz/progressbar/v3"
 _ "charm.land/lipgloss/v2"
 _ "github.com/pressly/goose/v3"
 _ "github.com/rogpeppe/go-internal/testscript"
 _ "github.com/google/go-cmp/cmp"
)
import (
 _ "golang.org/x/sys/unix"
 _ "golang.org/x/term"
)
