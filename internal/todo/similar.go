package todo

import (
	"slices"
	"strings"
)

const (
	minSimilarity = 0.7 // of text and code around it together
	minTextAlike  = 0.5
	minMargin     = 0.1 // over the next best
	codeWorth     = 24  // characters of text that the code around weighs as much as
	mostReworded  = 64  // notes on each side that are compared
)

// similar pairs what is left with the most similar that is left.
func (m *matching) similar() {
	var js, is []int
	for j := range m.before {
		if m.on[j] < 0 {
			js = append(js, j)
		}
	}
	for i := range m.now {
		if m.back[i] < 0 {
			is = append(is, i)
		}
	}
	if len(js) == 0 || len(is) == 0 || len(js) > mostReworded || len(is) > mostReworded {
		return // a file that was written anew
	}
	score := make([][]float64, len(js))
	for x, j := range js {
		score[x] = make([]float64, len(is))
		for y, i := range is {
			score[x][y] = likeness(m.before[j], m.now[i])
		}
	}
	for x, j := range js {
		y := best(score[x])
		column := make([]float64, len(js))
		for k := range js {
			column[k] = score[k][y]
		}
		if score[x][y] >= minSimilarity && best(column) == x && clearly(score[x], y) && clearly(column, x) {
			m.pair(j, is[y])
		}
	}
}

func best(scores []float64) int { return slices.Index(scores, slices.Max(scores)) }

// clearly says whether one score is more than every other by the margin.
func clearly(scores []float64, at int) bool {
	for i, s := range scores {
		if i != at && s > scores[at]-minMargin {
			return false
		}
	}
	return true
}

// likeness is how sure it is that a note became another, 0 to 1.
func likeness(a, b Known) float64 {
	text := alike(a.Key, b.Key)
	if text < minTextAlike {
		return 0
	}
	length := float64(max(len(a.Key), len(b.Key)))
	return (text*length + context(a.Near, b.Near)*codeWorth) / (length + codeWorth)
}

// alike is the Dice coefficient of the words of two texts, weighted by their length. A text that was only added to,
// or cut, counts at least 0.75: all of the shorter one is there.
func alike(a, b string) float64 {
	count := map[string]int{}
	all, common, short := 0, 0, 0
	for word := range strings.FieldsSeq(a) {
		count[word]++
		short += len(word)
	}
	all = short
	n := 0
	for word := range strings.FieldsSeq(b) {
		n += len(word)
		if count[word] > 0 {
			count[word]--
			common += len(word)
		}
	}
	all += n
	short = min(short, n)
	if all == 0 || short == 0 {
		return 0
	}
	dice := 2 * float64(common) / float64(all)
	if common == short {
		return max(dice, 0.75)
	}
	return dice
}

// context is the share of the code around two notes that they have in common, 0 to 1.
func context(a, b [7]uint32) float64 {
	most := max(known(a), known(b))
	if most == 0 {
		return 0
	}
	return float64(shared(a, b)) / float64(most)
}

// known counts the lines of code that are known of a note's surroundings.
func known(near [7]uint32) int {
	n := 0
	for _, x := range near {
		if x != 0 {
			n++
		}
	}
	return n
}
