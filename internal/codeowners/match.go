package codeowners

import (
	"slices"
	"strings"
)

// Match says who owns path, relative to the repository's top, with slashes. A
// path that ends in a slash asks about a nameless file in that folder. The
// path need not exist.
func (r *Ruleset) Match(path string) Match {
	m := Match{Path: path, Owners: []string{}, Sections: []SectionMatch{}}
	if r == nil || len(r.Rules) == 0 {
		return m
	}
	clean, ok := askable(path)
	if !ok {
		return m
	}
	switch r.Dialect {
	case GitLab:
		r.matchSections(&m, clean)
	case Gitea:
		r.matchAll(&m, clean)
	default:
		r.matchLast(&m, clean)
	}
	return m
}

// askable brings a path to the form that rules are held against. Paths too
// long or too deep have no owner.
func askable(path string) (clean string, ok bool) {
	clean = strings.TrimPrefix(strings.TrimPrefix(path, "./"), "/")
	return clean, clean != "" && len(clean) <= MaxPath && strings.Count(clean, "/") < MaxDepth
}

// matchLast is GitHub's: the last matching rule decides.
func (r *Ruleset) matchLast(m *Match, path string) {
	if best := r.last(path, nil); best >= 0 {
		m.decide(r.Rules[best])
		m.own(m.Rules)
	}
}

// last is the position of the last rule that matches; −1 if none does.
func (r *Ruleset) last(path string, spent *meter) int32 {
	segments := strings.Split(path, "/")
	best := int32(-1)
	for _, list := range r.index.candidates(path, segments) {
		for _, i := range slices.Backward(list) {
			if i <= best {
				break
			}
			if r.Rules[i].glob.match(segments, len(path), spent) {
				best = i
				break
			}
		}
	}
	return best
}

// matchSections is GitLab's: in each section the last matching rule decides,
// unless any exclusion in it matches, before or after.
func (r *Ruleset) matchSections(m *Match, path string) {
	deciding, _ := r.lasts(path, nil)
	for _, i := range deciding {
		m.decide(r.Rules[i])
	}
	bySection := slices.Clone(m.Rules)
	slices.SortFunc(bySection, func(a, b *Rule) int { return a.section - b.section })
	m.own(bySection)
	for _, rule := range bySection {
		section := r.Sections[rule.section]
		m.Sections = append(m.Sections, SectionMatch{
			Name: section.Name, Owners: rule.Owners, Rule: rule, Approvals: rule.approvals, Optional: section.Optional,
		})
	}
}

// lasts are the positions of the rules that decide, ascending, and of the
// exclusions that match.
func (r *Ruleset) lasts(path string, spent *meter) (deciding, excluding []int32) {
	segments := strings.Split(path, "/")
	type verdict struct {
		rule     int32
		excluded bool
	}
	verdicts := map[int]verdict{}
	for _, list := range r.index.candidates(path, segments) {
		for _, i := range slices.Backward(list) {
			rule := r.Rules[i]
			v, known := verdicts[rule.section]
			if !rule.Negated && known && (v.excluded || i <= v.rule) {
				continue
			}
			if !rule.glob.match(segments, len(path), spent) {
				continue
			}
			if rule.Negated {
				excluding = append(excluding, i)
			}
			verdicts[rule.section] = verdict{rule: i, excluded: rule.Negated}
		}
	}
	deciding = make([]int32, 0, len(verdicts))
	for _, v := range verdicts {
		if !v.excluded {
			deciding = append(deciding, v.rule)
		}
	}
	slices.Sort(deciding)
	slices.Sort(excluding)
	return deciding, excluding
}

// matchAll is Gitea's: every matching rule adds its owners.
func (r *Ruleset) matchAll(m *Match, path string) {
	for _, i := range r.all(path, nil) {
		m.decide(r.Rules[i])
	}
	m.own(m.Rules)
}

// all are the positions of the rules that match, ascending.
func (r *Ruleset) all(path string, spent *meter) []int32 {
	var out []int32
	for _, list := range r.index.candidates(path, strings.Split(path, "/")) {
		for _, i := range list {
			spent.regex(r.Rules[i].regex, len(path))
			if r.Rules[i].regex.match(path) != r.Rules[i].Negated {
				out = append(out, i)
			}
		}
	}
	slices.Sort(out)
	return out
}

// decide must be called in file order.
func (m *Match) decide(rule *Rule) {
	m.Rule = rule
	m.Rules = append(m.Rules, rule)
}

// own fills in the owners of the rules that decided, each once, in the order
// of rules. Accounts are the same in any case.
func (m *Match) own(rules []*Rule) {
	if len(rules) == 1 && len(rules[0].Owners) <= 1 {
		m.Owners = append(m.Owners, rules[0].Owners...)
		return
	}
	seen := map[string]bool{}
	for _, rule := range rules {
		for _, o := range rule.Owners {
			if key := strings.ToLower(o); !seen[key] {
				seen[key] = true
				m.Owners = append(m.Owners, o)
			}
		}
	}
}
