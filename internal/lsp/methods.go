package lsp

import (
	"strings"

	"go.lsp.dev/jsonrpc2"
	"go.lsp.dev/protocol"
)

// kind says how the specification has a client send a method.
type kind int

const (
	custom       kind = iota // not the specification's
	request                  // with an id, answered
	notification             // without
)

// kindOf tells the kind of a message from the client. A test holds it against the specification's own model.
func kindOf(method string) kind {
	switch method {
	case protocol.MethodTextDocumentImplementation,
		protocol.MethodTextDocumentTypeDefinition,
		protocol.MethodTextDocumentDocumentColor,
		protocol.MethodTextDocumentColorPresentation,
		protocol.MethodTextDocumentFoldingRange,
		protocol.MethodTextDocumentDeclaration,
		protocol.MethodTextDocumentSelectionRange,
		protocol.MethodTextDocumentPrepareCallHierarchy,
		protocol.MethodCallHierarchyIncomingCalls,
		protocol.MethodCallHierarchyOutgoingCalls,
		protocol.MethodTextDocumentSemanticTokensFull,
		protocol.MethodTextDocumentSemanticTokensFullDelta,
		protocol.MethodTextDocumentSemanticTokensRange,
		protocol.MethodTextDocumentLinkedEditingRange,
		protocol.MethodWorkspaceWillCreateFiles,
		protocol.MethodWorkspaceWillRenameFiles,
		protocol.MethodWorkspaceWillDeleteFiles,
		protocol.MethodTextDocumentMoniker,
		protocol.MethodTextDocumentPrepareTypeHierarchy,
		protocol.MethodTypeHierarchySupertypes,
		protocol.MethodTypeHierarchySubtypes,
		protocol.MethodTextDocumentInlineValue,
		protocol.MethodTextDocumentInlayHint,
		protocol.MethodInlayHintResolve,
		protocol.MethodTextDocumentDiagnostic,
		protocol.MethodWorkspaceDiagnostic,
		protocol.MethodTextDocumentInlineCompletion,
		protocol.MethodWorkspaceTextDocumentContent,
		protocol.MethodInitialize,
		protocol.MethodShutdown,
		protocol.MethodTextDocumentWillSaveWaitUntil,
		protocol.MethodTextDocumentCompletion,
		protocol.MethodCompletionItemResolve,
		protocol.MethodTextDocumentHover,
		protocol.MethodTextDocumentSignatureHelp,
		protocol.MethodTextDocumentDefinition,
		protocol.MethodTextDocumentReferences,
		protocol.MethodTextDocumentDocumentHighlight,
		protocol.MethodTextDocumentDocumentSymbol,
		protocol.MethodTextDocumentCodeAction,
		protocol.MethodCodeActionResolve,
		protocol.MethodWorkspaceSymbol,
		protocol.MethodWorkspaceSymbolResolve,
		protocol.MethodTextDocumentCodeLens,
		protocol.MethodCodeLensResolve,
		protocol.MethodTextDocumentDocumentLink,
		protocol.MethodDocumentLinkResolve,
		protocol.MethodTextDocumentFormatting,
		protocol.MethodTextDocumentRangeFormatting,
		protocol.MethodTextDocumentRangesFormatting,
		protocol.MethodTextDocumentOnTypeFormatting,
		protocol.MethodTextDocumentRename,
		protocol.MethodTextDocumentPrepareRename,
		protocol.MethodWorkspaceExecuteCommand:
		return request
	case protocol.MethodWorkspaceDidChangeWorkspaceFolders,
		protocol.MethodWindowWorkDoneProgressCancel,
		protocol.MethodWorkspaceDidCreateFiles,
		protocol.MethodWorkspaceDidRenameFiles,
		protocol.MethodWorkspaceDidDeleteFiles,
		protocol.MethodNotebookDocumentDidOpen,
		protocol.MethodNotebookDocumentDidChange,
		protocol.MethodNotebookDocumentDidSave,
		protocol.MethodNotebookDocumentDidClose,
		protocol.MethodInitialized,
		protocol.MethodExit,
		protocol.MethodWorkspaceDidChangeConfiguration,
		protocol.MethodTextDocumentDidOpen,
		protocol.MethodTextDocumentDidChange,
		protocol.MethodTextDocumentDidClose,
		protocol.MethodTextDocumentDidSave,
		protocol.MethodTextDocumentWillSave,
		protocol.MethodWorkspaceDidChangeWatchedFiles,
		protocol.MethodSetTrace,
		protocol.MethodCancelRequest,
		protocol.MethodProgress:
		return notification
	}
	return custom
}

// checkKind refuses a message sent the wrong way: a request without an id would run inline, where it may wait for ever
// for an answer only the blocked reader could read; a notification with one would lose its place in the order.
func checkKind(method string, call bool) error {
	switch k := kindOf(method); {
	case k == request && !call:
		return jsonrpc2.Errorf(jsonrpc2.InvalidRequest, "%s is a request and needs an id", method)
	case k == notification && call:
		return jsonrpc2.Errorf(jsonrpc2.InvalidRequest, "%s is a notification and takes no id", method)
	}
	return nil
}

// namesDocument reports whether the request's parameters must name a document.
func namesDocument(method string) bool {
	return strings.HasPrefix(method, "textDocument/") && kindOf(method) == request
}
