package lsptest

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
)

// check reports why v is no value of type t; path says where it stands.
func (m *Model) check(t *typ, v any, path string) error {
	switch t.Kind {
	case "base":
		return base(t.Name, v, path)
	case "reference":
		return m.reference(t.Name, v, path)
	case "array":
		a, ok := v.([]any)
		if !ok {
			return mismatch(path, "an array", v)
		}
		for i, x := range a {
			if err := m.check(t.Element, x, fmt.Sprintf("%s[%d]", path, i)); err != nil {
				return err
			}
		}
		return nil
	case "map":
		o, ok := v.(map[string]any)
		if !ok {
			return mismatch(path, "an object", v)
		}
		for k, x := range o {
			if err := m.check(t.mapValue, x, path+"."+k); err != nil {
				return err
			}
		}
		return nil
	case "or":
		var errs []error
		for _, x := range t.Items {
			err := m.check(x, v, path)
			if err == nil {
				return nil
			}
			errs = append(errs, err)
		}
		return fmt.Errorf("%s: fits none of its types: %w", path, errors.Join(errs...))
	case "and":
		for _, x := range t.Items {
			if err := m.check(x, v, path); err != nil {
				return err
			}
		}
		return nil
	case "tuple":
		a, ok := v.([]any)
		if !ok || len(a) != len(t.Items) {
			return mismatch(path, fmt.Sprintf("an array of %d", len(t.Items)), v)
		}
		for i, x := range t.Items {
			if err := m.check(x, a[i], fmt.Sprintf("%s[%d]", path, i)); err != nil {
				return err
			}
		}
		return nil
	case "stringLiteral":
		if v != t.text {
			return mismatch(path, fmt.Sprintf("%q", t.text), v)
		}
		return nil
	case "literal":
		return m.object(t.literal, v, path)
	}
	return fmt.Errorf("%s: the model's kind %q is not handled", path, t.Kind)
}

func base(name string, v any, path string) error {
	ok := false
	switch name {
	case "string", "URI", "DocumentUri", "RegExp":
		_, ok = v.(string)
	case "boolean":
		_, ok = v.(bool)
	case "null":
		ok = v == nil
	case "decimal":
		_, ok = v.(json.Number)
	case "integer", "uinteger":
		// Both are 31 bits wide in one direction, as the specification defines them.
		if n, isNumber := v.(json.Number); isNumber {
			i, err := n.Int64()
			ok = err == nil && i <= math.MaxInt32 && i >= math.MinInt32 && (name == "integer" || i >= 0)
		}
	}
	if !ok {
		return mismatch(path, name, v)
	}
	return nil
}

func (m *Model) reference(name string, v any, path string) error {
	if name == "LSPAny" {
		return nil
	}
	if s := m.structures[name]; s != nil {
		return m.object(s, v, path)
	}
	e := m.enumerations[name]
	if e == nil {
		return m.check(m.aliases[name], v, path)
	}
	if err := m.check(e.Type, v, path); err != nil || e.SupportsCustomValues {
		return err
	}
	for _, x := range e.Values {
		if fmt.Sprint(x.Value) == fmt.Sprint(v) {
			return nil
		}
	}
	return mismatch(path, "one of "+name, v)
}

func (m *Model) object(s *structure, v any, path string) error {
	o, ok := v.(map[string]any)
	if !ok {
		return mismatch(path, s.Name, v)
	}
	for name, p := range s.all {
		x, there := o[name]
		if !there {
			if !p.Optional {
				return fmt.Errorf("%s: %s without %q", path, s.Name, name)
			}
			continue
		}
		if err := m.check(p.Type, x, path+"."+name); err != nil {
			return err
		}
	}
	for name := range o {
		if _, known := s.all[name]; !known {
			return fmt.Errorf("%s: %s has no %q", path, s.Name, name)
		}
	}
	return nil
}

func mismatch(path, want string, v any) error {
	return fmt.Errorf("%s: want %s, have %T %.80v", path, want, v, v)
}
