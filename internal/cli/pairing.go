package cli

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/leadline/leadline/internal/action"
	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/phrase"
)

func (a *app) pairing() *cobra.Command {
	return a.group("pairing", "Keep time to work on something together",
		a.pairingSuggest(), a.pairingBlock(),
		a.say(saying{
			use: "schedule --with WHO --at WHEN --for LENGTH --topic TOPIC", short: "Plan a block of time for two or more",
			form: action.Pairing,
		}),
		a.pairingList(),
		a.respond("take", "Say that you will be there"),
		a.respond("later", "Think about it first"),
		a.respond("decline", "Say that you cannot; nobody keeps a reason"),
		a.respond("done", "Say that it took place"),
		a.pairingStart(), a.pairingStop(), a.pairingStatus(), a.pairingTrailers(),
	)
}

func (a *app) pairingList() *cobra.Command {
	return &cobra.Command{
		Use: "list", Short: "List pairing blocks, the latest first", Args: a.exactly(0),
		RunE: func(c *cobra.Command, _ []string) error { return a.withLedger(c.Context(), a.listPairings) },
	}
}

func (a *app) listPairings(ctx context.Context, s *session) error {
	entries := s.Snapshot().Ledger.All(ledger.TypePairing)
	marks := s.marks()
	if a.json {
		out := []pairingJSON{}
		for _, e := range entries {
			out = append(out, pairingOf(s.Snapshot(), e, marks[e.ID]))
		}
		return a.answer(out)
	}
	if len(entries) == 0 {
		return a.print("No pairing is planned here yet. Plan the first: leadline pairing schedule --with @dev2 --at \"thu 14:00\" --for 60m --topic \"…\"\n")
	}
	v := s.voice()
	rows := [][]string{{"ID", "WHEN", "WHO", "TOPIC", "STATE", "WHERE"}}
	for _, e := range entries {
		p := e.Pairing
		rows = append(rows, []string{
			e.ID, phrase.When(p.Start, v.Now), v.Together(p.People), phrase.Clean(p.Topic, 60), string(e.State), spots(marks[e.ID]),
		})
	}
	return a.print(a.table(true, rows))
}
