package people

import (
	"slices"
	"strings"
)

// botNames are whole names and logins, folded, that no human uses. First names are not
// among them: a Claude or a Devin can be a colleague.
var botNames = set(
	"github", "github actions", "github-actions", "github copilot", "github merge queue", "gitlab", "web-flow", "copilot-swe-agent",
	"dependabot", "dependabot-preview", "dependabot-support", "renovate", "renovatebot", "greenkeeper", "greenkeeperio-bot", "depfu",
	"snyk", "snyk-bot", "pyup", "scala-steward", "pre-commit-ci", "pre-commit ci", "mergify", "ci", "imgbotapp", "bors", "homu", "codecov", "imgbot",
	"allcontributors", "all-contributors", "semantic-release", "release-please", "weblate", "hosted weblate", "transifex",
	"jenkins", "travis ci", "travis-ci", "circleci", "appveyor", "azure-pipelines", "copybara", "copybara-service", "gerrit",
	"claude code", "cursor agent", "cursoragent", "codex cli", "gemini cli", "gemini-cli", "google jules", "devin ai", "opencode", "aider",
)

// agentNames are first names of AI agents. A human can be called so: they tell a bot only
// beside an address that is no human's.
var agentNames = set(
	"claude", "copilot", "cursor", "codex", "gemini", "jules", "devin", "windsurf", "amp", "aider", "openhands", "opencode", "crush", "goose",
	"junie", "kiro", "warp", "qwen-coder", "cline", "cascade",
)

// agentEditions are second words of names that only an agent has: Claude Opus 4.8, Gemini 2.5 Pro, aider (gpt-5).
var agentEditions = set("opus", "sonnet", "haiku", "fable", "code", "cli", "agent", "autofix", "gpt")

// agentHosts are the hosts of those who make them.
var agentHosts = set(
	"anthropic.com", "openai.com", "cursor.com", "cursor.sh", "google.com", "cognition.ai", "devin.ai", "windsurf.com", "codeium.com", "ampcode.com",
	"sourcegraph.com", "aider.chat", "all-hands.dev", "opencode.ai", "charm.land", "jetbrains.com", "kiro.dev", "warp.dev", "alibabacloud.com",
	"cline.bot", "block.xyz",
)

// agentLogins are accounts of AI agents on forges; those with [bot] are recognised by that.
var agentLogins = set(
	"copilot", "claude", "cursoragent", "devin-ai-integration", "google-labs-jules", "gemini-code-assist", "chatgpt-codex-connector",
	"openhands-agent", "opencode-agent", "coderabbitai", "sourcery-ai", "sweep-ai",
)

// botAddresses are mailboxes that only programs use.
var botAddresses = set(
	"noreply@anthropic.com", "claude@anthropic.com", "cursoragent@cursor.com", "agent@cursor.com", "noreply@cursor.com", "noreply@cursor.sh",
	"noreply@openai.com", "codex@openai.com", "noreply@aider.chat", "amp@ampcode.com", "noreply@opencode.ai", "noreply@google.com",
	"gemini-code-assist@google.com", "copilot@github.com", "support@dependabot.com", "bot@renovateapp.com", "action@github.com",
	"actions@github.com", "support@greenkeeper.io", "support@pyup.io", "renovate@whitesourcesoftware.com",
)

func set(words ...string) map[string]bool {
	out := make(map[string]bool, len(words))
	for _, w := range words {
		out[w] = true
	}
	return out
}

// isBot recognises programs among identities: name as it is written, and name and address
// folded. Patterns are the team's own, with * for anything.
func isBot(written, name, address string, patterns []string) bool {
	camel := len(written) > 3 && strings.HasSuffix(written, "Bot") // PrometheusBot; a Talbot is none
	local, host, _ := strings.Cut(address, "@")
	acct, hidden := noreply(address)
	if camel || botAddresses[address] || botWord(name) || botNames[name] {
		return true
	}
	if hidden && (botWord(acct.login) || botNames[fold(acct.login)] || agentLogins[fold(acct.login)] || isTokenBot(fold(acct.login))) {
		return true
	}
	if strings.HasSuffix(local, "[bot]") {
		return true
	}
	if isAgent(name, address, host) {
		return true
	}
	return slices.ContainsFunc(patterns, func(p string) bool { return glob(p, name) || glob(p, address) })
}

// isTokenBot recognises the accounts that GitLab makes for access tokens: project_12_bot, group_12_bot_5eed.
func isTokenBot(login string) bool {
	parts := strings.Split(login, "_")
	return len(parts) >= 3 && len(parts) <= 4 && (parts[0] == "project" || parts[0] == "group") && digits(parts[1]) && strings.HasPrefix(parts[2], "bot")
}

// isAgent recognises AI agents by a name and an address that fit together, all folded. Neither is enough alone: a Claude can
// be a colleague, also one at a company that makes agents.
func isAgent(name, address, host string) bool {
	if noMailbox(address) && agentHosts[host] || strings.HasPrefix(name, "gpt-") || name == "chatgpt" || strings.HasPrefix(name, "ai (") {
		return true
	}
	first, rest, _ := strings.Cut(name, " ")
	if !agentNames[first] {
		return false
	}
	second, _, _ := strings.Cut(rest, " ")
	switch {
	case agentHosts[host] && rest == "":
		return true
	case second == "":
		return false
	}
	return agentEditions[second] || second[0] == '(' || second[0] >= '0' && second[0] <= '9'
}

// agentMark is what aider writes behind the name of whoever it works for.
const agentMark = " (aider)"

// botWord finds "bot" as the last word, or the last before a remark in parentheses: renovate[bot], some-bot, Release Bot,
// build bot (Jenkins); but neither Talbot nor Abbott.
func botWord(s string) bool {
	if before, remark, ok := strings.Cut(s, " ("); ok && strings.HasSuffix(remark, ")") {
		s = before
	}
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
