package cli

import "github.com/leadline/leadline/internal/plate"

// plateItemJSON is one thing on the reader's plate. urgent and important are null until the reader has said.
type plateItemJSON struct {
	ID        string          `json:"id"`
	Source    string          `json:"source"` // offer, check-in, review, pairing, todo, own
	Title     string          `json:"title"`
	From      *string         `json:"from"`
	Due       *string         `json:"due"`
	Path      *string         `json:"path"`
	Line      *int            `json:"line"`
	Urgent    *bool           `json:"urgent"`
	Important *bool           `json:"important"`
	GoneWith  *string         `json:"gone_with"` // the first line of the commit that took out its comment: is it done?
	Quadrant  *string         `json:"quadrant"`  // do, schedule, hand-on, drop; null while not sorted
	Suggested []suggestedJSON `json:"suggested"`
}

// suggestedJSON is what speaks for an answer that the reader has not given.
type suggestedJSON struct {
	About  string `json:"about"` // urgent or important
	Yes    bool   `json:"yes"`
	Reason string `json:"reason"` // blocks-others, date, date-far, hot-path
}

type plateJSON struct {
	Items []plateItemJSON `json:"items"`
	Shape *string         `json:"shape"` // firefighting, distracted, second-look, balanced; null where too little is sorted
	// Blocks are the times that the reader keeps for themselves, the first first.
	Blocks []ownTimeJSON `json:"blocks"`
}

type blockJSON struct {
	ID    string  `json:"id"`
	Start instant `json:"start"`
	End   instant `json:"end"`
	ICS   string  `json:"ics"`
}

func plateOf(m plate.Matrix) plateJSON {
	out := plateJSON{Items: []plateItemJSON{}, Shape: some(string(m.Shape())), Blocks: []ownTimeJSON{}}
	for _, b := range m.Kept {
		out.Blocks = append(out.Blocks, keptOf(b))
	}
	for _, i := range m.Items {
		out.Items = append(out.Items, plateItemOf(i))
	}
	return out
}

func plateItemOf(i plate.Item) plateItemJSON {
	out := plateItemJSON{
		ID: i.ID, Source: string(i.Source), Title: i.Title, From: some(i.From), Due: some(i.Due), Path: some(i.Path), Line: some(i.Line),
		Urgent: i.Urgent, Important: i.Important, GoneWith: some(i.GoneWith), Quadrant: some(string(i.Quadrant())), Suggested: []suggestedJSON{},
	}
	for _, s := range i.Suggested {
		about := "urgent"
		if s.Important {
			about = "important"
		}
		out.Suggested = append(out.Suggested, suggestedJSON{About: about, Yes: s.Yes, Reason: string(s.Reason)})
	}
	return out
}
