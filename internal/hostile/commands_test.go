//go:build unix && !race

package hostile_test

import (
	"cmp"
	"slices"
	"strings"
)

// commands are all that somebody might type in a repository that they do not know yet. What writes into the repository at the
// user's wish (init --write, pairing start --hook, decision export) is left out; what asks for a wish first is not. From one
// repository to the next each command changes between text and JSON, which halves the time; `make soak` runs it in both.
func commands(v *victim) [][]string {
	files := v.files
	if len(files) == 0 {
		files = []string{cmp.Or(v.fileIn, v.file)}
	}
	turn := v.number
	var list [][]string
	for _, line := range []string{
		"doctor", // first: what one runs when something seems odd
		"decision log --title|bill once|--because|money|--path|FILE|--line|3",
		"question open --text|why so?|--path|FILE|--line|2",
		"risk raise --problem|may bill twice|--path|FILE|--lines|1-2",
		"todo delegate --to|dev2@example.com|--what|retry|--why|money|--path|FILE|--line|5|--comment|none",
		"pairing schedule --with|dev2@example.com|--at|2026-11-19T14:00:00Z|--topic|billing|--path|FILE",
		"review request --to|dev2@example.com|--paths|FILE",
		"retro note went|--path|FILE",
		"plate add own|--path|FILE|--line|1",
		"know pay yes", "wish pay learn", "away none",
		"index", "init --dry-run", "init",
		"who FILE", "who FILE:3", "ask FILE:3", "why FILE:3-5", "owners FILE", "owners check", "companions", "companions FILE", "companions eval",
		"silos", "silos --without|dev1@example.com", "truckfactor", "truckfactor pay", "tour", "tour --markdown", "tour pay", "catchup", "catchup --markdown", "catchup --since|2026-01-01",
		"reviewers", "reviewers FILE", "reviewers --base|HEAD", "reviewers --base|main", "reviewers eval", "review list", "review limit",
		"decision list", "decision show D-7K3QXM", "decision check", "decision timeline", "decision graph", "decision import",
		"question list", "risk list", "todo list", "todo export", "pairing list", "pairing suggest", "pairing matrix", "pairing status", "pairing trailers", "pairing publish", "pairing block",
		"retro list", "plate", "me", "me --markdown", "me --as-lead", "calendar", "calendar look", "export --events",
		"query select|*|from|decisions", "query mine", "query --list",
		"report week", "report decisions", "report delegations", "report load", "report pairings", "report silos", "report area", "report area|FILE",
		"report away|dev1@example.com", "report handover", "report onboarding", "report balance", "report moves", "report update",
		"report area|FILE|--markdown", "report area|--html", "report onboarding|--html", "report silos|--markdown",
		"sync --status", "sync --dry-run", "sync", "uninstall", "peek FILE", "version",
	} {
		name, rest, _ := strings.Cut(line, " ")
		args := []string{name}
		switch {
		case name == "query" && strings.HasPrefix(rest, "select"):
			args = append(args, strings.ReplaceAll(rest, "|", " "))
		case strings.Contains(rest, "|"):
			word, values, _ := strings.Cut(rest, "|")
			args = append(append(args, strings.Fields(word)...), strings.Split(values, "|")...)
		default:
			args = append(args, strings.Fields(rest)...)
		}
		for n, file := range files {
			if n > 0 && !strings.Contains(line, "FILE") {
				break
			}
			filled := slices.Clone(args)
			for i := range filled {
				filled[i] = strings.ReplaceAll(filled[i], "FILE", file)
				if strings.HasPrefix(file, "-") && filled[i] == file {
					filled[i] = "./" + file // as one has to say it
				}
			}
			turn++
			text := name == "sync" && !slices.Contains(args, "--status") || name == "peek"
			if text || v.thorough || turn%2 == 0 {
				list = append(list, filled)
			}
			if !text && (v.thorough || turn%2 != 0) {
				list = append(list, append([]string{"--json"}, filled...))
			}
		}
	}
	for _, q := range v.queries {
		list = append(list, []string{"query", q})
	}
	return list
}
