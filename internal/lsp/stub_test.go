package lsp

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"sync"
	"testing"

	"go.lsp.dev/jsonrpc2"
	"go.lsp.dev/protocol"

	"github.com/leadline/leadline/internal/lspclient"
	"github.com/leadline/leadline/internal/lsptest"
)

const doc = "file:///stub/a.go"

// stub is a server whose behaviour a test steers by the commands and texts it sends.
type stub struct {
	protocol.UnimplementedServer
	client Client
	docs   *Documents

	entered chan string   // gets the command's name when "hold" and "stubborn" begin
	letGo   chan struct{} // closed: "stubborn" ends

	mu     sync.Mutex
	closed []string
}

type snapshotKey struct{}

func (s *stub) Arrive(ctx context.Context, method string, params jsonrpc2.RawMessage) context.Context {
	if method == protocol.MethodTextDocumentDefinition {
		panic("on arrival")
	}
	if method == protocol.MethodTextDocumentReferences {
		return nil
	}
	return context.WithValue(ctx, snapshotKey{}, s.docs.View())
}

func (s *stub) Initialize(_ context.Context, p *protocol.InitializeParams) (*protocol.InitializeResult, error) {
	if string(p.InitializationOptions) == `"fail"` {
		return nil, errors.New("not today")
	}
	if string(p.InitializationOptions) == `"panic"` {
		panic("initialize")
	}
	encoding := UTF16
	if p.Capabilities.General != nil {
		encoding = Negotiate(p.Capabilities.General.PositionEncodings)
	}
	s.docs.Use(encoding)
	return &protocol.InitializeResult{Capabilities: protocol.ServerCapabilities{
		PositionEncoding: protocol.PositionEncodingKind(encoding),
		HoverProvider:    protocol.Boolean(true),
	}}, nil
}

func (s *stub) Shutdown(context.Context) error { return nil }

func (s *stub) DidOpen(ctx context.Context, p *protocol.DidOpenTextDocumentParams) error {
	s.docs.Open(ctx, p)
	return nil
}

func (s *stub) DidChange(ctx context.Context, p *protocol.DidChangeTextDocumentParams) error {
	_, err := s.docs.Change(ctx, p)
	return err
}

func (s *stub) DidClose(_ context.Context, p *protocol.DidCloseTextDocumentParams) error {
	s.docs.Close(p.TextDocument.URI)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.closed = append(s.closed, string(p.TextDocument.URI))
	return nil
}

func (s *stub) DidSave(context.Context, *protocol.DidSaveTextDocumentParams) error {
	panic("save")
}

func (s *stub) DidChangeConfiguration(context.Context, *protocol.DidChangeConfigurationParams) error {
	return errors.New("a notification may fail")
}

// Hover answers with the text of the line, from the snapshot taken on arrival.
func (s *stub) Hover(ctx context.Context, p *protocol.HoverParams) (*protocol.Hover, error) {
	d, ok := ctx.Value(snapshotKey{}).(*View).Get(p.TextDocument.URI)
	if !ok {
		return nil, nil
	}
	return &protocol.Hover{Contents: &protocol.MarkupContent{
		Kind: protocol.MarkupKindPlainText, Value: d.Line(int(p.Position.Line)),
	}}, nil
}

func (s *stub) CodeLens(context.Context, *protocol.CodeLensParams) ([]protocol.CodeLens, error) {
	return nil, nil
}

// References shows whether Arrive's nil was taken for the request's own context.
func (s *stub) References(ctx context.Context, _ *protocol.ReferenceParams) ([]protocol.Location, error) {
	return []protocol.Location{}, ctx.Err()
}

func (s *stub) ExecuteCommand(ctx context.Context, p *protocol.ExecuteCommandParams) (protocol.LSPAny, error) {
	switch p.Command {
	case "panic":
		panic("command")
	case "fail":
		return nil, errors.New("the disk is full")
	case "coded":
		return nil, fmt.Errorf("deeper: %w", protocol.ErrContentModified)
	case "late":
		return nil, fmt.Errorf("asking: %w", context.DeadlineExceeded)
	case "hold":
		s.entered <- p.Command
		<-ctx.Done()
		return nil, fmt.Errorf("stopped: %w", ctx.Err())
	case "stubborn":
		s.entered <- p.Command
		<-s.letGo
		return protocol.LSPAny(`"done"`), nil
	case "stubborn question":
		s.entered <- p.Command
		<-s.letGo
		_, err := s.client.ShowMessageRequest(ctx, &protocol.ShowMessageRequestParams{Type: protocol.MessageTypeInfo, Message: "which?"})
		return json.Marshal(fmt.Sprint(err))
	case "ask":
		item, err := s.client.ShowMessageRequest(ctx, &protocol.ShowMessageRequestParams{Type: protocol.MessageTypeInfo, Message: "which?", Actions: []protocol.MessageActionItem{{Title: "this"}}})
		var refused *RefusedError
		if errors.As(err, &refused) {
			return json.Marshal(refused.Method)
		}
		if err != nil || item == nil {
			return nil, err
		}
		return json.Marshal(item.Title)
	case "ask and fail":
		_, err := s.client.ShowMessageRequest(ctx, &protocol.ShowMessageRequestParams{Type: protocol.MessageTypeInfo, Message: "which?"})
		return nil, fmt.Errorf("asking: %w", err)
	case "background":
		s.client.Go("test", func(ctx context.Context) {
			_ = s.client.Notify(ctx, "leadline/status", map[string]string{"text": "ready", "tooltip": ""})
			panic("in the background")
		})
	case "text":
		d, ok := s.docs.Get(doc)
		if !ok {
			return protocol.LSPAny("null"), nil
		}
		return json.Marshal(map[string]any{"uri": d.URI, "text": d.Text, "version": d.Version, "path": d.Path})
	}
	return protocol.LSPAny("null"), nil
}

func (s *stub) Request(_ context.Context, method string, params any) (any, error) {
	switch method {
	case "leadline/echo":
		return params, nil
	case "leadline/unencodable":
		return func() {}, nil
	}
	return nil, jsonrpc2.ErrMethodNotFound
}

// served is a stub with a client at its other end.
type served struct {
	*lsptest.Client
	server *stub
	code   chan int
}

// serve runs a stub over pipes; the session is not initialised yet.
func serve(t testing.TB, o Options) served {
	t.Helper()
	in, toServer := io.Pipe()
	fromServer, out := io.Pipe()
	s := served{server: newStub(), code: make(chan int, 1)}
	finished := make(chan struct{})
	go func() {
		defer close(finished)
		code, _ := Serve(context.Background(), in, out, s.server.attach, o)
		s.code <- code
	}()
	t.Cleanup(func() { <-finished })
	s.Client = lsptest.New(t, fromServer, toServer)
	return s
}

func newStub() *stub {
	return &stub{docs: NewDocuments(slog.New(slog.DiscardHandler)), entered: make(chan string, 100), letGo: make(chan struct{})}
}

func (s *stub) attach(c Client) Handler {
	s.client = c
	return s
}

// ready is serve, initialised.
func ready(t testing.TB, o Options) served {
	t.Helper()
	s := serve(t, o)
	s.Initialize(lspclient.VSCode, "")
	return s
}

// alive checks that the session still works: order, answers, text.
func (s served) alive(t testing.TB) {
	t.Helper()
	s.Open("file:///stub/alive.go", "go", "still\nhere\n")
	s.Change("file:///stub/alive.go", lspclient.Change{Range: new(lspclient.Span(1, 0, 1, 4)), Text: "there"})
	if got := string(s.Hover("file:///stub/alive.go", 1, 0)); got != hoverAnswer("there") {
		t.Errorf("hover after the trouble: %s", got)
	}
	s.CloseDocument("file:///stub/alive.go")
}

// raw frames and sends a message as it is.
func (s served) raw(body string) {
	_, _ = s.Write(lspclient.Frame([]byte(body)))
}

func (s served) exitCode() int { return <-s.code }

func hoverParams(uri string) map[string]any {
	return map[string]any{"textDocument": map[string]string{"uri": uri}, "position": lspclient.Position{}}
}

// hoverAnswer is the stub's answer for a line.
func hoverAnswer(line string) string {
	text, _ := json.Marshal(line)
	return `{"contents":{"kind":"plaintext","value":` + string(text) + `}}`
}

func wholeText(text string) lspclient.Change { return lspclient.Change{Text: text} }
