package ledger_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/leadline/leadline/internal/ledger"
)

func TestReadMessage(t *testing.T) {
	hash := strings.Repeat("ab", 20)
	for _, c := range []struct {
		message  string
		finishes []string
		reverts  []string
	}{
		{"Retry on timeout\n\nCloses T-7K3QXM\n", []string{"T-7K3QXM"}, nil},
		{"Retry on timeout (closes T-7K3QXM)", []string{"T-7K3QXM"}, nil},
		{"fixes: T-7K3QXM", []string{"T-7K3QXM"}, nil},
		{"x\n\nFINISHES T-7K3QXM, T-9M2AVC and T-1C4DHN; done T-1C4DHN\n", []string{"T-7K3QXM", "T-9M2AVC", "T-1C4DHN"}, nil},
		{"x\n\nSigned-off-by: A <a@b>\nFixed: T-7K3QXM\nDone: t-9m2avc\n", []string{"T-7K3QXM", "T-9M2AVC"}, nil},
		{"x\n\nResolved T-7K3QXMAB\r\n", []string{"T-7K3QXMAB"}, nil},
		{"See T-7K3QXM", nil, nil},
		{"Does not close T-7K3QXM, but it doesn't fix T-9M2AVC either; not yet done T-1C4DHN", nil, nil},
		{"Encloses T-7K3QXM and hot-fixes T-9M2AVC", nil, nil},
		{"Closes #12", nil, nil},
		{"Closes T-ILOUIL", nil, nil}, // no letters of ours
		{"> Closes T-7K3QXM", nil, nil},
		{"Revert \"x (closes T-7K3QXM)\"\n\nThis reverts commit " + hash + ".\n", nil, []string{hash}},
		{"Revert \"x (closes T-7K3QXM)\"\n\nReverts o/r#12\n", nil, nil},
		{"This reverts commit abc.", nil, nil},
		{"", nil, nil},
	} {
		got := ledger.ReadMessage(c.message)
		if diff := cmp.Diff(ledger.Message{Finishes: c.finishes, Reverts: c.reverts}, got); diff != "" {
			t.Errorf("%q (-want +got):\n%s", c.message, diff)
		}
	}
}

func FuzzReadMessage(f *testing.F) {
	f.Add("Closes T-7K3QXM, T-9M2AVC")
	f.Add("fixes T-7K3QXM and and and , , T-")
	f.Fuzz(func(t *testing.T, message string) {
		for _, id := range ledger.ReadMessage(message).Finishes {
			if !strings.HasPrefix(id, "T-") || len(id) < 8 || !strings.Contains(strings.ToUpper(message), id) {
				t.Errorf("%q is no id of %q", id, message)
			}
		}
	})
}
