package pattern_test

import (
	"testing"

	"github.com/leadline/leadline/internal/pattern"
)

func TestAnExpressionIsCompiledOnce(t *testing.T) {
	digits := pattern.New(`^\d+$`)
	if !digits().MatchString("42") || digits().MatchString("x") {
		t.Error("it does not match what it says")
	}
	if first := digits(); digits() != first {
		t.Error("it is compiled anew with each use")
	}
}

func TestWhatIsNoExpressionPanicsWhenUsed(t *testing.T) {
	wrong := pattern.New(`(`)
	defer func() {
		if recover() == nil {
			t.Error("no panic")
		}
	}()
	wrong()
}
