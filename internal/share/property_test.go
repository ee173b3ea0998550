package share_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/leadline/leadline/internal/git"
	"github.com/leadline/leadline/internal/share"
	"github.com/leadline/leadline/internal/store/eventlog"
)

// A crash ends a sync wherever it is: the context is cancelled after some events or commands, and the machine starts anew with
// what is on its disk. One that is harder takes the store for syncing, or what is remembered of it, with it.
func (m *machine) crash(address string, random *rand.Rand) {
	m.t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	c := m.channel(address)
	looks := 1 + random.IntN(12) // a sync looks at the clock and asks for context again and again
	c.Now = func() time.Time {
		if looks--; looks == 0 {
			cancel()
		}
		return m.now
	}
	timer := time.AfterFunc(time.Duration(random.IntN(60))*time.Millisecond, cancel)
	_, err := share.Sync(ctx, c)
	timer.Stop()
	cancel()
	var unmet *git.UnmetError
	if err != nil && !errors.Is(err, context.Canceled) && !errors.As(err, &unmet) && ctx.Err() == nil {
		m.t.Fatalf("%s: %v", m.who, err)
	}
	m.close()
	switch random.IntN(8) {
	case 0:
		m.check(os.RemoveAll(filepath.Join(m.dir, "sync.git")))
	case 1:
		m.check(os.RemoveAll(filepath.Join(m.dir, "sync.git", "leadline")))
	}
	m.open()
}

// Whatever people say on whatever machine, in whatever order they sync, and wherever machines crash: in the end all say the same.
func TestAllMachinesAgreeInTheEnd(t *testing.T) {
	t.Parallel()
	for seed := range uint64(4) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			random := rand.New(rand.NewPCG(seed, 7))
			bare := remote(t)
			machines := []*machine{newMachine(t, "one"), newMachine(t, "two"), newMachine(t, "three")}
			subjects := []string{"D-AAAAAA", "T-BBBBBB", "Q-CCCCCC", "D-DDDDDD", "T-EEEEEE"}
			kinds := map[byte][][2]string{
				'D': {{"decision.logged", `{"title":"%d","status":"accepted"}`}, {"entry.amended", `{"title":"%d"}`}, {"decision.moved", `{"status":"rejected"}`}, {"entry.retracted", `{}`}},
				'T': {{"todo.offered", `{"to":"","what":"%d","why":"y"}`}, {"todo.taken", `{"outcome":"%d"}`}, {"todo.declined", `{}`}, {"todo.done", `{}`}, {"todo.checked-in", `{"answer":"on track"}`}},
				'Q': {{"question.asked", `{"question":"%d"}`}, {"question.answered", `{"text":"%d"}`}, {"mood.shared", `{"n":%d}`}},
			}
			for step := range 40 {
				m := machines[random.IntN(len(machines))]
				m.now = noon.Add(time.Duration(step)*time.Minute + time.Duration(random.IntN(600)-300)*time.Second) // no two clocks agree
				switch r := random.IntN(10); {
				case r < 6:
					subject := subjects[random.IntN(len(subjects))]
					of := kinds[subject[0]]
					kind := of[random.IntN(len(of))]
					body := kind[1]
					body = strings.ReplaceAll(body, "%d", fmt.Sprint(step))
					e := m.say(kind[0], subject, body)
					if random.IntN(6) == 0 { // and another machine sees the same commit
						other := machines[random.IntN(len(machines))]
						if other != m {
							e.Repo = other.repo()
							_, err := other.log.Append(t.Context(), e)
							other.check(err)
						}
					}
				case r < 7:
					all := m.events()
					if len(all) == 0 {
						continue
					}
					e := all[random.IntN(len(all))]
					if e.Writer != m.log.Writer() {
						continue
					}
					_, err := m.log.Blank(t.Context(), eventlog.Blank{ID: e.ID, Body: []byte("{}"), Actor: true, Writer: e.Writer})
					m.check(err)
				case r < 8:
					m.crash(bare, random)
				default:
					m.sync(bare)
				}
			}
			for range 3 {
				for _, m := range machines {
					m.now = noon.Add(2 * time.Hour)
					c := m.channel(bare)
					c.Retell = true
					out, err := share.Sync(t.Context(), c)
					m.check(err)
					if len(out.Refused)+len(out.Clashes)+len(out.Held) > 0 {
						t.Errorf("%s: refused %v, clashes %v, held %v", m.who, out.Refused, out.Clashes, out.Held)
					}
				}
			}
			fresh := newMachine(t, "fresh")
			fresh.now = noon.Add(2 * time.Hour)
			fresh.sync(bare)
			alike(t, append(machines, fresh)...)
			for _, m := range machines {
				m.check(m.log.Check(t.Context()))
			}
		})
	}
}
