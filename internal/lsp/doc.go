// Package lsp is Leadline's language server: it parses what an editor asks, calls one hint or one action, and renders
// the answer. It holds no policy, no SQL and no git.
//
// # The connection
//
// Serve wires a server to a pair of byte streams:
//
//	stream            frames and decodes; survives every malformed message, answers it where an answer is due
//	contain           recovers panics, swallows the errors of notifications, gives every error its code on the wire
//	lifecycle         what may be asked before initialize, after shutdown, after exit
//	CancelHandler     $/cancelRequest
//	ordered           notifications inline and in wire order; requests take their snapshot on arrival (Handler.Arrive),
//	                  then run concurrently, a bounded number at a time
//	ServerHandler     decodes the parameters and calls the method of protocol.Server
//
// A notification's handler runs on the goroutine that reads: it must be quick, and must not ask the client anything
// (the answer could never be read). Work that takes longer goes to Client.Go.
//
// # Extensions
//
// What an editor's extension and the server say beyond the protocol is listed, with its version, in extension.go:
// leadline/overview (lists beside the code), leadline/people (whom to suggest), leadline/check (what a word would mean),
// leadline/drafts (what was left), leadline/symbols (functions that other servers found), leadline/status (the status bar). Tests ask
// leadline/settled and leadline/held, which tell nothing that an editor would show.
// Each is documented where its name is. Editors without an extension miss nothing that can be said or done.
//
// # Documents and positions
//
// Documents keeps the text of open documents as immutable Document values. Mapper is the only thing that converts
// between positions of the protocol and offsets of bytes.
//
// Traps of go.lsp.dev v1.0.1 that this wiring exists to avoid, each with a test: a context derived from an inline
// handler's own context may crash the process once the library recycles it; the default handlers reorder didChange; a
// notification's error, a panic or malformed JSON ends the session; an incremental change whose range does not decode
// turns into a change of the whole document; a URI is normalised while it is decoded, and bytes that are not UTF-8 are
// lost from it.
package lsp
