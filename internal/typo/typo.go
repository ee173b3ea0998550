// Package typo measures how far a misspelt word is from the one that was meant.
package typo

// Distance counts the insertions, deletions and substitutions of bytes that turn a into b (Levenshtein 1966). It takes
// time in the product of both lengths: cap what comes from outside.
func Distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := diagonal
			if a[i] != b[j] {
				cost++
			}
			diagonal = row[j+1]
			row[j+1] = min(cost, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
