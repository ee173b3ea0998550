package anchor

// Anchor ties something said to a place in a file.
type Anchor struct {
	Path    string   `json:"path"`
	Line    int      `json:"line"`
	EndLine int      `json:"end_line"`
	Commit  string   `json:"commit,omitempty"`
	Text    string   `json:"text,omitempty"`
	Sketch  []uint32 `json:"sketch,omitempty"`
	Before  int      `json:"before,omitempty"`
}

// State says how an anchor's place was found.
type State string

// The states of a place.
const (
	OK       State = "ok"
	Moved    State = "moved"
	Changed  State = "changed"
	Orphaned State = "orphaned"
)

// Place is where an anchor is now.
type Place struct {
	Path    string `json:"path"`
	Line    int    `json:"line"`
	EndLine int    `json:"end_line"`
	State   State  `json:"state"`
}

// Text is a document prepared for resolving.
type Text struct{ lines []string }

// New makes an anchor.
func New(path, commit string, lines []string, line, endLine int) Anchor { return Anchor{} }

// NewText prepares a document.
func NewText(lines []string) *Text { return &Text{lines} }

// Resolve finds the anchor's place.
func (a Anchor) Resolve(path string, lines []string) Place { return a.ResolveIn(path, NewText(lines)) }

// ResolveIn finds the anchor's place in a prepared document.
func (a Anchor) ResolveIn(path string, t *Text) Place { return Place{} }
