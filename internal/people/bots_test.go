package people_test

import (
	"testing"

	"github.com/leadline/leadline/internal/git"
	"github.com/leadline/leadline/internal/people"
)

// TestAgents has the forms in which AI agents sign commits in public histories.
func TestAgents(t *testing.T) {
	for _, agent := range []git.Identity{
		id("Claude", "noreply@anthropic.com"),
		id("Claude Opus 4.8 (1M context)", "noreply@anthropic.com"),
		id("Claude Sonnet 4", "claude@anthropic.com"),
		id("Claude Code", "someone@example.com"),
		id("claude[bot]", "209825114+claude[bot]@users.noreply.github.com"),
		id("Copilot", "175728472+Copilot@users.noreply.github.com"),
		id("Copilot", "223556219+Copilot@users.noreply.github.com"),
		id("Copilot Autofix powered by AI", "175728472+Copilot@users.noreply.github.com"),
		id("copilot-swe-agent[bot]", "198982749+Copilot@users.noreply.github.com"),
		id("GitHub Copilot", "copilot@github.com"),
		id("GitHub Copilot", "noreply@github.com"),
		id("Cursor", "cursoragent@cursor.com"),
		id("Cursor Agent", "cursor-agent@example.com"),
		id("Devin AI", "158243242+devin-ai-integration[bot]@users.noreply.github.com"),
		id("Devin", "devin@cognition.ai"),
		id("devin-ai-integration", "158243242+devin-ai-integration@users.noreply.github.com"),
		id("Codex", "codex@openai.com"),
		id("Codex", "noreply@openai.com"),
		id("ChatGPT", "chatgpt@example.com"),
		id("gpt-5", "gpt@example.com"),
		id("aider (gpt-4o)", "aider@aider.chat"),
		id("aider (anthropic/claude-sonnet-4)", "noreply@aider.chat"),
		id("Gemini CLI", "218195315+gemini-cli@users.noreply.github.com"),
		id("gemini-code-assist[bot]", "176961590+gemini-code-assist[bot]@users.noreply.github.com"),
		id("Gemini 2.5 Pro", "gemini@example.com"),
		id("google-labs-jules[bot]", "161369871+google-labs-jules[bot]@users.noreply.github.com"),
		id("Amp", "amp@ampcode.com"),
		id("openhands", "openhands@all-hands.dev"),
		id("opencode", "noreply@opencode.ai"),
		id("Crush", "crush@charm.land"),
		id("Windsurf", "windsurf@codeium.com"),
		id("Warp", "agent@warp.dev"),
		id("Junie", "junie@jetbrains.com"),
		id("AI (Pi/Claude Opus 4.7)", "noreply@pi.dev"),
		id("Qwen-Coder", "qwen-coder@alibabacloud.com"),
	} {
		if d := people.NewDirectory([]git.Identity{agent}, people.Options{}); !d.Resolve(agent).Bot {
			t.Errorf("%+v is taken for a person", agent)
		}
	}
	for _, program := range []git.Identity{id("PrometheusBot", "team@example.com"), id("ImgBotApp", "x@example.com"), id("CI", "ci@example.com"), id("Deploy", "project_12_bot_5eed@users.noreply.gitlab.com"), id("build bot (Jenkins)", "no-reply@example.org")} {
		if d := people.NewDirectory([]git.Identity{program}, people.Options{}); !d.Resolve(program).Bot {
			t.Errorf("%+v is taken for a person", program)
		}
	}
	for _, human := range []git.Identity{
		id("Claude Monet", "claude@example.com"),
		id("Claude Shannon", "claude.shannon@anthropic.com"),
		id("Claude", "claude@example.org"),
		id("Devin Pro", "7+devinp@users.noreply.github.com"),
		id("Jules Verne", "jules@google.com"),
		id("Cody Cursor", "cody@cursor.com"),
		id("Amp", "amp@example.com"),
		id("Gemini Ganesan", "gemini@example.com"),
		id("Tom Talbot", "talbot@bottlenose.example"),
		id("Goose Gosling", "goose@block.xyz"),
		id("Dev One (aider)", "dev1@example.com"),
		id("Abbot (Robot)", "abbot@example.com"),
	} {
		if d := people.NewDirectory([]git.Identity{human}, people.Options{}); d.Resolve(human).Bot {
			t.Errorf("%+v is taken for a program", human)
		}
	}
}

// TestAgentAtWork: aider marks the name of whoever it works for, who stays the same person.
func TestAgentAtWork(t *testing.T) {
	marked := id("Dev One (aider)", "dev1@example.com")
	d := people.NewDirectory([]git.Identity{marked, id("Dev One", "dev1@example.com")}, people.Options{})
	if got := d.Resolve(marked).Name; got != "Dev One" || len(d.All()) != 1 {
		t.Errorf("called %q, of %d people", got, len(d.All()))
	}
}
