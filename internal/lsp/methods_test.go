package lsp

import (
	"testing"

	"github.com/leadline/leadline/internal/lsptest"
)

func TestKindsAreTheSpecifications(t *testing.T) {
	model, err := lsptest.LoadModel()
	if err != nil {
		t.Fatal(err)
	}
	for want, names := range map[kind][]string{
		request:      model.Methods(lsptest.ToServer, true),
		notification: model.Methods(lsptest.ToServer, false),
		custom:       append(model.Methods(lsptest.ToClient, true), "leadline/symbols", ""),
	} {
		if len(names) < 2 {
			t.Errorf("kind %d: only %d methods", want, len(names))
		}
		for _, name := range names {
			if got := kindOf(name); got != want {
				t.Errorf("%s: kind %d, want %d", name, got, want)
			}
		}
	}
}
