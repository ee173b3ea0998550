package cli

import (
	"cmp"
	"context"
	"slices"

	"github.com/spf13/cobra"

	"github.com/leadline/leadline/internal/action"
	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/phrase"
)

func (a *app) pairing() *cobra.Command {
	return a.group("pairing", "Keep time to work on something together",
		a.pairingSuggest(), a.pairingBlock(),
		a.say(saying{
			use: "schedule --with WHO --at WHEN --topic TOPIC [--for LENGTH]", short: "Plan a block of time for two or more",
			long: "Plan a block of time for two or more. It lasts an hour unless --for or your settings say otherwise. Nobody is sent\n" +
				"anything that you have not confirmed: --ics writes an invitation for you to open or mail, --publish puts the block\n" +
				"into the calendar that your settings name (calendar.blocks), and on a terminal you are shown what would go where, and\n" +
				"asked, before.",
			form: action.Pairing,
		}),
		a.pairingMove(), a.pairingCancel(), a.pairingPublish(), a.pairingList(),
		a.attendBlock("take", "Say that you will be there"),
		a.attendBlock("later", "Think about it first"),
		a.attendBlock("decline", "Say that you cannot; nobody keeps a reason"),
		a.finishBlock("done", "Say that it took place, and what came of it", true),
		a.finishBlock("drop", "Say that it did not take place", false),
		a.pairingStart(), a.pairingStop(), a.pairingStatus(), a.pairingTrailers(), a.pairingMatrix(),
	)
}

func (a *app) pairingList() *cobra.Command {
	var mine, upcoming bool
	c := &cobra.Command{
		Use: "list", Short: "List pairing blocks, the latest first", Args: a.exactly(0),
		RunE: func(c *cobra.Command, _ []string) error {
			return a.withLedger(c.Context(), func(ctx context.Context, s *session) error { return a.listPairings(s, mine, upcoming) })
		},
	}
	c.Flags().BoolVar(&mine, "mine", false, "only those that you are in")
	c.Flags().BoolVar(&upcoming, "upcoming", false, "only those still to come, the next one first")
	return c
}

func (a *app) listPairings(s *session, mine, upcoming bool) error {
	snapshot := s.Snapshot()
	entries := slices.Clone(snapshot.Ledger.All(ledger.TypePairing))
	entries = slices.DeleteFunc(entries, func(e *ledger.Entry) bool {
		over := e.State != ledger.Planned || !e.Pairing.End().After(snapshot.Now())
		return upcoming && over || mine && !slices.ContainsFunc(e.Pairing.People, snapshot.IsMe)
	})
	slices.SortStableFunc(entries, func(x, y *ledger.Entry) int {
		if upcoming {
			return x.Pairing.Start.Compare(y.Pairing.Start)
		}
		return y.Pairing.Start.Compare(x.Pairing.Start)
	})
	marks := s.marks()
	if a.json {
		out := []pairingJSON{}
		for _, e := range entries {
			out = append(out, pairingOf(snapshot, e, marks[e.ID]))
		}
		return a.answer(out)
	}
	if len(entries) == 0 && (mine || upcoming) {
		return a.print("No such block is planned here. `leadline pairing list` lists all of them.\n")
	}
	if len(entries) == 0 {
		return a.print("No pairing is planned here yet. Plan the first: leadline pairing schedule --with @dev2 --at \"thu 14:00\" --for 60m --topic \"…\"\n")
	}
	v := s.voice()
	rows := [][]string{{"ID", "WHEN", "WHO", "TOPIC", "STATE", "WHERE"}}
	for _, e := range entries {
		p := e.Pairing
		rows = append(rows, []string{
			e.ID, phrase.When(p.Start, v.Now), v.Together(p.People), phrase.Clean(p.Topic, 60), cmp.Or(v.BlockState(e), string(e.State)), spots(marks[e.ID]),
		})
	}
	text := a.table(true, rows)
	for _, e := range entries {
		if why := action.Unsent(snapshot, e); why != "" {
			text += e.ID + " is not in your calendar yet: " + phrase.Clean(why, longestSentence) + "\n"
		}
	}
	return a.print(text)
}
