package blame

// Effort sets how many processes of git look at one file, and for how many commits one more is started.
func (r *Reader) Effort(workers, stretch int) *Reader {
	r.effort = effort{workers: workers, stretch: stretch}
	return r
}
