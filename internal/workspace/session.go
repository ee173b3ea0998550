package workspace

import (
	"encoding/json"
	"slices"

	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/store/eventlog"
)

// Session is whom the reader sits with now, on this machine; ok is false where they sit alone, as far as they said.
func (s *Snapshot) Session() (session ledger.Session, ok bool) {
	return s.session, s.session.On(s.Now())
}

// LastSession is the session that began last and was not ended, though it may have ended by itself.
func (s *Snapshot) LastSession() ledger.Session { return s.session }

// sessionAfter is the session after one more event about it.
func sessionAfter(e eventlog.Event) ledger.Session {
	var s ledger.Session
	if ledger.Kind(e.Kind) != ledger.SessionBegun || json.Unmarshal(e.Body, &s) != nil {
		return ledger.Session{}
	}
	return s
}

func sameSession(a, b ledger.Session) bool {
	return a.Pairing == b.Pairing && a.Until.Equal(b.Until) && slices.Equal(a.With, b.With)
}
