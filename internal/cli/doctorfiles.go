package cli

import (
	"context"
	"fmt"

	"github.com/leadline/leadline/internal/phrase"
	"github.com/leadline/leadline/internal/workspace"
)

// checkFiles looks at the files of the repository that say who is who and who owns what.
func checkFiles(ctx context.Context, c *checkup, w *workspace.Workspace) {
	if owners := w.Snapshot().Owners; owners != nil {
		found := fmt.Sprintf("%s, %s", phrase.Clean(owners.File, 80), count(len(owners.Rules), "rule", "rules"))
		if why, ignored := owners.Ignored(); ignored {
			c.mend("owners", owners.File+": "+why.Message, "")
		} else if n := len(owners.Problems); n > 0 {
			c.note("owners", found+", "+count(n, "fault", "faults"), "`leadline owners check` lists them")
		} else {
			c.ok("owners", found)
		}
	}
	if err := w.MailmapFault(ctx); err != nil {
		c.mend("people", err.Error(), "")
	}
}
