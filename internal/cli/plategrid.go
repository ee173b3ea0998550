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
	const wall = " │ "
	column := (width - lipgloss.Width(wall)) / 2
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
			line := l + strings.Repeat(" ", max(0, column-lipgloss.Width(l))) + wall + r
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
	return append(append(lines, itemLines(v, m.In(q), width)...), "")
}

// itemLines says things on the plate in lines of at most so many columns; any number where width is 0.
func itemLines(v phrase.Voice, items []plate.Item, width int) []string {
	widest := 0
	for _, i := range items {
		widest = max(widest, len(i.ID))
	}
	var lines []string
	for _, i := range items {
		head := "  " + i.ID + strings.Repeat(" ", widest-len(i.ID)) + gap
		lines = append(lines, folded(head, strings.Split(v.PlateItem(i), between), width)...)
	}
	return lines
}

// between parts what is said about one thing.
const between = " · "

// folded are parts behind a head, as many in a line as fit; the other lines begin below the first part. What is too long for a
// line of its own is cut.
func folded(head string, parts []string, width int) []string {
	indent := strings.Repeat(" ", lipgloss.Width(head))
	cut := func(text string) string {
		if width > 0 && lipgloss.Width(text) > width {
			text = lipgloss.NewStyle().MaxWidth(width-1).Render(text) + "…"
		}
		return text
	}
	lines := []string{head}
	begun := false // something stands in the last line behind its indent
	for _, part := range parts {
		last := &lines[len(lines)-1]
		switch {
		case !begun:
			*last += part
		case width == 0 || lipgloss.Width(*last+between+part) <= width:
			*last += between + part
		default:
			lines = append(lines, indent+part)
		}
		begun = true
	}
	for i := range lines {
		lines[i] = cut(lines[i])
	}
	return lines
}
