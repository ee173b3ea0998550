// Package todo finds the notes that people leave in comments.
package todo

// Todo is one note.
type Todo struct {
	ID        string `json:"id"`
	Path      string `json:"path"`
	Line      int    `json:"line"`
	EndLine   int    `json:"end_line"`
	Column    int    `json:"column"`
	Tag       string `json:"tag"`
	Text      string `json:"text"`
	Assignee  string `json:"assignee"`
	Reference string `json:"reference"`
	Issue     string `json:"issue"`
}

// Scanner holds the words to look for.
type Scanner struct{ Words []string }

// Scan finds the notes in text, the content of the file at path.
func Scan(path string, text []byte) []Todo { return Scanner{}.Scan(path, text) }

// Scan is like the function Scan, for the scanner's words.
func (s Scanner) Scan(path string, text []byte) []Todo { return nil }
