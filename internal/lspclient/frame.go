package lspclient

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// Frame puts the protocol's header before body.
func Frame(body []byte) []byte {
	return append(fmt.Appendf(make([]byte, 0, len(body)+40), "Content-Length: %d\r\n\r\n", len(body)), body...)
}

// readFrame reads one body. Anything but clean frames is an error: a server must not print to its standard output.
func readFrame(in *bufio.Reader) ([]byte, error) {
	length := -1
	for {
		line, err := in.ReadString('\n')
		if err != nil {
			if len(line) > 0 {
				return nil, fmt.Errorf("the language server stopped within a header: %q", line)
			}
			return nil, err
		}
		line, ok := strings.CutSuffix(line, "\r\n")
		if !ok {
			return nil, fmt.Errorf("a header line of the language server does not end with CR LF: %q", line)
		}
		if line == "" {
			break
		}
		name, value, ok := strings.Cut(line, ":")
		if !ok {
			return nil, fmt.Errorf("not a header line of a language server: %q", line)
		}
		if strings.EqualFold(name, "Content-Length") {
			if length, err = strconv.Atoi(strings.TrimSpace(value)); err != nil || length < 0 {
				return nil, fmt.Errorf("not a length: %q", line)
			}
		}
	}
	if length < 0 {
		return nil, fmt.Errorf("the language server sent a header without Content-Length")
	}
	body := make([]byte, length)
	if _, err := io.ReadFull(in, body); err != nil {
		return nil, fmt.Errorf("the language server stopped within a message: %w", err)
	}
	return body, nil
}

// wire is a message's JSON, with presence told from null.
type wire struct {
	Version string           `json:"jsonrpc"`
	ID      *json.RawMessage `json:"id,omitempty"`
	Method  *string          `json:"method,omitempty"`
	Params  *json.RawMessage `json:"params,omitempty"`
	Result  *json.RawMessage `json:"result,omitempty"`
	Error   *json.RawMessage `json:"error,omitempty"`
}

func encode(m Message) (json.RawMessage, error) {
	w := wire{Version: "2.0"}
	if m.ID != nil {
		w.ID = &m.ID
	}
	switch {
	case !m.Answer:
		w.Method = &m.Method
		if m.Params != nil {
			w.Params = &m.Params
		}
	case m.Error != nil:
		raw, err := json.Marshal(m.Error)
		if err != nil {
			return nil, fmt.Errorf("encoding an error: %w", err)
		}
		w.Error = (*json.RawMessage)(&raw)
	default:
		w.Result = &m.Result
	}
	b, err := json.Marshal(w)
	if err != nil {
		return nil, fmt.Errorf("encoding %s: %w", m.Method, err)
	}
	return b, nil
}

// parse reads a message and insists on the shape JSON-RPC gives it.
func parse(body []byte) (Message, error) {
	// A field of type *json.RawMessage is nil for null as well as for absence; a map tells them apart.
	var o map[string]json.RawMessage
	if err := json.Unmarshal(body, &o); err != nil {
		return Message{}, fmt.Errorf("the language server sent what is no JSON object: %w: %.200q", err, body)
	}
	bad := func(why string) (Message, error) {
		return Message{}, fmt.Errorf("the language server sent a malformed message, %s: %.200q", why, body)
	}
	if string(o["jsonrpc"]) != `"2.0"` {
		return bad(`without "jsonrpc":"2.0"`)
	}
	m := Message{ID: o["id"], Params: o["params"], Raw: body}
	result, hasResult := o["result"]
	fault, hasError := o["error"]
	if name, ok := o["method"]; ok {
		if err := json.Unmarshal(name, &m.Method); err != nil || m.Method == "" {
			return bad("whose method is no name")
		}
		if hasResult || hasError {
			return bad("both a request and an answer")
		}
		return m, nil
	}
	m.Answer = true
	switch {
	case m.ID == nil:
		return bad("neither a request nor an answer")
	case hasResult == hasError:
		return bad("with not exactly one of result and error")
	case hasError:
		if err := json.Unmarshal(fault, &m.Error); err != nil || m.Error == nil {
			return bad("whose error is none")
		}
	default:
		m.Result = result
	}
	return m, nil
}
