package config

import "testing"

func TestWhere(t *testing.T) {
	file := []byte("\ufeffknowledge.half-life-days = 90\n[people.dev2]\nname = \"Dev Two\"\n[people.\"Dev.One\"]\nbot = true\n[teams]\npayments = [\"@dev1\"]\n\"@Platform\" = []\n")
	for _, c := range []struct {
		section, name string
		line          int
	}{
		{"people", "dev2", 2},
		{"people", "DEV.ONE", 4},
		{"teams", "payments", 7},
		{"teams", "platform", 8},
		{"people", "payments", 0},
		{"teams", "dev2", 0},
		{"people", "", 0},
	} {
		line, ok := Where(file, c.section, c.name)
		if line != c.line || ok != (c.line > 0) {
			t.Errorf("%s %s: line %d, %t; want %d", c.section, c.name, line, ok, c.line)
		}
	}
	if _, ok := Where([]byte("[people.\nx"), "people", "x"); ok {
		t.Error("a broken file told a place")
	}
}
