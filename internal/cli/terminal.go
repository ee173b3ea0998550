package cli

import (
	"io"
	"os"
	"strings"
	"sync"
	"time"

	"charm.land/lipgloss/v2"
	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"

	"github.com/leadline/leadline/internal/phrase"
)

func terminal(w io.Writer) bool { return screen(w) != nil }

// screen is the terminal that w writes to; nil for none.
func screen(w io.Writer) *os.File {
	if r, ok := w.(*reader); ok {
		w = r.Writer
	}
	if f, ok := w.(*os.File); ok && term.IsTerminal(int(f.Fd())) {
		return f
	}
	return nil
}

// width is how many columns a line may have; 0 where nobody looks at it as it comes.
func (a *app) width() int {
	f := screen(a.Out)
	if f == nil {
		return 0
	}
	columns, _, err := term.GetSize(int(f.Fd()))
	if err != nil {
		return 80
	}
	return columns
}

// coloured says whether standard output takes colours and the user has not asked for none.
func (a *app) coloured() bool {
	return !a.noColor && a.getenv("NO_COLOR") == "" && a.getenv("TERM") != "dumb" && terminal(a.Out)
}

// style marks text up by weight alone: it reads the same on dark and light, and without.
func (a *app) style() phrase.Style {
	if !a.coloured() {
		return phrase.Plain()
	}
	bold, faint := lipgloss.NewStyle().Bold(true), lipgloss.NewStyle().Faint(true)
	s := phrase.Plain()
	s.Strong = func(text string) string { return bold.Render(text) }
	s.Title = s.Strong
	s.Code = func(text string) string { return faint.Render(text) }
	return s
}

const (
	gap         = "  "
	longestCell = 500 // characters
)

// table lays rows out in columns. The first row is a heading if headed. Cells are cleaned; on a terminal
// lines end at its edge.
func (a *app) table(headed bool, rows [][]string) string {
	widths := []int{}
	for _, row := range rows {
		for i, cell := range row {
			if row[i] = phrase.Clean(cell, longestCell); i == len(widths) {
				widths = append(widths, 0)
			}
			widths[i] = max(widths[i], columns(row[i]))
		}
	}
	most := a.width()
	var b, line strings.Builder
	across := 1
	for _, w := range widths {
		across += w + len(gap)
	}
	b.Grow(min(across*len(rows), mostGrown))
	for n, row := range rows {
		line.Reset()
		line.Grow(across)
		for i, cell := range row {
			if i > 0 {
				line.WriteString(gap)
			}
			line.WriteString(cell)
			if i < len(row)-1 {
				line.WriteString(strings.Repeat(" ", widths[i]-columns(cell)))
			}
		}
		text := strings.TrimRight(line.String(), " ")
		if most > 0 && columns(text) > most {
			text = lipgloss.NewStyle().MaxWidth(most-1).Render(text) + "…"
		}
		if headed && n == 0 {
			text = a.style().Code(text)
		}
		b.WriteString(text)
		b.WriteByte('\n')
	}
	return b.String()
}

// mostGrown is how much room is made for a table at once, in bytes: one wide cell makes it no larger.
const mostGrown = 4 << 20

// columns is how wide a cleaned text is. Telling what a terminal makes of other letters takes longer than all else a long
// table needs.
func columns(text string) int {
	for i := range len(text) {
		if text[i] < ' ' || text[i] >= 0x7f {
			return lipgloss.Width(text)
		}
	}
	return len(text)
}

func (a *app) print(text string) error {
	_, err := io.WriteString(a.Out, text)
	return err
}

// patience is how long something may take before a progress bar is worth looking at.
const patience = 500 * time.Millisecond

// progress shows how far the reading of history has come, on a terminal only, and leaves nothing behind.
type progress struct {
	mu    sync.Mutex
	out   io.Writer // nil: shows nothing
	now   func() time.Time
	began time.Time
	bar   *progressbar.ProgressBar
}

func (a *app) progress() *progress {
	p := &progress{now: time.Now}
	if terminal(a.Err) {
		p.out = a.Err
	}
	return p
}

func (p *progress) show(done, total int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.out == nil {
		return
	}
	if p.began.IsZero() {
		p.began = p.now()
	}
	if total == 0 {
		total = -1
	}
	switch {
	case p.bar == nil && (p.now().Sub(p.began) < patience || done == total):
		return
	case p.bar == nil:
		p.bar = progressbar.NewOptions(total, progressbar.OptionSetWriter(p.out),
			progressbar.OptionSetDescription("reading history"), progressbar.OptionClearOnFinish(),
			progressbar.OptionShowCount(), progressbar.OptionThrottle(100*time.Millisecond), progressbar.OptionSetWidth(30))
	case total > 0:
		p.bar.ChangeMax(total)
	}
	_ = p.bar.Set(done)
	if done == total {
		_ = p.bar.Finish()
		p.bar, p.began = nil, time.Time{}
	}
}

func indent(text string) string {
	var b strings.Builder
	for line := range strings.Lines(text) {
		b.WriteString(gap + line)
	}
	return b.String()
}
