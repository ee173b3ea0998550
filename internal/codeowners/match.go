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
	clean := strings.TrimPrefix(strings.TrimPrefix(path, "./"), "/")
	if clean == "" || len(clean) > MaxPath || strings.Count(clean, "/") >= MaxDepth {
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

// matchLast is GitHub's: the last matching rule decides.
func (r *Ruleset) matchLast(m *Match, path string) {
	segments := strings.Split(path, "/")
	best := int32(-1)
	for _, list := range r.index.candidates(path, segments) {
		for _, i := range slices.Backward(list) {
			if i <= best {
				break
			}
			if r.Rules[i].glob.match(segments, len(path)) {
				best = i
				break
			}
		}
	}
	if best >= 0 {
		m.decide(r.Rules[best])
		m.own(m.Rules)
	}
}

// matchSections is GitLab's: in each section the last matching rule decides,
// unless any exclusion in it matches, before or after.
func (r *Ruleset) matchSections(m *Match, path string) {
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
			if v.excluded || known && i <= v.rule && !rule.Negated {
				continue
			}
			if rule.glob.match(segments, len(path)) {
				verdicts[rule.section] = verdict{rule: i, excluded: rule.Negated}
			}
		}
	}
	deciding := make([]int32, 0, len(verdicts))
	for _, v := range verdicts {
		if !v.excluded {
			deciding = append(deciding, v.rule)
		}
	}
	slices.Sort(deciding)
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

// matchAll is Gitea's: every matching rule adds its owners.
func (r *Ruleset) matchAll(m *Match, path string) {
	for _, rule := range r.Rules {
		if rule.regex.match(path) != rule.Negated {
			m.decide(rule)
		}
	}
	m.own(m.Rules)
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
