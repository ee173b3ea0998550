package house

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/leadline/leadline/internal/config"
)

var update = flag.Bool("update", false, "write the settings into the package.json of the VS Code extension")

// section is a part of an extension's settings, as VS Code's contributes.configuration has it.
type section struct {
	Title      string     `json:"title"`
	Order      int        `json:"order,omitempty"`
	Properties properties `json:"properties"`
}

// properties keep their order, which is that of the documentation.
type properties []property

type property struct {
	name   string
	schema map[string]any
}

func (p properties) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	b.WriteByte('{')
	for i, one := range p {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString(strconv.Quote(one.name) + ":")
		e := json.NewEncoder(&b)
		e.SetEscapeHTML(false)
		if err := e.Encode(one.schema); err != nil {
			return nil, err
		}
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}

// TestVSCodeSettings holds the settings that the VS Code extension contributes to those there are. The first section is the
// extension's own. `go test ./internal/house -run VSCode -update` writes the others.
func TestVSCodeSettings(t *testing.T) {
	path := filepath.Join("..", "..", "editors", "vscode", "package.json")
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var manifest struct {
		Contributes struct{ Configuration []json.RawMessage }
	}
	if err := json.Unmarshal(text, &manifest); err != nil || len(manifest.Contributes.Configuration) == 0 {
		t.Fatalf("%s has no settings of its own: %v", path, err)
	}
	own := manifest.Contributes.Configuration[0]
	all := []any{own}
	for _, s := range sections(config.Keys()) {
		all = append(all, s)
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("    ", "  ")
	if err := e.Encode(all); err != nil {
		t.Fatal(err)
	}
	place := regexp.MustCompile(`(?s)"configuration": \[.*\n    \](\n  \},\n  "scripts")`)
	at := place.FindSubmatchIndex(text)
	if at == nil {
		t.Fatalf("%s has no configuration at the end of what it contributes", path)
	}
	want := string(text[:at[0]]) + `"configuration": ` + strings.TrimSpace(b.String()) + string(text[at[2]:])
	if want == string(text) {
		return
	}
	if *update {
		if err := os.WriteFile(path, []byte(want), 0o600); err != nil {
			t.Fatal(err)
		}
		return
	}
	t.Errorf("the settings of the VS Code extension are not those of internal/config; write them with\n"+
		"go test ./internal/house -run VSCode -update\n%s", cmp.Diff(string(text), want))
}

// sections sorts settings by what they are about; names of people and teams become tables.
func sections(keys []config.Key) []section {
	var out []section
	tables := map[string]map[string]any{}
	for _, k := range keys {
		if k.Own { // an editor's settings may be a repository's
			continue
		}
		about, rest, named := strings.Cut(k.Name, ".<")
		title := strings.Split(k.Name, ".")[0]
		if !strings.Contains(k.Name, ".") {
			title = "general"
		}
		if len(out) == 0 || out[len(out)-1].Title != "Leadline: "+title {
			out = append(out, section{Title: "Leadline: " + title, Order: len(out) + 2})
		}
		into := &out[len(out)-1].Properties
		if !named {
			*into = append(*into, property{"leadline." + k.Name, schemaOf(k, true)})
			continue
		}
		table := tables[about]
		if table == nil {
			table = map[string]any{"type": "object", "default": map[string]any{}, "scope": "window"}
			tables[about] = table
			*into = append(*into, property{"leadline." + about, table})
		}
		_, field, deep := strings.Cut(rest, ">.")
		if !deep {
			table["additionalProperties"] = schemaOf(k, false)
			table["markdownDescription"] = description(k)
			continue
		}
		inner, _ := table["additionalProperties"].(map[string]any)
		if inner == nil {
			inner = map[string]any{"type": "object", "additionalProperties": false, "properties": map[string]any{}}
			table["additionalProperties"] = inner
			table["markdownDescription"] = "By handle: who somebody is."
		}
		fields, _ := inner["properties"].(map[string]any)
		fields[field] = schemaOf(k, false)
	}
	return out
}

func schemaOf(k config.Key, top bool) map[string]any {
	s := map[string]any{"markdownDescription": description(k)}
	switch k.Type {
	case "list":
		s["type"], s["items"] = "array", map[string]any{"type": "string"}
	default:
		s["type"] = k.Type
	}
	if len(k.Choices) > 0 {
		s["enum"] = k.Choices
	}
	if k.Least != 0 || k.Most != 0 {
		s["minimum"], s["maximum"] = k.Least, k.Most
	}
	if !top {
		return s
	}
	s["default"] = defaultOf(k)
	s["scope"] = "window"
	if k.Consent { // only the user's own hand: a workspace's settings are the repository's
		s["scope"] = "machine"
	}
	return s
}

func description(k config.Key) string {
	first, size := strings.ToUpper(k.Meaning[:1]), 1
	return first + k.Meaning[size:] + "."
}

// defaultOf is what the setting is where nobody says anything; TOML writes these as JSON does.
func defaultOf(k config.Key) any {
	var value any
	if k.Default != "" && json.Unmarshal([]byte(k.Default), &value) == nil {
		return value
	}
	if k.Type == "list" {
		return []string{}
	}
	return ""
}
