package dash

import (
	"bytes"
	"fmt"
	"html/template"
	"math"
	"slices"
)

// tile is one rectangle of a treemap.
type tile struct {
	Label, Detail, Href string
	Says                string // what is said of it when somebody points at it
	Size, Shade         int
	X, Y, W, H          float64
}

const (
	mapWidth, mapHeight = 960, 480
	mostTiles           = 200
	letter              = 8.8 // about how wide one is at the size of labels
)

// layOut places tiles in a rectangle so that they are as nearly square as rows allow (Bruls, Huizing and van Wijk, "Squarified
// Treemaps", 2000). The largest come first.
func layOut(tiles []tile, width, height float64) []tile {
	out := slices.Clone(tiles)
	slices.SortStableFunc(out, func(a, b tile) int { return b.Size - a.Size })
	out = slices.DeleteFunc(out, func(t tile) bool { return t.Size <= 0 })
	out = out[:min(len(out), mostTiles)]
	total := 0
	for _, t := range out {
		total += t.Size
	}
	if total == 0 {
		return nil
	}
	scale := width * height / float64(total)
	x, y := 0.0, 0.0
	for i := 0; i < len(out); {
		side := min(width, height)
		n, sum := 1, float64(out[i].Size)*scale
		for ; i+n < len(out); n++ {
			next := sum + float64(out[i+n].Size)*scale
			if worst(out[i:i+n+1], next, side, scale) > worst(out[i:i+n], sum, side, scale) {
				break
			}
			sum = next
		}
		thick, along := sum/side, 0.0
		for j := i; j < i+n; j++ {
			long := float64(out[j].Size) * scale / thick
			if width >= height {
				out[j].X, out[j].Y, out[j].W, out[j].H = x, y+along, thick, long
			} else {
				out[j].X, out[j].Y, out[j].W, out[j].H = x+along, y, long, thick
			}
			along += long
		}
		if width >= height {
			x, width = x+thick, max(width-thick, 0)
		} else {
			y, height = y+thick, max(height-thick, 0)
		}
		i += n
	}
	return out
}

// worst is how far the least square tile of a row is from a square, 1 for none.
func worst(row []tile, sum, side, scale float64) float64 {
	big, small := float64(row[0].Size)*scale, float64(row[len(row)-1].Size)*scale
	return max(side*side*big/(sum*sum), sum*sum/(side*side*small))
}

var treemapPicture = template.Must(template.New("treemap").Parse(
	`<svg class="treemap" viewBox="0 0 {{.Width}} {{.Height}}" aria-hidden="true" focusable="false">` +
		`{{range .Tiles}}<a{{with .Href}} href="{{.}}"{{end}} tabindex="-1"><title>{{.Label}}: {{.Says}}</title>` +
		`<rect class="s{{.Shade}}" x="{{.X}}" y="{{.Y}}" width="{{.W}}" height="{{.H}}"/>` +
		`{{with .Name}}<text class="t{{.Shade}}" x="{{.X}}" y="{{.Y}}">{{.Text}}</text>{{end}}` +
		`{{with .Words}}<text class="small t{{.Shade}}" x="{{.X}}" y="{{.Y}}">{{.Text}}</text>{{end}}</a>{{end}}</svg>`))

// treemap draws areas. It is for the eye alone: the table before it says the same.
func treemap(tiles []tile) template.HTML {
	type words struct {
		Text  string
		X, Y  string
		Shade int
	}
	type drawn struct {
		Label, Says, Href string
		Shade             int
		X, Y, W, H        string
		Name, Words       *words
	}
	px := func(f float64) string { return fmt.Sprintf("%.1f", f) }
	var all []drawn
	for _, t := range layOut(tiles, mapWidth, mapHeight) {
		d := drawn{t.Label, t.Says, t.Href, t.Shade, px(t.X), px(t.Y), px(t.W), px(t.H), nil, nil}
		fits := int(math.Floor((t.W - 10) / letter))
		if name := short(t.Label, fits); name != "" && t.H > 20 {
			d.Name = &words{name, px(t.X + 5), px(t.Y + 16), t.Shade}
			if said := t.Detail; t.H > 38 && len(said) <= fits {
				d.Words = &words{said, px(t.X + 5), px(t.Y + 33), t.Shade}
			}
		}
		all = append(all, d)
	}
	return draw(treemapPicture, map[string]any{"Width": mapWidth, "Height": mapHeight, "Tiles": all})
}

// short is a label as far as it fits; nothing where only a few letters do.
func short(label string, fits int) string {
	r := []rune(label)
	switch {
	case len(r) <= fits:
		return label
	case fits < 4:
		return ""
	}
	return string(r[:fits-1]) + "…"
}

// draw fills a picture of ours, whose texts the template escapes.
func draw(picture *template.Template, with any) template.HTML {
	var out bytes.Buffer
	if picture.Execute(&out, with) != nil {
		return ""
	}
	return template.HTML(out.String()) // which html/template has just escaped
}
