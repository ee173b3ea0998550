// Package lsptest tests language servers from the client's end: Model checks messages against the specification's own
// machine-readable model (metaModel.json, which ships inside the module go.lsp.dev/protocol), Client drives a server and
// fails the test for every message of the server that the model does not allow.
//
// Methods of Leadline's own (leadline/…) are exempt from the model, not from being well-formed.
package lsptest

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/leadline/leadline/internal/exec"
)

// Direction is who sends a message.
type Direction string

// The model's directions.
const (
	ToServer Direction = "clientToServer"
	ToClient Direction = "serverToClient"
	both     Direction = "both"
)

// Model is the specification, as data. Immutable and safe for concurrent use.
type Model struct {
	structures    map[string]*structure
	enumerations  map[string]*enumeration
	aliases       map[string]*typ
	requests      map[string]*message
	notifications map[string]*message
}

type typ struct {
	Kind    string          `json:"kind"`
	Name    string          `json:"name"`
	Element *typ            `json:"element"`
	Items   []*typ          `json:"items"`
	Key     *typ            `json:"key"`
	Value   json.RawMessage `json:"value"` // what it is depends on Kind; resolved into the fields below

	mapValue *typ
	literal  *structure
	text     string
}

type property struct {
	Name     string `json:"name"`
	Type     *typ   `json:"type"`
	Optional bool   `json:"optional"`
}

type structure struct {
	Name       string     `json:"name"`
	Properties []property `json:"properties"`
	Extends    []*typ     `json:"extends"`
	Mixins     []*typ     `json:"mixins"`

	all map[string]property // with those of Extends and Mixins
}

type enumeration struct {
	Name   string `json:"name"`
	Type   *typ   `json:"type"`
	Values []struct {
		Value any `json:"value"`
	} `json:"values"`
	SupportsCustomValues bool `json:"supportsCustomValues"`
}

type message struct {
	Method    string    `json:"method"`
	Params    *typ      `json:"params"`
	Result    *typ      `json:"result"`
	Direction Direction `json:"messageDirection"`
}

// loadModel reads the model once per process: it is a megabyte of JSON, and finding it starts the go command.
var loadModel = sync.OnceValues(func() (*Model, error) {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	out, err := exec.Command{
		Path: "go", Args: []string{"list", "-m", "-f", "{{.Dir}}", "go.lsp.dev/protocol"}, Env: os.Environ(),
	}.Output(ctx)
	if err != nil {
		return nil, fmt.Errorf("finding the protocol's module: %w", err)
	}
	text, err := os.ReadFile(filepath.Join(strings.TrimSpace(string(out)), "internal/genlsp/testdata/metaModel.json"))
	if err != nil {
		return nil, fmt.Errorf("reading the protocol's model: %w", err)
	}
	return newModel(text)
})

// LoadModel finds and reads the model of the protocol version this module is built with.
func LoadModel() (*Model, error) { return loadModel() }

func newModel(text []byte) (*Model, error) {
	var file struct {
		Requests, Notifications []*message
		Structures              []*structure
		Enumerations            []*enumeration
		TypeAliases             []struct {
			Name string
			Type *typ
		}
	}
	if err := json.Unmarshal(text, &file); err != nil {
		return nil, fmt.Errorf("decoding the protocol's model: %w", err)
	}
	m := &Model{
		structures: map[string]*structure{}, enumerations: map[string]*enumeration{}, aliases: map[string]*typ{},
		requests: map[string]*message{}, notifications: map[string]*message{},
	}
	for _, s := range file.Structures {
		m.structures[s.Name] = s
	}
	for _, e := range file.Enumerations {
		m.enumerations[e.Name] = e
	}
	for _, a := range file.TypeAliases {
		m.aliases[a.Name] = a.Type
	}
	for _, r := range file.Requests {
		m.requests[r.Method] = r
	}
	for _, n := range file.Notifications {
		m.notifications[n.Method] = n
	}
	return m, m.resolve()
}

// resolve fills in what the model leaves to its reader, so that checking is read-only.
func (m *Model) resolve() error {
	var err error
	for _, s := range m.structures {
		m.flatten(s)
		for _, p := range s.Properties {
			err = firstOf(err, m.resolveType(p.Type))
		}
	}
	for _, a := range m.aliases {
		err = firstOf(err, m.resolveType(a))
	}
	for _, set := range []map[string]*message{m.requests, m.notifications} {
		for _, x := range set {
			err = firstOf(err, m.resolveType(x.Params), m.resolveType(x.Result))
		}
	}
	return err
}

func (m *Model) flatten(s *structure) map[string]property {
	if s.all == nil {
		s.all = map[string]property{}
		for _, parents := range [][]*typ{s.Extends, s.Mixins} {
			for _, p := range parents {
				for name, prop := range m.flatten(m.structures[p.Name]) {
					s.all[name] = prop
				}
			}
		}
		for _, p := range s.Properties {
			s.all[p.Name] = p
		}
	}
	return s.all
}

func (m *Model) resolveType(t *typ) error {
	if t == nil {
		return nil
	}
	err := m.resolveType(t.Element)
	for _, x := range t.Items {
		err = firstOf(err, m.resolveType(x))
	}
	switch t.Kind {
	case "map":
		t.mapValue = &typ{}
		err = firstOf(err, json.Unmarshal(t.Value, t.mapValue), m.resolveType(t.mapValue))
	case "stringLiteral":
		err = firstOf(err, json.Unmarshal(t.Value, &t.text))
	case "literal":
		t.literal = &structure{Name: "{…}"}
		err = firstOf(err, json.Unmarshal(t.Value, t.literal))
		m.flatten(t.literal)
		for _, p := range t.literal.Properties {
			err = firstOf(err, m.resolveType(p.Type))
		}
	case "reference":
		if m.structures[t.Name] == nil && m.enumerations[t.Name] == nil && m.aliases[t.Name] == nil {
			err = firstOf(err, fmt.Errorf("the model names a type %q that it does not define", t.Name))
		}
	}
	return err
}

func firstOf(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// Methods returns the model's methods sent in a direction, in no order; requests or notifications.
func (m *Model) Methods(d Direction, requests bool) []string {
	set := m.notifications
	if requests {
		set = m.requests
	}
	var names []string
	for name, x := range set {
		if x.Direction == d || x.Direction == both {
			names = append(names, name)
		}
	}
	return names
}

// Knows reports whether the specification has a message of that name.
func (m *Model) Knows(method string) bool {
	return m.requests[method] != nil || m.notifications[method] != nil
}

// Request checks the parameters of a request; nil raw means that it has none.
func (m *Model) Request(d Direction, method string, raw json.RawMessage) error {
	return m.sent(m.requests[method], "request", d, method, raw)
}

// Notification checks the parameters of a notification; nil raw means that it has none.
func (m *Model) Notification(d Direction, method string, raw json.RawMessage) error {
	return m.sent(m.notifications[method], "notification", d, method, raw)
}

// Params checks the parameters of a message in whichever direction it is sent.
func (m *Model) Params(method string, raw json.RawMessage) error {
	if x := m.requests[method]; x != nil {
		return m.sent(x, "request", x.Direction, method, raw)
	}
	x := m.notifications[method]
	if x == nil {
		return fmt.Errorf("%s: no such message", method)
	}
	return m.sent(x, "notification", x.Direction, method, raw)
}

// Result checks the answer to a request.
func (m *Model) Result(method string, raw json.RawMessage) error {
	x := m.requests[method]
	if x == nil {
		return fmt.Errorf("%s: no such request", method)
	}
	v, err := decode(raw)
	if err != nil {
		return fmt.Errorf("%s: %w", method, err)
	}
	return wrap(method, m.check(x.Result, v, "result"))
}

func (m *Model) sent(x *message, what string, d Direction, method string, raw json.RawMessage) error {
	if x == nil {
		return fmt.Errorf("%s: no such %s", method, what)
	}
	if x.Direction != d && x.Direction != both {
		return fmt.Errorf("%s: is sent %s, not %s", method, x.Direction, d)
	}
	if x.Params == nil || raw == nil {
		if x.Params == nil && raw == nil {
			return nil
		}
		return fmt.Errorf("%s: parameters wanted: %t, there: %t", method, x.Params != nil, raw != nil)
	}
	v, err := decode(raw)
	if err != nil {
		return fmt.Errorf("%s: %w", method, err)
	}
	if err := m.check(x.Params, v, "params"); err != nil {
		return wrap(method, err)
	}
	if method == "$/progress" {
		return wrap(method, m.progress(v))
	}
	return nil
}

// progress checks the value of work done progress, which the model leaves open.
func (m *Model) progress(params any) error {
	value, ok := params.(map[string]any)["value"].(map[string]any)
	if !ok {
		return nil // partial results are another matter
	}
	name := map[any]string{"begin": "WorkDoneProgressBegin", "report": "WorkDoneProgressReport", "end": "WorkDoneProgressEnd"}[value["kind"]]
	if name == "" {
		return fmt.Errorf("params.value.kind: %v is not begin, report or end", value["kind"])
	}
	return m.object(m.structures[name], value, "params.value")
}

func wrap(method string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s: %w", method, err)
}

func decode(raw json.RawMessage) (any, error) {
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		return nil, fmt.Errorf("not JSON: %w", err)
	}
	if _, err := d.Token(); err != io.EOF {
		return nil, fmt.Errorf("more than one JSON value")
	}
	return v, nil
}
