package lspclient

import (
	"embed"
	"encoding/json"
)

//go:embed profiles/*.json
var profiles embed.FS

// Profile is an editor's manners: what it says it can do, and what it refuses. The capabilities are cut down to those a
// server like ours may look at; the facts were measured on the versions named.
type Profile string

// The profiles.
const (
	VSCode  Profile = "vscode"   // 1.100
	Neovim  Profile = "neovim"   // 0.10
	Eglot   Profile = "eglot"    // 1.17
	LSPMode Profile = "lsp-mode" // 9
	Helix   Profile = "helix"    // 25.01: refuses questions, sends no arguments with commands
	Minimal Profile = "minimal"  // nothing beyond what the specification asks of everyone; refuses every request
)

// Extension is [VSCode] with Leadline's own extension in it, which speaks more with the server than the protocol knows.
const Extension Profile = "vscode with leadline"

// Profiles lists those of editors as they come.
func Profiles() []Profile { return []Profile{VSCode, Neovim, Eglot, LSPMode, Helix, Minimal} }

// Capabilities is what the client says it can do.
func (p Profile) Capabilities() json.RawMessage {
	if p == Extension {
		return extended(VSCode.Capabilities())
	}
	b, err := profiles.ReadFile("profiles/" + string(p) + ".json")
	if err != nil {
		return json.RawMessage("{}") // a profile of the caller's own: nothing is promised
	}
	return b
}

// extended is what an editor can do once the extension is in it.
func extended(plain json.RawMessage) json.RawMessage {
	can := map[string]json.RawMessage{}
	if json.Unmarshal(plain, &can) != nil {
		return plain
	}
	can["experimental"] = json.RawMessage(`{"leadline":{"protocol":3,"least":0}}`)
	all, err := json.Marshal(can)
	if err != nil {
		return plain
	}
	return all
}

// Name is how the client introduces itself.
func (p Profile) Name() string {
	switch p {
	case VSCode, Extension:
		return "Visual Studio Code"
	case Neovim:
		return "Neovim"
	case Eglot:
		return "Eglot"
	case LSPMode:
		return "emacs"
	}
	return string(p)
}

// Refuses lists the server's requests that it answers with −32601.
func (p Profile) Refuses() []string {
	switch p {
	case Neovim:
		return []string{"workspace/codeLens/refresh", "workspace/diagnostic/refresh"}
	case Helix:
		return []string{
			"window/showMessageRequest", "workspace/codeLens/refresh", "workspace/inlayHint/refresh",
			"workspace/diagnostic/refresh", "workspace/semanticTokens/refresh",
		}
	case Minimal:
		var all []string
		for method := range editor() {
			all = append(all, method)
		}
		return all
	}
	return nil
}
