package ledger

import (
	"testing"

	"github.com/leadline/leadline/internal/store/leadstore"
)

// The lead's store is shared with newer programs, and one bit can flip in it: what does not hold together is shown nowhere.
func TestBookLeavesOutWhatIsNotWhole(t *testing.T) {
	var b *Book
	b = b.With([]leadstore.Entry{
		{ID: "D-000001", Doc: []byte(`{"id":"D-000001","type":"decision","decision":{"title":"whole"}}`)},
		{ID: "D-000002", Doc: []byte(`{"id":"D-000002","type":"decision","decisioo":{"title":"flipped"}}`)},
		{ID: "D-000003", Doc: []byte(`{"id":"D-000003","type":"review","decision":{"title":"of another type"}}`)},
		{ID: "D-000004", Doc: []byte(`{"id":"D-999999","type":"decision","decision":{"title":"of another name"}}`)},
		{ID: "Z-000005", Doc: []byte(`{"id":"Z-000005","type":"zeal","zeal":{"text":"from a newer program"}}`)},
		{ID: "P-000006", Doc: []byte(`{"id":"P-000006","type":"pairing"}`)},
		{ID: "T-000007", Doc: []byte(`{"id":"T-000007","type":"delegation","delegation":null}`)},
		{ID: "R-000008", Doc: []byte(`null`)},
		{ID: "R-000009", Doc: []byte("{")},
	})
	all := b.All("")
	if len(all) != 1 || all[0].ID != "D-000001" {
		t.Errorf("%d entries, want the whole one alone", len(all))
	}
}
