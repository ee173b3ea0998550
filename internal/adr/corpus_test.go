package adr_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/leadline/leadline/internal/adr"
)

// shape is a record as people write them, and what is to be read from it.
type shape struct {
	name, file, text string
	want             said
}

type said struct {
	Number, Slug, Title, Status, Said, Date string
	Format                                  adr.Format
	Deciders                                []string
	Superseded                              string // by what
	Faults                                  []adr.Code
}

func corpus() []shape {
	return []shape{
		{
			"nygard", "0001-record-decisions.md", "# 1. Record decisions\n\nDate: 2016-02-12\n\n## Status\n\nAccepted\n\n## Context\n\nWe need to record them.\n\n## Decision\n\nWe will use records.\n\n## Consequences\n\nSee Nygard's article.\n",
			said{Number: "0001", Slug: "record-decisions", Title: "Record decisions", Status: adr.Accepted, Said: "Accepted", Date: "2016-02-12", Format: adr.Nygard},
		},
		{
			"nygard superseded, as adr-tools writes it", "0002-a.md", "# 2. A\n\nDate: 2016-02-12\n\n## Status\n\nSuperceded by [9. Help scripts](0009-help-scripts.md)\n\n## Context\n\nx\n",
			said{Number: "0002", Slug: "a", Title: "A", Status: adr.Superseded, Said: "Superceded by [9. Help scripts](0009-help-scripts.md)", Date: "2016-02-12", Format: adr.Nygard, Superseded: "0009-help-scripts.md"},
		},
		{
			"nygard with two lines of status", "0003-b.md", "# 3. B\r\n\r\n## Status\r\n\r\nAccepted\r\n\r\nSuperseded by [4. C](0004-c.md)\r\n\r\n## Decision\r\n\r\ny\r\n",
			said{Number: "0003", Slug: "b", Title: "B", Status: adr.Superseded, Said: "Superseded by [4. C](0004-c.md)", Format: adr.Nygard, Superseded: "0004-c.md"},
		},
		{
			"nygard with an emphasised status and a comment", "adr-004-c.md", "# ADR-004: C\n\n## Status\n\n<!-- proposed, accepted -->\n\n**Accepted**\n",
			said{Number: "004", Slug: "c", Title: "C", Status: adr.Accepted, Said: "Accepted", Format: adr.Nygard},
		},
		{
			"nygard whose status is a log", "0005-d.md", "# 5. D\n\n## Status\n\n* 2019-01-02 proposed\n* 2019-02-03 accepted\n* 2020-03-04 deprecated\n",
			said{Number: "0005", Slug: "d", Title: "D", Status: adr.Deprecated, Said: "2020-03-04 deprecated", Format: adr.Nygard},
		},
		{
			"underlined headings", "6.md", "E\n=\n\nStatus\n------\n\nRejected\n\nContext\n-------\n\nz\n",
			said{Number: "6", Title: "E", Status: adr.Rejected, Said: "Rejected", Format: adr.Nygard},
		},
		{
			"madr 2", "0007-use-x.md", "# Use X\n\n* Status: accepted\n* Deciders: Ann, Bob\n* Date: 2018-04-09\n\nTechnical Story: #12\n\n## Context and Problem Statement\n\nWhich?\n\n## Considered Options\n\n* X\n* Y\n\n## Decision Outcome\n\nChosen option: \"X\", because z.\n",
			said{Number: "0007", Slug: "use-x", Title: "Use X", Status: adr.Accepted, Said: "accepted", Date: "2018-04-09", Format: adr.Listed, Deciders: []string{"Ann", "Bob"}},
		},
		{
			"madr 2, bold and superseded", "0008-f.md", "# F\n\n- **Status:** superseded by [ADR-0005](0005-d.md)\n- **Date**: 2018/04/09\n",
			said{Number: "0008", Slug: "f", Title: "F", Status: adr.Superseded, Said: "superseded by [ADR-0005](0005-d.md)", Date: "2018-04-09", Format: adr.Listed, Superseded: "0005-d.md"},
		},
		{
			"madr 3", "0009-g.md", "---\nstatus: accepted\ndate: 2022-10-11\ndeciders: Ann, Bob\nconsulted: Carl\n---\n# G\n\n## Context and Problem Statement\n\na\n\n## Decision Outcome\n\nb\n\n### Consequences\n\n* Good, because c\n",
			said{Number: "0009", Slug: "g", Title: "G", Status: adr.Accepted, Said: "accepted", Date: "2022-10-11", Format: adr.MADR, Deciders: []string{"Ann", "Bob"}},
		},
		{
			"madr 3 with jekyll's keys and a comment", "0010-h.md", "---\nparent: Decisions\nnav_order: 10\nstatus: \"superseded by [ADR-0009](0009-g.md)\" # since May\ndate: 2022-10-11\n---\n\n# H\n",
			said{Number: "0010", Slug: "h", Title: "H", Status: adr.Superseded, Said: "superseded by [ADR-0009](0009-g.md)", Date: "2022-10-11", Format: adr.MADR, Superseded: "0009-g.md"},
		},
		{
			"madr 4", "0011-i.md", "---\nstatus: \"superseded by ADR-0009\"\ndate: 2024-01-02\ndecision-makers:\n  - Ann\n  - Bob # on leave\n# who else\nconsulted: []\n---\n\n# I\n",
			said{Number: "0011", Slug: "i", Title: "I", Status: adr.Superseded, Said: "superseded by ADR-0009", Date: "2024-01-02", Format: adr.MADR, Deciders: []string{"Ann", "Bob"}, Superseded: "ADR-0009"},
		},
		{
			"madr 4's template, not filled in", "0012-j.md", "---\n# These are optional metadata elements.\nstatus: \"{proposed | rejected | accepted | deprecated | … | superseded by ADR-0123}\"\ndate: {YYYY-MM-DD when the decision was last updated}\ndecision-makers: {list everyone involved in the decision}\n---\n\n# {short title}\n",
			said{Number: "0012", Slug: "j", Title: "{short title}", Status: adr.Proposed, Said: "{proposed | rejected | accepted | deprecated | … | superseded by ADR-0123}", Format: adr.MADR},
		},
		{
			"a bold line", "0013-k.md", "# ADR 13 - K\n\n**Status**: Draft  \n**Date:** January 5, 2021\n\n## Decision\n\nq\n",
			said{Number: "0013", Slug: "k", Title: "K", Status: adr.Proposed, Said: "Draft", Date: "2021-01-05", Format: adr.Listed},
		},
		{
			"a table", "0014-l.md", "# L\n\n| Status | Accepted |\n| ------ | -------- |\n| Date   | 2020-05-06 |\n\n## Context\n\nr\n",
			said{Number: "0014", Slug: "l", Title: "L", Status: adr.Accepted, Said: "Accepted", Date: "2020-05-06", Format: adr.Listed},
		},
		{
			"a date for a number", "2021-03-04-use-m.md", "# Use M\n\n## Status\n\nApproved\n",
			said{Slug: "2021-03-04-use-m", Title: "Use M", Status: adr.Accepted, Said: "Approved", Date: "2021-03-04", Format: adr.Nygard},
		},
		{
			"log4brains", "20210506-use-n.md", "# Use N\n\n- Status: accepted\n- Date: 2021-05-06\n- Tags: db, cloud\n\n## Decision Outcome\n\ns\n",
			said{Slug: "20210506-use-n", Title: "Use N", Status: adr.Accepted, Said: "accepted", Date: "2021-05-06", Format: adr.Listed},
		},
		{
			"no number", "use-o.md", "# Use O\n\nStatus: Accepted\n\n## Decision\n\nt\n",
			said{Slug: "use-o", Title: "Use O", Status: adr.Accepted, Said: "Accepted", Format: adr.Listed},
		},
		{
			"no status", "0015-p.md", "# 15. P\n\n## Context\n\nu\n\n## Decision\n\nv\n",
			said{Number: "0015", Slug: "p", Title: "P", Status: adr.Accepted, Format: adr.Bare},
		},
		{
			"no heading", "0016-q-and-r.md", "We use q.\n",
			said{Number: "0016", Slug: "q-and-r", Title: "Q and r", Status: adr.Accepted, Format: adr.Bare, Faults: []adr.Code{adr.NoTitle}},
		},
		{
			"empty", "0017-r.md", "",
			said{Number: "0017", Slug: "r", Title: "R", Status: adr.Accepted, Format: adr.Bare},
		},
		{
			"a byte order mark", "0018-s.md", "\ufeff---\r\nstatus: rejected\r\n---\r\n# S\r\n",
			said{Number: "0018", Slug: "s", Title: "S", Status: adr.Rejected, Said: "rejected", Format: adr.MADR},
		},
		{
			"latin-1", "0019-t.md", "# 19. T\xe9l\xe9phone\r\n\r\n## Status\r\n\r\nAccepted by Ren\xe9\r\n",
			said{Number: "0019", Slug: "t", Title: "Téléphone", Status: adr.Accepted, Said: "Accepted by René", Format: adr.Nygard},
		},
		{
			"malformed yaml", "0020-u.md", "---\nstatus: accepted\ndecision-makers: @ann, [bob\n---\n# U\n",
			said{Number: "0020", Slug: "u", Title: "U", Status: adr.Accepted, Said: "accepted", Format: adr.MADR, Deciders: []string{"@ann", "[bob"}, Faults: []adr.Code{adr.BadFront}},
		},
		{
			"front matter without an end", "0021-v.md", "---\nstatus: accepted\n\n# V\n\n## Status\n\nDone\n",
			said{Number: "0021", Slug: "v", Title: "V", Status: adr.Accepted, Said: "Done", Format: adr.Nygard, Faults: []adr.Code{adr.BadFront}},
		},
		{
			"an unknown status", "0022-w.md", "# W\n\n## Status\n\nFnord\n",
			said{Number: "0022", Slug: "w", Title: "W", Status: adr.Proposed, Said: "Fnord", Format: adr.Nygard, Faults: []adr.Code{adr.NoStatus}},
		},
		{
			"a status in code is none", "0023-x.md", "# X\n\n```\n## Status\n\nRejected\n```\n\n## Decision\n\nw\n",
			said{Number: "0023", Slug: "x", Title: "X", Status: adr.Accepted, Format: adr.Bare},
		},
		{
			"utf-16", "0024-y.md", "\xff\xfe#\x00 \x00Y\x00",
			said{Number: "0024", Slug: "y", Title: "Y", Status: adr.Accepted, Format: adr.Bare, Faults: []adr.Code{adr.Unreadable}},
		},
		{
			"no end of the last line", "0025-z.md", "# Z\n\n* Status: proposed",
			said{Number: "0025", Slug: "z", Title: "Z", Status: adr.Proposed, Said: "proposed", Format: adr.Listed},
		},
		{
			"struck through", "0026-aa.md", "# AA\n\n## Status\n\n~~Proposed~~\n\nAccepted :white_check_mark:\n\nAmends [ADR-0005](0005-d.md)\n",
			said{Number: "0026", Slug: "aa", Title: "AA", Status: adr.Accepted, Said: "Accepted :white_check_mark:", Format: adr.Nygard},
		},
		{
			"front matter of a site's generator", "0027-bb.md", "---\nlayout: page\ntitle: BB\ntags: [a, b]\n---\n\n## Status\n\nPending\n\n## Context\n\nx\n",
			said{Number: "0027", Slug: "bb", Title: "BB", Status: adr.Proposed, Said: "Pending", Format: adr.Nygard},
		},
	}
}

func parsed(s shape) *adr.Record { return adr.Parse("docs/adr", "docs/adr/"+s.file, []byte(s.text)) }

func TestShapes(t *testing.T) {
	for _, s := range corpus() {
		t.Run(s.name, func(t *testing.T) {
			r := parsed(s)
			got := said{Number: r.Number, Slug: r.Slug, Title: r.Title, Status: r.Status, Said: r.Said, Date: r.Date, Format: r.Format, Deciders: r.Deciders}
			for _, l := range r.Links {
				if l.Relation == adr.SupersededBy {
					got.Superseded = l.Target
				}
			}
			for _, f := range r.Faults {
				got.Faults = append(got.Faults, f.Code)
			}
			if diff := cmp.Diff(s.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}
