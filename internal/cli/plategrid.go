package cli

import (
	"strings"

	"charm.land/lipgloss/v2"

	"github.com/leadline/leadline/internal/phrase"
	"github.com/leadline/leadline/internal/plate"
)

// gridWidth is how many columns a terminal needs for four fields to stand side by side.
const gridWidth = 120

// grid lays the four quadrants out as they are drawn: important above, urgent at the left. What is not sorted stands below.
func grid(v phrase.Voice, m plate.Matrix, width int) string {
	const between = " │ "
	column := (width - lipgloss.Width(between)) / 2
	var b strings.Builder
	for n, pair := range [][2]plate.Quadrant{{plate.Do, plate.Schedule}, {plate.HandOn, plate.Drop}} {
		if n > 0 {
			b.WriteString(strings.Repeat("─", column+1) + "┼" + strings.Repeat("─", column+1) + "\n")
		}
		left, right := gridCell(v, m, pair[0], column), gridCell(v, m, pair[1], column)
		for i := range max(len(left), len(right)) {
			l, r := "", ""
			if i < len(left) {
				l = left[i]
			}
			if i < len(right) {
				r = right[i]
			}
			line := l + strings.Repeat(" ", max(0, column-lipgloss.Width(l))) + between + r
			b.WriteString(strings.TrimRight(line, " ") + "\n")
		}
	}
	if unsorted := gridCell(v, m, plate.Unsorted, width); len(unsorted) > 2 {
		b.WriteString("\n" + strings.Join(unsorted[:len(unsorted)-1], "\n") + "\n")
	}
	return b.String() + "\n"
}

// gridCell are the lines of one quadrant, each at most so wide, an empty one at the end.
func gridCell(v phrase.Voice, m plate.Matrix, q plate.Quadrant, width int) []string {
	name, meaning := phrase.Quadrant(q)
	lines := []string{v.Style.Strong(name) + " · " + meaning}
	for _, i := range m.In(q) {
		text := "  " + i.ID + gap + v.PlateItem(i)
		if lipgloss.Width(text) > width {
			text = lipgloss.NewStyle().MaxWidth(width-1).Render(text) + "…"
		}
		lines = append(lines, text)
	}
	return append(lines, "")
}
