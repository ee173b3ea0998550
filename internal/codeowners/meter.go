package codeowners

// budget bounds a survey, in units of about a nanosecond.
const budget = 800_000_000

// meter counts what matching costs. A nil one counts nothing.
type meter struct{ left int }

func (m *meter) pay(cost int) {
	if m != nil {
		m.left -= cost
	}
}

// regex pays for holding one expression against a path of the size. Most are refused at their first
// characters.
func (m *meter) regex(r *regex, size int) {
	cost := 10
	if r.form == regexGeneral {
		cost += 60 * max(size-len(r.literal), 0)
	}
	m.pay(cost)
}
