package lsp

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"

	"go.lsp.dev/protocol"

	"github.com/leadline/leadline/internal/codeowners"
	"github.com/leadline/leadline/internal/hint"
	"github.com/leadline/leadline/internal/ownership"
	"github.com/leadline/leadline/internal/phrase"
	"github.com/leadline/leadline/internal/workspace"
)

const (
	mostRuleLenses = 1000
	mostRuleFaults = 500
	mostRuleFiles  = 1000 // on a page
	mostFaultText  = 300  // characters
)

// ruleFaults are the diagnostics of a CODEOWNERS document. known is false when a newer version is on its
// way.
func (s *Server) ruleFaults(ctx context.Context, at *site) (found []protocol.Diagnostic, known bool) {
	if !at.snapshot.Settings.Hints.Diagnostics || hint.Quiet(at.snapshot, at.path) {
		return nil, true
	}
	b := s.rulebook(ctx, at)
	if b == nil {
		return nil, true
	}
	if !s.await(ctx, b) {
		return nil, false
	}
	if _, open := s.documents.Get(at.document.URI); !open {
		return nil, false // closed meanwhile, and taken back
	}
	if d, ok := b.ignored(); ok {
		found = append(found, d)
	}
	problems := slices.Concat(b.rules().Problems, b.problems)
	slices.SortStableFunc(problems, func(a, b codeowners.Problem) int { return a.Line - b.Line })
	for _, p := range problems {
		if len(found) == mostRuleFaults {
			break
		}
		found = append(found, b.diagnostic(p))
	}
	return found, true
}

func (b *rulebook) diagnostic(p codeowners.Problem) protocol.Diagnostic {
	d := information(b.span(p.Line, p.Column, p.EndColumn), string(p.Code), phrase.Clean(p.Message, mostFaultText))
	switch p.Code {
	case codeowners.Duplicate, codeowners.Shadowed:
		d.Severity = protocol.DiagnosticSeverityHint
		d.Range = b.span(p.Line, 0, 0)
		d.Tags = protocol.NewDiagnosticTags(protocol.DiagnosticTagUnnecessary)
	case codeowners.UnknownOwner, codeowners.GoneOwner, codeowners.Uncovered, codeowners.Unchecked:
		d.Severity = protocol.DiagnosticSeverityHint
	}
	return d
}

// ignored says that another file counts.
func (b *rulebook) ignored() (d protocol.Diagnostic, ok bool) {
	counts := b.snapshot.Owners
	places := codeowners.Candidates(b.dialect)
	if counts == nil || counts.File == b.path || slices.Index(places, counts.File) > slices.Index(places, b.path) {
		return d, false
	}
	return information(b.document.LineRange(0, 0), "ignored",
		fmt.Sprintf("this file is ignored: %s is the one that counts; move the rules there", phrase.Clean(counts.File, 80))), true
}

// ruleHover says what the rule under the cursor decides, and who the owner under it is; "" elsewhere.
func (s *Server) ruleHover(ctx context.Context, at *site, p protocol.Position) string {
	b := s.rulebook(ctx, at)
	if b == nil {
		return ""
	}
	v := phrase.For(at.snapshot, s.hoverStyle())
	line, column := b.lineOf(p)
	text := ""
	if b.rule(line) != nil && s.await(ctx, b) && b.survey != nil {
		if x, ok := b.survey.At(line); ok {
			text = v.Rule(x)
		}
	}
	if owner, ok := b.owner(line, column); ok {
		if who := v.Declared(owner, b.area(line), s.nearest(ctx, b, line)); who != "" && text != "" {
			text += v.Style.Break + who
		} else {
			text += who
		}
	}
	return text
}

// area is what the rule in a line is about; "." where there is none.
func (b *rulebook) area(line int) string {
	select {
	case <-b.done:
		return workspace.AreaOf(b.rule(line), b.survey)
	default:
		return workspace.AreaOf(b.rule(line), nil)
	}
}

// nearest tells, when first asked, who is nearest to what the rule in a line is about.
func (s *Server) nearest(ctx context.Context, b *rulebook, line int) func() *ownership.Near {
	return sync.OnceValue(func() *ownership.Near {
		near, err := b.workspace.Nearest(ctx, b.area(line))
		if err != nil && ctx.Err() == nil {
			s.config.Log.Warn("nobody is named in the place of who is gone", "reason", err)
		}
		return near
	})
}

// ruleLenses stand over the rules and say what each decides.
func (s *Server) ruleLenses(ctx context.Context, at *site) []protocol.CodeLens {
	b := s.rulebook(ctx, at)
	if b == nil || !s.await(ctx, b) || b.survey == nil {
		return nil
	}
	v := phrase.For(at.snapshot, phrase.Plain())
	var out []protocol.CodeLens
	for _, r := range b.rules().Rules {
		x, ok := b.survey.At(r.Line)
		title := v.RuleLens(x)
		if !ok || title == "" {
			continue
		}
		if len(out) == mostRuleLenses {
			break
		}
		l := at.lens(0, phrase.Lens{Topic: phrase.TopicRule, Title: title})
		start := b.document.Position(b.offset(r.Line, 1))
		l.Range = protocol.Range{Start: start, End: start}
		l.Command.Arguments = []protocol.LSPAny{encode(map[string]any{"uri": at.document.URI, "report": phrase.TopicRule, "range": l.Range})}
		out = append(out, l)
	}
	return out
}

// rulePage lists what the rule at the cursor decides.
func (s *Server) rulePage(ctx context.Context, c *call) (string, error) {
	b := s.rulebook(ctx, c.site)
	if b == nil {
		return "", errors.New("only a CODEOWNERS file has rules; open it first, then try again")
	}
	line, _ := b.lineOf(c.span.Start)
	rule := b.rule(line)
	if rule == nil {
		return "", fmt.Errorf("line %d holds no rule; put the cursor on one, then try again", line)
	}
	var files []string
	all := 0
	for i, file := range b.basis.tracked.paths {
		if i%1000 == 0 && ctx.Err() != nil {
			return "", ctx.Err()
		}
		if slices.Contains(b.rules().Match(file).Rules, rule) {
			if all++; len(files) < mostRuleFiles {
				files = append(files, file)
			}
		}
	}
	return phrase.For(c.site.snapshot, phrase.Markdown()).RulePage(rule, files, all), nil
}
