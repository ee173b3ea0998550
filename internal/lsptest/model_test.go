package lsptest

import (
	"encoding/json"
	"strings"
	"testing"
)

func model(t testing.TB) *Model {
	t.Helper()
	m, err := LoadModel()
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestResults(t *testing.T) {
	m := model(t)
	for _, tt := range []struct{ method, raw, fault string }{
		{"textDocument/inlayHint", `[{"position":{"line":0,"character":1},"label":"@a"}]`, ""},
		{"textDocument/inlayHint", `[{"position":{"line":0,"character":1},"label":[{"value":"@a"}]}]`, ""},
		{"textDocument/inlayHint", `null`, ""},
		{"textDocument/inlayHint", `[{"position":{"line":0,"character":1}}]`, `without "label"`},
		{"textDocument/hover", `{"contents":{"kind":"markdown","value":"x"}}`, ""},
		{"textDocument/hover", `{"contents":{"kind":"","value":"x"}}`, "fits none"},
		{"textDocument/hover", `{"contents":"x","range":{"start":{"line":-1,"character":0},"end":{"line":0,"character":0}}}`, "uinteger"},
		{"textDocument/hover", `{"contents":"x","range":{"start":{"line":2147483648,"character":0},"end":{"line":0,"character":0}}}`, "uinteger"},
		{"textDocument/hover", `{}`, `without "contents"`},
		{"textDocument/hover", ``, "not JSON"},
		{"textDocument/hover", `null null`, "more than one"},
		{"textDocument/codeAction", `[{"title":"t","command":"c"},{"title":"a","kind":"our.own","data":{"x":[1]}}]`, ""},
		{"textDocument/codeAction", `[{"title":"x","comand":{"title":"t","command":"c"}}]`, "comand"},
		{"textDocument/diagnostic", `{"kind":"","items":[]}`, "fits none"},
		{"textDocument/documentSymbol", `[{"name":"n","kind":0,"range":{"start":{"line":0,"character":0},"end":{"line":0,"character":0}},"selectionRange":{"start":{"line":0,"character":0},"end":{"line":0,"character":0}}}]`, "fits none"},
		{"shutdown", `null`, ""},
		{"shutdown", `{}`, "null"},
		{"initialize", `{"capabilities":{"positionEncoding":"utf-8","hoverProvider":true,"codeLensProvider":{"resolveProvider":true}},"serverInfo":{"name":"x"}}`, ""},
		{"initialize", `{"capabilities":{"hoverProvidor":true}}`, "hoverProvidor"},
		{"workspace/executeCommand", `{"anything":[1,2.5,null]}`, ""},
		{"workspace/applyEdit", `{"applied":"yes"}`, "boolean"},
		{"imagine", `null`, "no such request"},
	} {
		check(t, tt.method+" "+tt.raw, m.Result(tt.method, json.RawMessage(tt.raw)), tt.fault)
	}
}

func TestParams(t *testing.T) {
	m := model(t)
	for _, tt := range []struct{ method, raw, fault string }{
		{"textDocument/publishDiagnostics", `{"uri":"file:///a","diagnostics":[]}`, ""},
		{"textDocument/publishDiagnostics", `{"uri":"file:///a","diagnostics":null}`, "array"},
		{"textDocument/publishDiagnostics", `{"uri":"file:///a","diagnostics":[{"range":{"start":{"line":0,"character":0},"end":{"line":0,"character":0}},"severity":5,"message":"x"}]}`, "DiagnosticSeverity"},
		{"window/showMessageRequest", `{"type":3,"message":"which?","actions":[{"title":"this"}]}`, ""},
		{"window/showMessageRequest", `{"type":0,"message":"which?"}`, "MessageType"},
		{"workspace/applyEdit", `{"edit":{"changes":{"file:///a":[{"range":{"start":{"line":0,"character":0},"end":{"line":0,"character":0}},"newText":""}]}}}`, ""},
		{"workspace/applyEdit", `{"edit":{"changes":{"file:///a":[{"newText":""}]}}}`, `without "range"`},
		{"workspace/codeLens/refresh", ``, ""},
		{"workspace/codeLens/refresh", `{}`, "parameters wanted: false"},
		{"textDocument/hover", ``, "parameters wanted: true"},
		{"$/progress", `{"token":"t","value":{"kind":"begin","title":"Indexing","percentage":3}}`, ""},
		{"$/progress", `{"token":1,"value":{"kind":"begin"}}`, `without "title"`},
		{"$/progress", `{"token":1,"value":{"kind":"middle"}}`, "middle"},
		{"$/progress", `{"token":1.5,"value":{"kind":"end"}}`, "fits none"},
		{"imagine", `{}`, "no such message"},
	} {
		raw := json.RawMessage(tt.raw)
		if tt.raw == "" {
			raw = nil
		}
		check(t, tt.method+" "+tt.raw, m.Params(tt.method, raw), tt.fault)
	}
}

func TestDirections(t *testing.T) {
	m := model(t)
	check(t, "hover to the client", m.Request(ToClient, "textDocument/hover", json.RawMessage(`{}`)), "is sent clientToServer")
	check(t, "diagnostics to the server", m.Notification(ToServer, "textDocument/publishDiagnostics", json.RawMessage(`{}`)), "is sent serverToClient")
	check(t, "cancel either way", m.Notification(ToClient, "$/cancelRequest", json.RawMessage(`{"id":1}`)), "")
	check(t, "a notification as a request", m.Request(ToServer, "exit", nil), "no such request")
}

func check(t *testing.T, what string, err error, fault string) {
	t.Helper()
	switch {
	case fault == "" && err != nil:
		t.Errorf("%s: %v", what, err)
	case fault != "" && (err == nil || !strings.Contains(err.Error(), fault)):
		t.Errorf("%s: %v, want %q", what, err, fault)
	}
}
