package history

import "strings"

// markSort tells from subject and body what sort of commit it is.
func (m *Message) markSort(subject, body string) {
	lower := strings.ToLower(subject)
	for _, begin := range [...]string{
		"merge pull request", "merge branch", "merge remote-tracking", "merge tag", "merge commit", "merge of ", "merged in ", "auto merge of", "merge #", "merge pr #", "merge https://", "merge git://", "merge git@", "merge refs/", "merge master", "merge main",
	} {
		m.Merge = m.Merge || strings.HasPrefix(lower, begin)
	}
	for _, mark := range [...]string{"dependabot[bot]", "renovate[bot]", "updated-dependencies:", "greenkeeper[bot]", "this pr contains the following updates"} {
		m.Bot = m.Bot || strings.Contains(body, mark)
	}
	m.Bot = m.Bot || strings.HasPrefix(subject, "Bump ") && strings.Contains(body, "Bumps ")
	m.Import = isImport(lower, body)
	for _, quote := range [...]string{"revert \"", "revert '", "reapply \"", "reland \""} {
		if rest, ok := strings.CutPrefix(lower, quote); ok {
			m.Reverted = bare(strings.TrimRight(bare(subject[len(subject)-len(rest):]), "\"'"))
			m.Again = !strings.HasPrefix(quote, "revert") || strings.HasPrefix(rest, "revert \"") || strings.HasPrefix(rest, "revert '")
		}
	}
}

// isImport says whether a commit brings code that was written elsewhere.
func isImport(subject, body string) bool {
	if strings.Contains(body, "git-subtree-dir:") || strings.HasPrefix(subject, "squashed '") && strings.Contains(subject, "' c") {
		return true // what git subtree writes: changes from, content from
	}
	said, _ := topic(subject)
	said = strings.TrimRight(strings.ToLower(said), ".!")
	for _, begin := range [...]string{
		"initial commit", "first commit", "initial import", "initial revision", "initial check", "initial code", "initial version", "initial source", "initial public", "initial release", "initial drop", "initial contribution", "initial upload", "initial clone",
		"imported from", "import from", "import code from", "import sources", "import of ", "import upstream", "importing from", "import the source", "import repository", "importing rails", "sync with linux", "import project",
	} {
		if strings.HasPrefix(said, begin) {
			return true
		}
	}
	return said == "initial" || said == "import" || said == "init" || said == "initialize" || said == "open source" || strings.HasPrefix(said, "imported ") && strings.Contains(said, " from ")
}

// mergeTitle is what a merge says about the change: the body's first line below "Merge pull request #12 from …".
func mergeTitle(subject string, blocks []block) string {
	if !strings.HasPrefix(subject, "Merge pull request ") && !strings.HasPrefix(subject, "Merge PR ") && !strings.HasPrefix(subject, "Merge #") || len(blocks) == 0 || blocks[0].item {
		return ""
	}
	return bare(clip(blocks[0].text, 200))
}
