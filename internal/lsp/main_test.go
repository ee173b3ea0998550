package lsp_test

import (
	"fmt"
	"os"
	"testing"
)

// TestMain keeps the settings of whoever runs the tests out of them: git's own say who somebody is elsewhere.
func TestMain(m *testing.M) {
	if err := os.Setenv("GIT_CONFIG_GLOBAL", os.DevNull); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(m.Run())
}
