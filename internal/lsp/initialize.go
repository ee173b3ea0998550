package lsp

import (
	"context"
	"encoding/json"

	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"

	"github.com/leadline/leadline/internal/config"
)

// abilities are what the editor can do, as far as we make use of it.
type abilities struct {
	progress       bool
	showDocument   bool
	lenses         bool // says that it shows code lenses; some that do not say so do
	lensRefresh    bool
	inlayRefresh   bool
	markdownHover  bool
	actionLiterals bool // code actions, not commands alone
	versionedEdits bool
	applyEdit      bool
	asks           bool // says that it can ask questions; some that can do not say so
	symbolTrees    bool
	linkTooltips   bool
	folders        []string
	extension      int  // what it speaks with us beyond the protocol, see [extensionProtocol]; 0 for most editors
	visits         bool // a person has files open in it, which is remembered for them alone; `leadline peek` only looks
}

// showsUnasked is the name of a client that opens files for a server without saying so: Helix, from 25.01 at the latest.
const showsUnasked = "helix"

// lookingOnly is the name of a client that opens files to show what an editor would.
const lookingOnly = "leadline peek"

func abilitiesOf(p *protocol.InitializeParams) abilities {
	var can abilities
	can.visits = p.ClientInfo.Name != lookingOnly
	c := p.Capabilities
	can.extension = extensionOf(c.Experimental)
	can.showDocument = p.ClientInfo.Name == showsUnasked
	if w := c.Window; w != nil {
		can.progress = isTrue(w.WorkDoneProgress)
		can.showDocument = can.showDocument || w.ShowDocument != nil && w.ShowDocument.Support
		can.asks = w.ShowMessage != nil
	}
	if w := c.Workspace; w != nil {
		can.lensRefresh = w.CodeLens != nil && isTrue(w.CodeLens.RefreshSupport)
		can.applyEdit = isTrue(w.ApplyEdit)
		can.versionedEdits = w.WorkspaceEdit != nil && isTrue(w.WorkspaceEdit.DocumentChanges)
		can.inlayRefresh = w.InlayHint != nil && isTrue(w.InlayHint.RefreshSupport)
	}
	if t := c.TextDocument; t != nil {
		if t.Hover != nil {
			for _, kind := range t.Hover.ContentFormat {
				can.markdownHover = can.markdownHover || kind == protocol.MarkupKindMarkdown
			}
		}
		can.lenses = t.CodeLens != nil
		can.linkTooltips = t.DocumentLink != nil && isTrue(t.DocumentLink.TooltipSupport)
		can.symbolTrees = t.DocumentSymbol != nil && isTrue(t.DocumentSymbol.HierarchicalDocumentSymbolSupport)
		can.actionLiterals = t.CodeAction != nil && t.CodeAction.CodeActionLiteralSupport.CodeActionKind.ValueSet != nil
	}
	if folders, ok := p.WorkspaceFolders.Get(); ok {
		for _, f := range folders {
			can.folders = append(can.folders, FilePath(string(f.URI)))
		}
	} else if root := rootOf(p); root != nil {
		can.folders = append(can.folders, FilePath(string(*root)))
	}
	return can
}

// rootOf is the folder of clients that do not know workspace folders.
func rootOf(p *protocol.InitializeParams) *uri.URI {
	return p.RootURI //lint:ignore SA1019 all that older clients send
}

func isTrue(b *bool) bool { return b != nil && *b }

// Initialize answers at once: repositories and stores are opened afterwards.
func (s *Server) Initialize(_ context.Context, p *protocol.InitializeParams) (*protocol.InitializeResult, error) {
	s.can = abilitiesOf(p)
	encoding := UTF16
	if g := p.Capabilities.General; g != nil {
		encoding = Negotiate(g.PositionEncodings)
	}
	s.documents.Use(encoding)
	if settings := settingsIn(p.InitializationOptions); settings != nil {
		s.editor.Store(&settings)
	}
	return &protocol.InitializeResult{
		ServerInfo: protocol.ServerInfo{Name: "leadline", Version: protocol.NewOptional(s.config.Version)},
		Capabilities: protocol.ServerCapabilities{
			PositionEncoding: protocol.PositionEncodingKind(encoding),
			TextDocumentSync: &protocol.TextDocumentSyncOptions{
				OpenClose: yes(), Change: ptr(protocol.TextDocumentSyncKindIncremental),
				Save: &protocol.SaveOptions{IncludeText: yes()},
			},
			HoverProvider:           protocol.Boolean(true),
			CompletionProvider:      &protocol.CompletionOptions{TriggerCharacters: []string{"@", "/", "-"}},
			DeclarationProvider:     protocol.Boolean(true),
			DefinitionProvider:      protocol.Boolean(true),
			ReferencesProvider:      protocol.Boolean(true),
			DocumentLinkProvider:    &protocol.DocumentLinkOptions{},
			WorkspaceSymbolProvider: protocol.Boolean(true),
			DocumentSymbolProvider:  protocol.Boolean(true),
			CodeLensProvider:        &protocol.CodeLensOptions{},
			InlayHintProvider:       &protocol.InlayHintOptions{},
			CodeActionProvider:      &protocol.CodeActionOptions{CodeActionKinds: []protocol.CodeActionKind{protocol.CodeActionKindQuickFix, kindLeadline}},
			ExecuteCommandProvider:  protocol.ExecuteCommandOptions{Commands: commandNames()},
			Experimental:            experimental(),
			Workspace: &protocol.WorkspaceOptions{WorkspaceFolders: &protocol.WorkspaceFoldersServerCapabilities{
				Supported: yes(), ChangeNotifications: protocol.Boolean(true),
			}},
		},
	}, nil
}

// Initialized begins the work beside the messages.
func (s *Server) Initialized(context.Context, *protocol.InitializedParams) error {
	s.client.Go("diagnostics", s.publishing)
	s.client.Go("news", s.telling)
	s.client.Go("blocks in the calendar", s.blocksInCalendar)
	s.client.Go("days", s.days)
	s.client.Go("drafts", s.watchDrafts)
	s.client.Go("rest", func(ctx context.Context) { s.resting(ctx, s.rest) })
	folders := s.can.folders
	s.client.Go("folders", func(context.Context) {
		for _, f := range folders {
			if f != "" {
				s.sites.enter(f)
			}
		}
	})
	return nil
}

// Shutdown has nothing to save: what was acknowledged is on disk.
func (s *Server) Shutdown(context.Context) error { return nil }

// DidChangeWorkspaceFolders opens the repositories of new folders; those of old ones stay, their
// documents may be open still.
func (s *Server) DidChangeWorkspaceFolders(_ context.Context, p *protocol.DidChangeWorkspaceFoldersParams) error {
	added := p.Event.Added
	s.client.Go("folders", func(context.Context) {
		for _, f := range added {
			if path := FilePath(string(f.URI)); path != "" {
				s.sites.enter(path)
			}
		}
	})
	return nil
}

// DidChangeConfiguration takes the editor's settings, which win over the files'.
func (s *Server) DidChangeConfiguration(_ context.Context, p *protocol.DidChangeConfigurationParams) error {
	settings := settingsIn(p.Settings)
	if settings == nil {
		return nil
	}
	s.editor.Store(&settings)
	s.client.Go("settings", func(ctx context.Context) {
		for _, w := range s.sites.workspaces() {
			w.Reload(ctx, settings)
		}
	})
	return nil
}

// settingsIn finds our settings in what the editor sends: they may stand under our name.
func settingsIn(raw protocol.LSPAny) []byte {
	var object map[string]json.RawMessage
	if json.Unmarshal(raw, &object) != nil {
		return nil
	}
	if ours, ok := object["leadline"]; ok {
		return ours
	}
	return raw
}

func (s *Server) settings() []byte {
	if e := s.editor.Load(); e != nil {
		return *e
	}
	return nil
}

// SetTrace is accepted and changes nothing: the log says what matters.
func (s *Server) SetTrace(context.Context, *protocol.SetTraceParams) error { return nil }

func draftsDir(d config.Dirs) string { return join(d.State, "drafts") }

func yes() *bool { return ptr(true) }

func ptr[T any](v T) *T { return &v }
