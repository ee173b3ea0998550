package review

// Ranks is Replay that tells of each change that is asked about the ranks of the first right name.
func Ranks(p *Past, asked func(change int, ranks []int)) *Trial {
	return replay(p, Usual(), nil, asked)
}
