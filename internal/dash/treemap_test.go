package dash

import (
	"math"
	"math/rand/v2"
	"strings"
	"testing"
)

// Tiles are as large as what they stand for, fill the picture and do not overlap.
func TestTreemap(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for range 200 {
		var tiles []tile
		total := 0.0
		for range 1 + random.IntN(mostTiles) {
			size := 1 + random.IntN(1+random.IntN(2000))
			tiles = append(tiles, tile{Size: size})
			total += float64(size)
		}
		out := layOut(tiles, mapWidth, mapHeight)
		if len(out) != len(tiles) {
			t.Fatalf("%d of %d tiles", len(out), len(tiles))
		}
		covered := 0.0
		for i, a := range out {
			if want := float64(a.Size) / total * mapWidth * mapHeight; math.Abs(a.W*a.H-want) > 0.5 {
				t.Fatalf("%+v covers %v, want %v", a, a.W*a.H, want)
			}
			if a.X < -0.01 || a.Y < -0.01 || a.X+a.W > mapWidth+0.01 || a.Y+a.H > mapHeight+0.01 {
				t.Fatalf("%+v lies outside", a)
			}
			covered += a.W * a.H
			for _, b := range out[:i] {
				if a.X+a.W > b.X+0.01 && b.X+b.W > a.X+0.01 && a.Y+a.H > b.Y+0.01 && b.Y+b.H > a.Y+0.01 {
					t.Fatalf("%+v and %+v overlap", a, b)
				}
			}
		}
		if math.Abs(covered-mapWidth*mapHeight) > 1 {
			t.Fatalf("%v is covered", covered)
		}
	}
}

func TestTreemapOfOddThings(t *testing.T) {
	if layOut(nil, 1, 1) != nil || layOut([]tile{{Size: 0}, {Size: -1}}, 1, 1) != nil {
		t.Error("nothing has no tiles")
	}
	picture := string(treemap([]tile{{Label: `<script>"`, Detail: "one person", Size: 3, Href: "map?at=%3Cscript%3E"}, {Label: "b", Size: 1, Href: "javascript:alert(1)"}}))
	if strings.Contains(picture, "<script>") || strings.Contains(picture, "javascript:") {
		t.Errorf("markup of others: %s", picture)
	}
	var many []tile
	for range 5000 {
		many = append(many, tile{Label: "area", Size: 1})
	}
	if n := strings.Count(string(treemap(many)), "<rect"); n != mostTiles {
		t.Errorf("%d tiles", n)
	}
}
