package lsp

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"runtime/debug"
	"time"

	"go.lsp.dev/jsonrpc2"
	"go.lsp.dev/protocol"
)

// Codes of the protocol that neither library names.
const (
	codeRequestFailed jsonrpc2.Code = -32803 // correct request, but it failed
	codeServerBusy                  = codeRequestFailed
)

// Handler is what the wiring serves: the protocol's methods and one hook.
//
// Exit is never called: Serve returns instead. A nil result is answered as null. Methods of requests run concurrently.
type Handler interface {
	protocol.Server

	// Arrive is called for every request, in wire order and before any later message is read. It returns the context
	// the request will run with: the place to take the snapshot that the request is answered from. It must be quick.
	// The context it returns must derive from ctx; nil means ctx itself.
	Arrive(ctx context.Context, method string, params jsonrpc2.RawMessage) context.Context
}

// Options of Serve. The zero value is ready for use.
type Options struct {
	Log          *slog.Logger // nil: nothing is logged
	MessageLimit int64        // bytes of one message; larger ones are skipped. Default 64 MiB
	Concurrency  int          // requests that run at the same time. Default 16

	// Grace is how long requests may still run, and answers may still be written, once the session is over. Default 2 s.
	Grace time.Duration

	// Alive reports whether the process of the client still runs; default asks the operating system. Ticks tells when to
	// look; default every ten seconds.
	Alive func(pid int) bool
	Ticks func(ctx context.Context) <-chan time.Time
}

func (o Options) withDefaults() Options {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.MessageLimit <= 0 {
		o.MessageLimit = 64 << 20
	}
	if o.Concurrency <= 0 {
		o.Concurrency = 16
	}
	if o.Grace <= 0 {
		o.Grace = 2 * time.Second
	}
	if o.Alive == nil {
		o.Alive = processAlive
	}
	if o.Ticks == nil {
		o.Ticks = every(10 * time.Second)
	}
	return o
}

// session is one connection with one client.
type session struct {
	server Handler
	life   *lifecycle
	slots  *slots
	log    *slog.Logger
	base   jsonrpc2.Handler // decodes and calls the server
	async  jsonrpc2.Handler // CancelHandler(ordered(base))
	stream *stream
	born   func(pid int) // initialize succeeded
}

// Serve speaks the Language Server Protocol over in and out until the client says exit, closes its end, or its process
// ends, or ctx is done. It returns the exit code for the process: 0 if the client asked for shutdown before the end, else
// 1. The error says what broke the connection, nil if nothing did.
//
// Requests that are still running at the end get o.Grace to answer. Serve closes in and out where they can be closed.
func Serve(ctx context.Context, in io.Reader, out io.Writer, newServer func(Client) Handler, o Options) (exitCode int, err error) {
	o = o.withDefaults()
	base, cancel := context.WithCancel(ctx)
	defer cancel()

	st := newStream(in, out, o.MessageLimit, o.Log)
	conn := jsonrpc2.NewConn(st, jsonrpc2.WithCodec(codec{}))
	client := newPeer(base, conn, o.Log)
	orphaned := make(chan struct{})

	s := &session{
		life:   &lifecycle{exited: make(chan struct{})},
		slots:  newSlots(o.Concurrency),
		log:    o.Log,
		stream: st,
		server: newServer(client),
	}
	s.born = func(pid int) {
		go watchProcess(base, pid, o, func() { close(orphaned) })
	}
	s.base = protocol.ServerHandler(s.server, jsonrpc2.MethodNotFoundHandler)
	s.async = protocol.CancelHandler(s.ordered)
	conn.Go(base, s.contain)

	select {
	case <-ctx.Done():
	case <-s.life.exited:
	case <-st.ended:
	case <-st.out.broken:
	case <-orphaned:
		o.Log.Info("the client's process is gone; ending")
	}

	end(st, client, cancel, o.Grace)
	// The library's own goroutines unwind by themselves. The reader may hang in a Read that nothing can interrupt
	// (standard input): not worth waiting for, since it can no longer reach the server.
	go func() { _ = conn.Close() }()
	return s.life.code(), st.fault()
}

// end lets running requests finish, then cancels what is left, then writes what is still to be written.
func end(st *stream, client *peer, cancel context.CancelFunc, grace time.Duration) {
	st.halt()
	client.hangUp()
	timer := time.NewTimer(grace)
	select {
	case <-st.answered():
	case <-st.out.broken:
	case <-timer.C:
	}
	cancel()
	timer.Reset(grace)
	defer timer.Stop()
	for _, done := range []<-chan struct{}{st.answered(), client.workersDone()} {
		select {
		case <-done:
		case <-st.out.broken:
		case <-timer.C:
			timer.Reset(0)
		}
	}
	st.shut(grace)
}

// contain is the outermost layer: nothing that a single message does may end the connection.
func (s *session) contain(ctx context.Context, req *jsonrpc2.Request) (result any, err error) {
	method, call := req.Method(), req.IsCall()
	defer func() {
		if r := recover(); r != nil {
			s.log.Error("panic while answering", "method", method, "panic", r, "stack", string(debug.Stack()))
			result, err = nil, jsonrpc2.Errorf(jsonrpc2.InternalError, "%s failed inside the server; its log says where", method)
		}
		if err == nil {
			return
		}
		result = nil
		if !call {
			s.log.Warn("notification ignored", "method", clip(method), "error", clip(err.Error()))
			err = nil
			return
		}
		err = onWire(method, err)
	}()

	result, err = s.route(ctx, req)
	if err != nil || result == nil {
		return nil, err
	}
	// Encoded here, so that a value the encoder chokes on is contained too.
	raw, err := protocol.Marshal(result)
	if err != nil {
		return nil, fmt.Errorf("encoding the answer to %s: %w", method, err)
	}
	return jsonrpc2.RawMessage(raw), nil
}

// route asks the lifecycle first, in wire order. initialize runs inline, so that whatever a hasty client sends right
// after it meets an initialised server; it must not pass through the CancelHandler, which derives from the inline context.
func (s *session) route(ctx context.Context, req *jsonrpc2.Request) (any, error) {
	method := req.Method()
	if err := checkKind(method, req.IsCall()); err != nil {
		return nil, err
	}
	if err := s.life.admit(method, req.IsCall()); err != nil {
		return nil, err
	}
	switch method {
	case protocol.MethodInitialize:
		res, err := s.base(jsonrpc2.DetachContext(ctx), req)
		if err == nil && s.life.initialised() {
			s.born(clientProcess(req.Params()))
		}
		return res, err
	case protocol.MethodShutdown:
		s.stream.out.askNoMore() // the client is about to leave: its answer would find nobody
	case protocol.MethodExit:
		s.stream.halt()
		s.life.exit()
		return nil, nil
	}
	return s.async(ctx, req)
}

// ordered runs notifications inline and in wire order, with a context that outlives them; requests take their snapshot
// inline and then leave the reader to the next message.
func (s *session) ordered(ctx context.Context, req *jsonrpc2.Request) (any, error) {
	if !req.IsCall() {
		return s.call(context.WithValue(jsonrpc2.DetachContext(ctx), rawParams{}, req.Params()), req)
	}
	run, err := s.arrive(ctx, req)
	// Always reached, whatever Arrive did: a request that was never released is recycled by the library while the
	// CancelHandler's context still points to it.
	jsonrpc2.Async(ctx)
	if err != nil {
		return nil, err
	}
	run, release, err := s.slots.take(run)
	if err != nil {
		return nil, err
	}
	defer release()
	return s.call(run, req)
}

func (s *session) arrive(ctx context.Context, req *jsonrpc2.Request) (run context.Context, err error) {
	defer func() {
		if r := recover(); r != nil {
			s.log.Error("panic on arrival", "method", req.Method(), "panic", r, "stack", string(debug.Stack()))
			err = jsonrpc2.Errorf(jsonrpc2.InternalError, "%s failed inside the server; its log says where", req.Method())
		}
	}()
	if run = s.server.Arrive(ctx, req.Method(), req.Params()); run == nil {
		run = ctx
	}
	return run, nil
}

// call decodes and calls. The library cannot decode absent parameters, which only some methods may lack, and takes
// parameters without a document for one named "".
func (s *session) call(ctx context.Context, req *jsonrpc2.Request) (any, error) {
	method := req.Method()
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if len(req.Params()) == 0 {
		switch {
		case method == protocol.MethodInitialized:
			return nil, s.server.Initialized(ctx, &protocol.InitializedParams{})
		case kindOf(method) == custom:
			return s.server.Request(ctx, method, protocol.LSPAny("null"))
		}
	} else if req.IsCall() && namesDocument(method) && !hasDocument(req.Params()) {
		return nil, fmt.Errorf("%w: textDocument.uri is missing", jsonrpc2.ErrInvalidParams)
	}
	res, err := s.base(ctx, req)
	if err != nil && req.IsCall() && errors.Is(ctx.Err(), context.Canceled) {
		return nil, ctx.Err() // whatever else went wrong came of that
	}
	if errors.Is(err, jsonrpc2.ErrParse) && method == protocol.MethodTextDocumentDidChange {
		// Its text is no longer known: no hint is better than one at the wrong line.
		if name, ok := documentURI(req.Params()); ok {
			doc := protocol.TextDocumentIdentifier{URI: canonical(name)}
			return nil, errors.Join(err, s.server.DidClose(ctx, &protocol.DidCloseTextDocumentParams{TextDocument: doc}))
		}
	}
	return res, err
}

// rawParams is the context key of a notification's parameters as the client wrote them.
type rawParams struct{}

// clientText returns the parameters of the notification that ctx belongs to, byte for byte; nil outside of one.
func clientText(ctx context.Context) jsonrpc2.RawMessage {
	raw, _ := ctx.Value(rawParams{}).(jsonrpc2.RawMessage)
	return raw
}

// onWire gives err its code. Only an error that is a *jsonrpc2.Error itself, or wraps one of ours, keeps its own.
func onWire(method string, err error) error {
	var coded *jsonrpc2.Error
	switch {
	case errors.Is(err, context.Canceled):
		return protocol.ErrRequestCancelled
	case errors.Is(err, jsonrpc2.ErrParse):
		return jsonrpc2.Errorf(jsonrpc2.InvalidParams, "%s: the parameters do not fit: %s", method, clip(err.Error()))
	case errors.Is(err, context.DeadlineExceeded):
		return jsonrpc2.Errorf(codeRequestFailed, "%s took too long; try again", method)
	case errors.As(err, &coded) && coded.Code != 0:
		return jsonrpc2.NewError(coded.Code, clip(err.Error()))
	}
	return jsonrpc2.NewError(codeRequestFailed, clip(err.Error()))
}

// clip keeps a text from outside short enough for a log line or an error.
func clip(s string) string {
	const most = 2000
	if len(s) <= most {
		return s
	}
	return s[:most] + "…"
}

// codec encodes payloads as the protocol library does, and passes encoded ones through.
type codec struct{}

func (codec) Marshal(v any) ([]byte, error) {
	switch v := v.(type) {
	case jsonrpc2.RawMessage:
		return v, nil
	case json.RawMessage:
		return v, nil
	}
	return protocol.Marshal(v)
}

func (codec) Unmarshal(b []byte, v any) error {
	if p, ok := v.(*jsonrpc2.RawMessage); ok {
		*p = append((*p)[:0:0], b...)
		return nil
	}
	return protocol.Unmarshal(b, v)
}
