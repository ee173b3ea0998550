package main

import (
	"slices"
	"time"
)

// tour measures, as whole processes with a warm index, what somebody new asks first and what somebody asks who was away for
// a month.
func (b *bench) tour(rounds int) error {
	if _, err := b.time(b.binary, "-C", b.repo, "index"); err != nil {
		return err
	}
	for _, one := range []struct {
		what string
		args []string
	}{
		{"tour", []string{"tour"}},
		{"catch up", []string{"catchup", "--since", "1 month ago"}},
	} {
		var took []time.Duration
		for round := range rounds + 1 { // the first is to warm up
			t, err := b.time(b.binary, slices.Concat([]string{"-C", b.repo}, one.args)...)
			if err != nil {
				return err
			}
			if round > 0 {
				took = append(took, t)
			}
		}
		say(one.what, "median of %d: %s as a whole process", rounds, quantile(took, 0.5))
	}
	return nil
}
