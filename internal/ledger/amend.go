package ledger

import "encoding/json"

// amend applies a JSON merge patch (RFC 7396) to the entry's body. A patch that cannot be read, or that
// gives a key another type, changes nothing and counts as unknown.
func (e *Entry) amend(patch []byte) {
	var err error
	switch {
	case e.Decision != nil:
		e.Decision, err = patched(e.Decision, patch)
	case e.Delegation != nil:
		e.Delegation, err = patched(e.Delegation, patch)
	case e.Pairing != nil:
		before := e.Pairing
		if e.Pairing, err = patched(before, patch); err == nil {
			e.Pairing.Sequence = after(before.Sequence, e.Pairing.Sequence)
			if err = e.Pairing.check(); err != nil {
				e.Pairing = before
			}
		}
	case e.Review != nil:
		e.Review, err = patched(e.Review, patch)
	case e.Question != nil:
		e.Question, err = patched(e.Question, patch)
	case e.Retro != nil:
		e.Retro, err = patched(e.Retro, patch)
	case e.Risk != nil:
		e.Risk, err = patched(e.Risk, patch)
	}
	if err != nil {
		e.Unknown++
		return
	}
	var shared struct {
		Anchors *json.RawMessage `json:"anchors"`
	}
	if json.Unmarshal(patch, &shared) == nil && shared.Anchors != nil {
		var c created
		if json.Unmarshal(patch, &c) == nil {
			e.Anchors = c.Anchors
		}
	}
}

func patched[T any](body *T, patch []byte) (*T, error) {
	before, err := json.Marshal(body)
	if err != nil {
		return body, err
	}
	merged, err := MergePatch(before, patch)
	if err != nil {
		return body, err
	}
	after := new(T)
	if err := json.Unmarshal(merged, after); err != nil {
		return body, err
	}
	return after, nil
}

// MergePatch applies a JSON merge patch (RFC 7396, section 2): null removes a key, objects merge, all
// else replaces.
func MergePatch(target, patch []byte) ([]byte, error) {
	var t, p any
	if err := json.Unmarshal(target, &t); err != nil {
		return nil, err
	}
	if err := json.Unmarshal(patch, &p); err != nil {
		return nil, err
	}
	return json.Marshal(merge(t, p))
}

func merge(target, patch any) any {
	changes, ok := patch.(map[string]any)
	if !ok {
		return patch
	}
	object, ok := target.(map[string]any)
	if !ok {
		object = map[string]any{}
	}
	for key, value := range changes {
		if value == nil {
			delete(object, key)
			continue
		}
		object[key] = merge(object[key], value)
	}
	return object
}
