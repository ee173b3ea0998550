//go:build editors

package editortest

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// standInLog names the variable that turns this test binary into the stand-in server: the file it keeps its log in.
const standInLog = "LEADLINE_EDITORTEST_LOG"

func TestMain(m *testing.M) {
	if path := os.Getenv(standInLog); path != "" {
		if err := standIn(path, os.Args[1:]); err != nil {
			fmt.Fprintln(os.Stderr, "stand-in server:", err)
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}

type object = map[string]any

// server is a stand-in for `leadline lsp`: it answers every feature with one fixed thing, counts what was said,
// shows the count in its lens and hint, and keeps every message that says something.
type server struct {
	out    io.Writer
	log    *json.Encoder
	files  map[string]bool // open ones
	said   int
	drafts int
	calls  int
	err    error // the first failure to write
}

// standIn plays the whole program: the server, and the few commands that a plugin runs beside it.
func standIn(path string, args []string) error {
	log, err := os.OpenFile(path, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	defer log.Close()
	if args[0] == "lsp" {
		s := &server{out: os.Stdout, log: json.NewEncoder(log), files: map[string]bool{}}
		return s.serve(bufio.NewReader(os.Stdin))
	}
	os.Exit(command(args[0]))
	return nil
}

// standInAge names the variable that makes the stand-in a program of long ago ("old"), or of a far future ("new").
const standInAge = "LEADLINE_EDITORTEST_AGE"

// speaks is what the stand-in says of itself beside the protocol.
func speaks() object {
	switch os.Getenv(standInAge) {
	case "old":
		return nil
	case "new":
		return object{"protocol": 99, "least": 98}
	}
	return object{"protocol": 3, "least": 0}
}

func (s *server) serve(in *bufio.Reader) error {
	for {
		var m struct {
			ID     json.RawMessage
			Method string
			Params json.RawMessage
		}
		if err := read(in, &m); err != nil {
			if err == io.EOF {
				return nil
			}
			return err
		}
		if m.Method == "" || m.Method == "exit" { // an answer to one of our requests, or the end
			if m.Method == "exit" {
				return s.err
			}
			continue
		}
		result, refusal := s.answer(m.Method, m.Params)
		if m.ID != nil {
			answer := object{"jsonrpc": "2.0", "id": m.ID, "result": result}
			if refusal != "" {
				delete(answer, "result")
				answer["error"] = object{"code": -32803, "message": refusal}
			}
			s.send(answer)
		}
		if s.err != nil {
			return s.err
		}
	}
}

func (s *server) answer(method string, raw json.RawMessage) (result any, refusal string) {
	var p struct {
		TextDocument struct{ URI, Text string }
		Range        json.RawMessage
		Command      string
		Arguments    []json.RawMessage
		Text, Value  string
		ID           string
	}
	json.Unmarshal(raw, &p) // what is absent stays empty
	line := object{"start": object{"line": 0, "character": 0}, "end": object{"line": 0, "character": 0}}
	said := fmt.Sprintf("said: %d", s.said)
	switch method {
	case "initialize":
		s.record("initialize", nil)
		return object{"capabilities": object{
			"textDocumentSync": object{"openClose": true, "change": 1, "save": object{"includeText": true}},
			"hoverProvider":    true, "inlayHintProvider": true, "codeLensProvider": object{}, "codeActionProvider": true,
			"executeCommandProvider": object{"commands": []string{"leadline.decision.log", "leadline.pairing.proposal"}},
			"experimental":           object{"leadline": speaks()},
		}, "serverInfo": object{"name": "leadline", "version": "stand-in"}}, ""
	case "textDocument/didOpen":
		s.files[p.TextDocument.URI] = true
	case "textDocument/didClose":
		delete(s.files, p.TextDocument.URI)
	case "textDocument/didSave":
		s.saved(p.TextDocument.URI, p.Text)
	case "textDocument/hover":
		return object{"contents": object{"kind": "markdown", "value": "**Owner** @payments"}}, ""
	case "textDocument/codeLens":
		return []object{{"range": line, "command": object{
			"title": said, "command": "leadline.review.request", "arguments": []object{{"uri": p.TextDocument.URI, "range": line}},
		}}}, ""
	case "textDocument/inlayHint":
		return []object{{"position": object{"line": 0, "character": 0}, "label": "⟵ D-7K3QXM " + said}}, ""
	case "leadline/check":
		if p.Value == "someday" {
			return object{"said": "", "fault": "\"someday\" is no day"}, ""
		}
		return object{"said": "", "fault": ""}, ""
	case "leadline/fields":
		return fields(p.Command, p.ID), ""
	case "leadline/people":
		return []object{{"to": "@dev2", "name": "@dev2", "group": "knows", "reason": "knows it"}, {"to": "", "name": "@payments", "group": "owns", "reason": "CODEOWNERS:1"}}, ""
	case "leadline/overview":
		return object{"file": nil, "groups": []object{{"name": "decisions", "title": "Decisions here", "items": []object{{"id": "D-7K3QXM", "label": "x", "detail": ""}}}}}, ""
	case "leadline/drafts":
		return []object{}, ""
	case "textDocument/codeAction":
		return []object{{"title": "Log a decision here…", "command": object{
			"title": "Log a decision here…", "command": "leadline.decision.log",
			"arguments": []object{{"uri": p.TextDocument.URI, "range": p.Range}},
		}}, {"title": "More here…", "command": object{
			"title": "More here…", "command": "leadline.more", "arguments": []object{{"uri": p.TextDocument.URI, "range": p.Range, "actions": []object{
				{"title": "Raise a risk here…", "command": "leadline.risk.raise", "arguments": []object{{"uri": p.TextDocument.URI, "range": p.Range}}},
				{"title": "Snooze hints in this file for today", "command": "leadline.hint.snooze", "arguments": []object{{"uri": p.TextDocument.URI, "range": p.Range}}},
			}}},
		}}}, ""
	case "workspace/executeCommand":
		if p.Command == "leadline.pairing.proposal" {
			return object{"topic": "retry on timeout", "purpose": "unblock", "guessed": "guessed, as it is work to be done", "for": "45m", "why": []string{}}, ""
		}
		if p.Command == "leadline.todo.candidates" {
			return []object{
				{"to": "@dev2", "name": "@dev2", "group": "knows", "reason": "knows it · last here yesterday"},
				{"to": "@dev3", "name": "@dev3", "group": "learns", "reason": "asked to learn this; @dev2 can help"},
			}, ""
		}
		if p.Command == "leadline.pairing.candidates" {
			return []object{{"to": "@dev2", "name": "@dev2", "group": "knows", "reason": "wrote most of it (yesterday)"}}, ""
		}
		if p.Command == "leadline.pairing.times" {
			return []object{
				{"at": "2026-11-26T14:00:00+01:00", "title": "Thursday 14:00–15:00", "reason": "next to your 15:00"},
				{"at": "2026-11-27T09:00:00+01:00", "title": "Friday 09:00–10:00", "reason": ""},
			}, ""
		}
		if p.Command == "leadline.thank" {
			s.execute(p.Command, p.Arguments)
			return object{"id": "T-9M2AVC", "message": object{"text": "Thank you for it."}}, ""
		}
		return nil, s.execute(p.Command, p.Arguments)
	}
	return nil, ""
}

func (s *server) execute(command string, arguments []json.RawMessage) (refusal string) {
	var args object
	if len(arguments) == 1 {
		json.Unmarshal(arguments[0], &args)
	}
	if args["title"] == "crash" {
		os.Exit(3) // before it is recorded or answered
	}
	if title, _ := args["title"].(string); strings.HasPrefix(title, "refuse") {
		const full = "cannot write the store: the disk is full. Free some space and try again."
		s.send(object{"jsonrpc": "2.0", "method": "window/showMessage", "params": object{"type": 1, "message": full}})
		return full
	}
	if command == "leadline.decision.log" && args["title"] == nil {
		return s.draft()
	}
	s.record(command, arguments)
	s.more()
	return ""
}

// more counts one more thing said, and has it shown.
func (s *server) more() {
	s.said++
	for _, method := range []string{"workspace/codeLens/refresh", "workspace/inlayHint/refresh"} {
		s.call(method, nil)
	}
}

func (s *server) draft() (refusal string) {
	s.drafts++
	path := filepath.Join(os.Getenv("XDG_STATE_HOME"), "leadline", "drafts", strconv.Itoa(s.drafts)+".md")
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err.Error()
	}
	if err := os.WriteFile(path, []byte("---\ntitle: A draft\n---\n"), 0o600); err != nil {
		return err.Error()
	}
	s.call("window/showDocument", object{"uri": "file://" + path, "takeFocus": true})
	return ""
}

func (s *server) saved(uri, text string) {
	u, err := url.Parse(uri)
	if err != nil || !strings.Contains(u.Path, "/leadline/drafts/") || !s.files[uri] {
		return
	}
	diagnostics := []object{}
	if strings.Contains(text, "title:\n") {
		at := object{"line": 1, "character": 0}
		diagnostics = append(diagnostics, object{"range": object{"start": at, "end": at}, "severity": 3, "message": "give it a title"})
	}
	s.send(object{"jsonrpc": "2.0", "method": "textDocument/publishDiagnostics", "params": object{"uri": uri, "diagnostics": diagnostics}})
	if len(diagnostics) == 0 {
		s.record("saved", []json.RawMessage{json.RawMessage(strconv.Quote(text))})
		s.more()
	}
}

func (s *server) record(command string, arguments []json.RawMessage) {
	if err := s.log.Encode(object{"command": command, "arguments": arguments}); err != nil && s.err == nil {
		s.err = err
	}
}

func (s *server) call(method string, params any) {
	s.calls++
	m := object{"jsonrpc": "2.0", "id": s.calls, "method": method}
	if params != nil {
		m["params"] = params
	}
	s.send(m)
}

func (s *server) send(message any) {
	body, err := json.Marshal(message)
	if err == nil {
		_, err = fmt.Fprintf(s.out, "Content-Length: %d\r\n\r\n%s", len(body), body)
	}
	if err != nil && s.err == nil {
		s.err = err
	}
}

func read(in *bufio.Reader, v any) error {
	length := 0
	for {
		line, err := in.ReadString('\n')
		if err != nil {
			return err
		}
		line = strings.TrimSpace(line)
		if line == "" {
			break
		}
		if value, ok := strings.CutPrefix(line, "Content-Length: "); ok {
			if length, err = strconv.Atoi(value); err != nil {
				return err
			}
		}
	}
	body := make([]byte, length)
	if _, err := io.ReadFull(in, body); err != nil {
		return err
	}
	return json.Unmarshal(body, v)
}

// fields are what the stand-in knows of the one decision and the one piece of work that there are for it.
func fields(command, id string) []object {
	field := func(key, label, sort, text string, more ...object) object {
		f := object{"key": key, "label": label, "meaning": "what is " + key, "sort": sort, "required": key == "title", "rare": key == "tags", "value": text, "text": text, "shown": text, "long": false}
		for _, m := range more {
			maps.Copy(f, m)
		}
		return f
	}
	decision := object{"id": "D-7K3QXM", "title": "One queue", "fields": []object{
		field("title", "Title", "text", "One queue"),
		field("undo", "Undo", "choice", "days", object{"choices": []string{"days", "weeks", "months"}}),
		field("review_by", "Review by", "text", ""),
		field("tags", "Tags", "text", "queue", object{"value": []string{"queue"}}),
	}}
	switch command {
	case "leadline.retract":
		return []object{{"id": "D-7K3QXM", "title": "One queue", "fields": []object{}}, {"id": "K-7K3QXM", "title": "It rains", "fields": []object{}}}
	case "leadline.respond":
		if !strings.HasPrefix(id, "T-") {
			return []object{{"id": id, "title": "One queue", "fields": []object{}}}
		}
		return []object{{"id": id, "title": "retry", "fields": []object{
			field("outcome", "Outcome", "text", "all of it"), field("check_in", "Check in", "text", "2026-11-27"), field("tracking", "Tracking", "text", ""),
		}}}
	case "leadline.amend":
		if id == "D-2F8MRT" {
			return []object{{"id": id, "title": "Ledger before queue", "fields": []object{
				field("title", "Title", "text", "Ledger before queue"), field("because", "Because", "text", "one\n\ntwo", object{"long": true, "shown": "one two"}),
			}}}
		}
	}
	return []object{decision}
}
