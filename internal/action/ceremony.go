package action

import "slices"

// Asks are what a form would like to know besides, in the order of the questions to ask oneself. Nothing waits for them:
// a decision that can be undone in days or weeks needs a title, and one that takes months is asked first whether it must.
func (v Values) Asks(f *Form) []Fault {
	if f != Decision {
		return nil
	}
	var out []Fault
	if v.Text("undo") == "months" {
		for _, x := range oneWay {
			if v.empty(x.Key) {
				out = append(out, x)
			}
		}
		if len(out) > 0 {
			out = slices.Insert(out, 0, Fault{"undo", "hard to undo: is there a version that you could undo in days? Then decide that one, and say days"})
		}
	}
	if v.Text("decided_by") == "outside" && v.empty("source") {
		out = append(out, Fault{"source", "who or what outside decided it?"})
	}
	if saves, costs := v.empty("saves"), v.empty("costs"); saves != costs {
		key, message := "costs", "what does the shortcut cost a month, in time or money?"
		if saves {
			key, message = "saves", "what does the shortcut save now, in time or money?"
		}
		out = append(out, Fault{key, message})
	}
	return out
}

var oneWay = []Fault{
	{"options", "what else was possible? Its trade-offs, its effect on the timeline, how easy it is to change later"},
	{"consulted", "whom did you ask before?"},
	{"if_wrong", "what do we do if it was wrong?"},
	{"review_by", "when do we look at it again?"},
}
