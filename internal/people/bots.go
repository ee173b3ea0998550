package people

import (
	"slices"
	"strings"
)

// botNames are whole names and logins, folded, that no human uses. First names are not
// among them: a Claude or a Devin can be a colleague.
var botNames = []string{
	"github", "github actions", "github-actions", "github copilot", "github merge queue", "gitlab", "web-flow", "copilot-swe-agent",
	"dependabot", "dependabot-preview", "dependabot-support", "renovate", "renovatebot", "greenkeeper", "greenkeeperio-bot", "depfu",
	"snyk", "snyk-bot", "pyup", "scala-steward", "pre-commit-ci", "pre-commit ci", "mergify", "bors", "homu", "codecov", "imgbot",
	"allcontributors", "all-contributors", "semantic-release", "release-please", "weblate", "hosted weblate", "transifex",
	"jenkins", "travis ci", "travis-ci", "circleci", "appveyor", "azure-pipelines", "copybara", "copybara-service", "gerrit",
	"claude code", "cursor agent", "cursoragent", "codex cli", "gemini cli", "gemini-cli", "google jules", "devin ai", "opencode", "aider",
}

// agentNames are first names of AI agents. A human can be called so: they tell a bot only
// beside an address that is no human's.
var agentNames = []string{"claude", "copilot", "cursor", "codex", "gemini", "jules", "devin", "windsurf", "amp"}

// agentHosts are the hosts of those who make them.
var agentHosts = []string{"anthropic.com", "openai.com", "cursor.com", "cursor.sh", "google.com", "cognition.ai", "devin.ai", "windsurf.com", "ampcode.com"}

// agentLogins are accounts of AI agents on forges.
var agentLogins = []string{"copilot", "claude", "cursoragent"}

// botAddresses are mailboxes that only programs use.
var botAddresses = []string{
	"noreply@anthropic.com", "claude@anthropic.com", "cursoragent@cursor.com", "agent@cursor.com", "noreply@cursor.com", "noreply@cursor.sh",
	"noreply@openai.com", "codex@openai.com", "noreply@aider.chat", "amp@ampcode.com", "noreply@opencode.ai", "noreply@google.com",
	"gemini-code-assist@google.com", "copilot@github.com", "support@dependabot.com", "bot@renovateapp.com", "action@github.com",
	"actions@github.com", "support@greenkeeper.io", "support@pyup.io", "renovate@whitesourcesoftware.com",
}

// isBot recognises programs among identities. Patterns are the team's own, with * for
// anything.
func isBot(name, address string, patterns []string) bool {
	name, address = fold(name), fold(address)
	local, host, _ := strings.Cut(address, "@")
	acct, hidden := noreply(address)
	if slices.Contains(botAddresses, address) || botWord(name) || slices.Contains(botNames, name) {
		return true
	}
	if hidden && (botWord(acct.login) || slices.Contains(botNames, fold(acct.login)) || slices.Contains(agentLogins, fold(acct.login))) {
		return true
	}
	if strings.HasSuffix(local, "[bot]") {
		return true
	}
	first, _, _ := strings.Cut(name, " ")
	if slices.Contains(agentNames, first) && slices.Contains(agentHosts, host) && (first == name || noMailbox(address)) {
		return true
	}
	return slices.ContainsFunc(patterns, func(p string) bool { return glob(p, name) || glob(p, address) })
}

// botWord finds "bot" as the last word: renovate[bot], some-bot, Release Bot; but neither
// Talbot nor Abbott.
func botWord(s string) bool {
	if s == "bot" || strings.Contains(s, "[bot]") {
		return true
	}
	return strings.HasSuffix(s, "-bot") || strings.HasSuffix(s, "_bot") || strings.HasSuffix(s, " bot")
}

// glob matches the whole of s, folded, against a pattern in which * stands for anything.
// The time is bounded by the product of the lengths.
func glob(pattern, s string) bool {
	p := strings.Split(fold(strings.TrimSpace(pattern)), "*")
	if len(p) == 1 {
		return p[0] == s && s != ""
	}
	if !strings.HasPrefix(s, p[0]) {
		return false
	}
	s = s[len(p[0]):]
	for _, part := range p[1 : len(p)-1] {
		i := strings.Index(s, part)
		if i < 0 {
			return false
		}
		s = s[i+len(part):]
	}
	return strings.HasSuffix(s, p[len(p)-1])
}
