package tour_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/leadline/leadline/internal/people"
	"github.com/leadline/leadline/internal/todo"
	"github.com/leadline/leadline/internal/tour"
)

var (
	one, two, three = &people.Person{Name: "One"}, &people.Person{Name: "Two"}, &people.Person{Name: "Three"}
	robot           = &people.Person{Name: "Robot", Bot: true}
)

// facts are written as one commit a line: who, the files, and behind a bar the reason.
func facts(files, commits string) tour.Facts {
	f := tour.Facts{Area: ".", Files: strings.Fields(files)}
	for _, p := range f.Files {
		if tour.IsCode(p) {
			f.Code = append(f.Code, p)
		}
	}
	who := map[string]*people.Person{"one": one, "two": two, "three": three, "robot": robot}
	for line := range strings.Lines(strings.TrimSpace(commits)) {
		changed, reason, _ := strings.Cut(strings.TrimSpace(line), "|")
		words := strings.Fields(changed)
		f.Changes = append(f.Changes, tour.Change{By: who[words[0]], Paths: words[1:], Reason: strings.TrimSpace(reason)})
	}
	return f
}

func places(f tour.Facts) (out []string) {
	for _, p := range tour.Places(f) {
		out = append(out, fmt.Sprintf("%s %s %d %s", p.Kind, p.Path, p.Count, strings.Join(p.With, ",")+p.Reason))
	}
	return out
}

func TestPlacesAreInDifferentCorners(t *testing.T) {
	f := facts("api/a.go api/a_test.go db/d.go db/e.go db/f.go net/n.go old/o.go old/p.go README.md go.sum vendor/v.go CHANGELOG.md", `
		one api/a.go README.md go.sum CHANGELOG.md
		one api/a.go api/a_test.go vendor/v.go
		one api/a.go
		one api/a.go | never again
		one api/a.go | or else
		robot api/a.go db/d.go
		two db/d.go db/e.go db/f.go
		two db/d.go db/e.go db/f.go
		two db/d.go db/e.go db/f.go
		one net/n.go | because it leaks
		two net/n.go | because it stalls
		three net/n.go
		three old/p.go
		three gone.go`)
	f.Old = []tour.Old{{Path: "old/o.go", Changes: 7, Last: time.Unix(1, 0)}, {Path: "gone.go", Changes: 99}}
	want := []string{
		"changed api/a.go 5 ",
		"depended db/d.go 2 db/e.go,db/f.go",
		"explained net/n.go 2 because it leaks",
		"shared net/n.go 3 ",
		"left old/o.go 7 ",
	}
	got := places(f)
	// Nobody but at net/n.go meets, and that was shown: a place is shown once.
	want = append(want[:3], want[4])
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("places (-want +got):\n%s", diff)
	}
	if got := places(tour.Facts{Area: "."}); got != nil {
		t.Errorf("places of nothing: %v", got)
	}
	if got := places(facts("a.go b.go", "one a.go b.go")); got != nil {
		t.Errorf("places of one commit: %v", got)
	}
}

func TestTogether(t *testing.T) {
	var commits strings.Builder
	for range 6 {
		commits.WriteString("one api/a.go db/d.go\n")
	}
	for range 4 {
		commits.WriteString("one api/a.go\none net/n.go\n")
	}
	f := facts("api/a.go db/d.go net/n.go", commits.String())
	if diff := cmp.Diff([]tour.Pair{{A: "api", B: "db", Both: 6, Of: 6, InA: "api/a.go", InB: "db/d.go"}}, tour.Together(f)); diff != "" {
		t.Errorf("together (-want +got):\n%s", diff)
	}
}

func TestTextsToRead(t *testing.T) {
	f := facts(`CONTRIBUTING.md README.md api/README.md doc/adr/0001-use-go.md doc/adr/0012-one-ledger.md doc/adr/README.md doc/adr/template.md
		docs/ARCHITECTURE.md docs/README.md vendor/doc/adr/0099-x.md src/decisions.go rfcs/7-parse.rst`, "")
	if diff := cmp.Diff([]string{"README.md", "docs/ARCHITECTURE.md", "CONTRIBUTING.md"}, tour.ReadFirst(f)); diff != "" {
		t.Errorf("read first (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"doc/adr/0012-one-ledger.md", "rfcs/7-parse.rst", "doc/adr/0001-use-go.md"}, tour.Records(f)); diff != "" {
		t.Errorf("records (-want +got):\n%s", diff)
	}
	if got := tour.Title("doc/adr/0001-use-go.md", []byte("---\nx: y\n---\n\n# 1. Use Go\n")); got != "1. Use Go" {
		t.Errorf("title %q", got)
	}
}

func TestOpening(t *testing.T) {
	for _, c := range []struct {
		file, text string
		line       int
		about      string
	}{
		{"a.go", "// Copyright 2026 Somebody\n// Licensed under it\n\n// Package a keeps the accounts of everybody. It has more.\npackage a\n", 4, "Package a keeps the accounts of everybody"},
		{"a.go", "package a\n\nimport (\n\t\"fmt\"\n\tx \"y/z\"\n)\n\n// helper helps a bit with it all\nfunc helper() {}\n", 9, ""},
		{"a.go", "package a\n\nconst x = 1\n\n// Ledger is what everybody said so far.\ntype Ledger struct{}\n", 5, "Ledger is what everybody said so far"},
		{"a.rb", "# frozen_string_literal: true\n\nrequire \"x\"\n\nmodule A\n  # = Heading\n  #\n  # Coordinates the whole boot process\n  class B\n", 6, "Coordinates the whole boot process"},
		{"a.c", "/* SPDX-License-Identifier: GPL */\n/*\n * Reads images from a device and checks them.\n */\n\n#include <a.h>\nint a;\n", 7, ""},
		{"a.c", "/*\n * Reads images from a device and checks them.\n */\n\n#include <a.h>\nint a;\n", 1, "Reads images from a device and checks them"},
		{"a.py", "#!/usr/bin/env python\n# TODO: describe what it does here\nimport os\nx = 1\n", 4, ""},
		{"a.unknown", "whatever", 1, ""},
		{"a.go", "", 1, ""},
	} {
		line, about := tour.Opening(c.file, []byte(c.text))
		if line != c.line || about != c.about {
			t.Errorf("%s %q: line %d, %q; want %d, %q", c.file, c.text, line, about, c.line, c.about)
		}
	}
}

func FuzzOpening(f *testing.F) {
	f.Add("a.go", "// Package a\npackage a")
	f.Add("a.rb", "=begin\n\xff\n=end")
	f.Add("a.c", "/*/ */")
	f.Fuzz(func(t *testing.T, file, text string) {
		line, about := tour.Opening(file, []byte(text))
		if line < 1 || line > strings.Count(text, "\n")+1 || len(about) > 200 {
			t.Errorf("line %d, %q", line, about)
		}
		tour.Title(file, []byte(text))
	})
}

func TestFirstTasks(t *testing.T) {
	note := func(path, text string) todo.Todo {
		return todo.Todo{ID: text, Path: path, Line: 3, EndLine: 3, Tag: "TODO", Text: text, Surroundings: todo.Surroundings{Key: text, Beside: "x()"}}
	}
	long := note("a/b.go", "return an error instead of panicking")
	long.EndLine = 5
	taken := note("a/c.go", "return an error instead of panicking")
	taken.Assignee = "@dev1"
	got := tour.FirstTasks([]todo.Todo{
		note("a/a.go", "handle a closed connection here"), note("a/b.go", "report which file was bad"), note("b/a.go", "add a test for empty input"),
		note("a/a.go", "figure out why this deadlocks"), note("a/a.go", "remove this once Go 1.30 is out"), note("a/a.go", "ugh"),
		note("c/a.go", "this is a horrible name"), note("test/a.go", "add more cases to this table"), long, taken,
	}, 2)
	var texts []string
	for _, n := range got {
		texts = append(texts, n.Text)
	}
	if diff := cmp.Diff([]string{"handle a closed connection here", "add a test for empty input"}, texts); diff != "" {
		t.Errorf("first tasks (-want +got):\n%s", diff)
	}
}
