package codeowners

import (
	"fmt"
	"slices"
	"strings"
)

// duplicates answers, for the position of every rule that could go, the one that makes it superfluous.
// Where the last match decides that is the later of two with the same pattern; of exclusions, and where
// all matches count, it is the earlier.
func (k *checker) duplicates() map[int]*Rule {
	out := map[int]*Rule{}
	seen := make(map[string]int, len(k.rules.Rules))
	sets := map[int]map[string]bool{} // of owners, each made once
	for i, rule := range k.rules.Rules {
		key, ok := rule.key()
		if !ok {
			continue
		}
		before, again := seen[key]
		switch {
		case !again:
			seen[key] = i
		case rule.Negated && k.rules.Dialect == GitLab:
			out[i] = k.rules.Rules[before]
		case k.rules.Dialect != Gitea:
			out[before] = rule
			seen[key] = i
		default:
			if sets[before] == nil {
				sets[before] = ownerSet(k.rules.Rules[before].Owners)
			}
			if includes(sets[before], rule.Owners) {
				out[i] = k.rules.Rules[before]
			}
		}
	}
	return out
}

func ownerSet(owners []string) map[string]bool {
	set := make(map[string]bool, len(owners))
	for _, o := range owners {
		set[strings.ToLower(o)] = true
	}
	return set
}

func includes(all map[string]bool, some []string) bool {
	return !slices.ContainsFunc(some, func(o string) bool { return !all[strings.ToLower(o)] })
}

func sameOwners(a, b []string) bool {
	return includes(ownerSet(a), b) && includes(ownerSet(b), a)
}

func (k *checker) duplicate(rule, other *Rule) {
	switch {
	case rule.Negated || k.rules.Dialect == Gitea || sameOwners(rule.Owners, other.Owners):
		k.rule(rule, Duplicate, fmt.Sprintf("line %d says the same; remove one of them", other.Line))
	default:
		k.rule(rule, Duplicate, fmt.Sprintf("line %d has the same pattern and decides instead; remove this line, or move its owners there", other.Line))
	}
}

// key is the same for rules that match the same paths because they are written alike; ok is false for a
// rule that matches nothing.
func (r *Rule) key() (_ string, ok bool) {
	var b strings.Builder
	fmt.Fprintf(&b, "%d %t ", r.section, r.Negated)
	switch {
	case r.regex != nil:
		b.WriteString(r.regex.expr)
	case r.glob != nil:
		r.glob.describe(&b)
	default:
		return "", false
	}
	return b.String(), true
}

// describe writes what the glob matches, in a form of its own that is the same for all ways to write it.
func (g *glob) describe(b *strings.Builder) {
	fmt.Fprintf(b, "%d", g.tail)
	for _, s := range g.segments {
		fmt.Fprintf(b, "/%d%q", s.kind, s.text)
		for _, a := range s.atoms {
			fmt.Fprintf(b, ",%d%q", a.kind, a.text)
			if a.class != nil {
				fmt.Fprintf(b, "%t%q", a.class.negated, a.class.ranges)
			}
		}
	}
}
