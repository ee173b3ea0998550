package setup

import (
	"errors"
	"fmt"
	"strings"

	"github.com/pelletier/go-toml/v2"
)

// helixLanguages is what of languages.toml matters here.
type helixLanguages struct {
	Servers   map[string]any `toml:"language-server"`
	Languages []struct {
		Name    string `toml:"name"`
		Servers []any  `toml:"language-servers"`
	} `toml:"language"`
}

// languages is the recipe as it must be beside what somebody has in languages.toml: a list of servers replaces any before it, so
// that theirs is repeated with Leadline behind.
func languages(theirs []byte, recipe string) (string, error) {
	var had, ours helixLanguages
	if err := toml.Unmarshal(theirs, &had); err != nil {
		return "", fmt.Errorf("it is not TOML as Helix reads it (%w); `hx --health` shows what is wrong", err)
	}
	if had.Servers["leadline"] != nil {
		return "", errors.New("it names the server leadline already; remove that, or leave it as it is")
	}
	if len(had.Languages) == 0 {
		return recipe, nil
	}
	if err := toml.Unmarshal([]byte(recipe), &ours); err != nil {
		return "", err
	}
	lists := map[string][]any{}
	var order []string
	for _, l := range ours.Languages {
		lists[l.Name] = l.Servers
		order = append(order, l.Name)
	}
	for _, l := range had.Languages {
		if l.Servers == nil || l.Name == "" {
			continue
		}
		if lists[l.Name] == nil {
			order = append(order, l.Name)
		}
		lists[l.Name] = append(append([]any{}, l.Servers...), "leadline")
	}
	head, _, _ := strings.Cut(recipe, "\n[[language]]")
	var out strings.Builder
	out.WriteString(head)
	for _, name := range order {
		var list []string
		for _, server := range lists[name] {
			text, err := inline(server, 0)
			if err != nil {
				return "", fmt.Errorf("the servers of %s cannot be repeated (%w); add \"leadline\" to their list yourself", name, err)
			}
			list = append(list, text)
		}
		fmt.Fprintf(&out, "\n[[language]]\nname = %s\nlanguage-servers = [%s]\n", tomlString(name), strings.Join(list, ", "))
	}
	return out.String(), nil
}

// inline writes a string, a list of them or a table of those, which is all that a list of servers holds.
func inline(v any, depth int) (string, error) {
	if depth > 4 {
		return "", errors.New("lists in lists")
	}
	switch v := v.(type) {
	case string:
		return tomlString(v), nil
	case []any:
		var parts []string
		for _, one := range v {
			text, err := inline(one, depth+1)
			if err != nil {
				return "", err
			}
			parts = append(parts, text)
		}
		return "[" + strings.Join(parts, ", ") + "]", nil
	case map[string]any:
		var parts []string
		for _, key := range []string{"name", "only-features", "except-features"} {
			if one, ok := v[key]; ok {
				text, err := inline(one, depth+1)
				if err != nil {
					return "", err
				}
				parts = append(parts, key+" = "+text)
			}
		}
		if len(parts) != len(v) {
			return "", errors.New("keys that are not known here")
		}
		return "{ " + strings.Join(parts, ", ") + " }", nil
	default:
		return "", fmt.Errorf("%v is no server", v)
	}
}

func tomlString(s string) string {
	var out strings.Builder
	out.WriteByte('"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			out.WriteByte('\\')
			out.WriteRune(r)
		case r < ' ' || r == 0x7f:
			fmt.Fprintf(&out, `\u%04X`, r)
		default:
			out.WriteRune(r)
		}
	}
	return out.String() + `"`
}

// inlays is the recipe for config.toml, "" where the settings say already whether hints are shown.
func inlays(theirs []byte, recipe string) (string, error) {
	var had struct {
		Editor map[string]any `toml:"editor"`
	}
	if err := toml.Unmarshal(theirs, &had); err != nil {
		return "", fmt.Errorf("it is not TOML as Helix reads it (%w); `hx --health` shows what is wrong", err)
	}
	lsp, is := had.Editor["lsp"].(map[string]any)
	if is && lsp["display-inlay-hints"] != nil {
		return "", nil
	}
	if err := toml.Unmarshal([]byte(string(theirs)+"\n"+recipe), &had); err != nil {
		return "", errSettings
	}
	return recipe, nil
}

var errSettings = errors.New("add `display-inlay-hints = true` to its table editor.lsp yourself, to see inlay hints")
