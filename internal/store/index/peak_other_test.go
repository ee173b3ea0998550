//go:build !linux

package index_test

import "testing"

func peak(*testing.B) {}
