package lsp

import (
	"context"
	"strings"

	"go.lsp.dev/protocol"

	"github.com/leadline/leadline/internal/hint"
	"github.com/leadline/leadline/internal/people"
	"github.com/leadline/leadline/internal/phrase"
	"github.com/leadline/leadline/internal/todo"
	"github.com/leadline/leadline/internal/workspace"
)

// mostNamed is how many people are offered at once; typing on narrows them.
const mostNamed = 50

// completeTodo names people where a TODO comment is about to: who knows the file or asked to learn it first, with the
// reason, then whoever else is here. It has no answer anywhere else, and waits for nothing.
func (s *Server) completeTodo(ctx context.Context, p *protocol.CompletionParams) (protocol.CompletionResult, error) {
	at, ok := s.site(ctx, p.TextDocument.URI)
	if !ok || len(at.document.Text) > workspace.MostText {
		return nil, nil
	}
	notes := at.snapshot.Todos(at.path)
	offset := at.document.Offset(p.Position)
	start, ok := todo.Scanner{Words: at.snapshot.Settings.Todo.Words}.Naming(at.path, at.document.Text, notes, offset)
	if !ok {
		return nil, nil
	}
	word := at.document.Text[start:offset]
	list := &completions{
		list: protocol.CompletionList{Items: []protocol.CompletionItem{}},
		over: at.document.Range(start, offset),
	}
	typed := strings.ToLower(strings.TrimPrefix(word, "@"))
	like := func(p *people.Person) bool { return handle(p) != "" && beginsLike(p, typed) }
	v := phrase.For(at.snapshot, phrase.Plain())
	name := func(p *people.Person, why string) {
		list.list.IsIncomplete = list.list.IsIncomplete || len(list.list.Items) == mostNamed
		if list.list.IsIncomplete {
			return
		}
		filter := handle(p) + " " + p.Name
		if !strings.HasPrefix(word, "@") {
			filter = strings.TrimPrefix(filter, "@")
		}
		list.add(handle(p), phrase.Clean(filter, mostSymbolText), why, protocol.CompletionItemKindValue)
	}
	offered := hint.ForOffer(at.snapshot, at.path, at.snapshot.Knowers(at.path))
	for _, group := range [][]hint.Candidate{offered.Know, offered.Learn} {
		for _, c := range group {
			if like(c.Person) {
				name(c.Person, v.Named(c.Person, v.Candidate(c)))
			}
		}
	}
	for _, p := range hint.ToName(at.snapshot, offered, like) {
		name(p, v.Named(p, ""))
	}
	return &list.list, nil
}

// beginsLike says whether a handle, an address, or a part of a name begins with what was typed, in lower case.
func beginsLike(p *people.Person, typed string) bool {
	if strings.HasPrefix(strings.ToLower(strings.TrimPrefix(handle(p), "@")), typed) || strings.HasPrefix(strings.ToLower(p.Email), typed) {
		return true
	}
	for part := range strings.FieldsSeq(strings.ToLower(p.Name)) {
		if strings.HasPrefix(part, typed) {
			return true
		}
	}
	return false
}
