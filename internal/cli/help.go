package cli

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"

	"github.com/spf13/cobra"

	"github.com/leadline/leadline/internal/report"
)

// shapes are the answers with --json, by command.
var shapes = []struct {
	command string
	answer  any
}{
	{"who", whoJSON{}},
	{"why", whyJSON{}},
	{"why --keep", keptJSON{}},
	{"tour", tourJSON{}},
	{"catchup", catchUpJSON{}},
	{"companions PATH", companionsJSON{}},
	{"companions --changed", []nextJSON{}},
	{"companions eval", trialJSON{}},
	{"owners", []ownersJSON{}},
	{"owners check", ownersCheckJSON{}},
	{"silos", []siloJSON{}},
	{"truckfactor", truckFactorJSON{}},
	{"decision log", decisionJSON{}},
	{"decision list", []decisionJSON{}},
	{"decision timeline", []report.TimelineWeek{}},
	{"decision graph", report.Graph{}},
	{"decision show|accept|reject|deprecate|propose|question|answer|review", decisionJSON{}},
	{"decision supersede", supersededJSON{}},
	{"decision check", decisionCheckJSON{}},
	{"decision export|import", []keptDecisionJSON{}},
	{"risk raise|show|close", riskJSON{}},
	{"risk list", []riskJSON{}},
	{"ask", askJSON{}},
	{"question open|answer", questionJSON{}},
	{"question list", []questionJSON{}},
	{"retro note", retroJSON{}},
	{"retro list", []retroJSON{}},
	{"todo list", []todoJSON{}},
	{"todo delegate|take|later|decline|checkin|handback|done", delegationJSON{}},
	{"todo delegate --suggest", []candidateJSON{}},
	{"todo decline --reason|thank", messagedJSON{}},
	{"todo import", importedJSON{}},
	{"plate", plateJSON{}},
	{"plate done|drop", plateJSON{}},
	{"plate hand-on", delegationJSON{}},
	{"plate add|set|claim", plateItemJSON{}},
	{"plate block", blockJSON{}},
	{"pairing schedule|take|later|decline|done", pairingJSON{}},
	{"pairing move|cancel|drop", pairingJSON{}},
	{"pairing publish", publishedJSON{}},
	{"pairing list", []pairingJSON{}},
	{"pairing suggest", []suggestionJSON{}},
	{"pairing block", []ownTimeJSON{}},
	{"pairing block --for|drop", ownTimeJSON{}},
	{"pairing matrix", matrixJSON{}},
	{"pairing start|stop|status", pairSessionJSON{}},
	{"pairing trailers", []string{}},
	{"review request|take|later|decline|done", reviewJSON{}},
	{"review list", []reviewJSON{}},
	{"review limit", reviewLimitJSON{}},
	{"reviewers", []reviewerJSON{}},
	{"reviewers eval", reviewTrialJSON{}},
	{"know", knowJSON{}},
	{"away", awayJSON{}},
	{"calendar", calendarJSON{}},
	{"calendar add|remove|look|share|unshare", calendarJSON{}},
	{"wish AREA learn|less|none", wishJSON{}},
	{"wish", []wishJSON{}},
	{"sync", syncJSON{}},
	{"sync --status", syncStatusJSON{}},
	{"sync --dry-run", previewJSON{}},
	{"sync --auto", syncAutoJSON{}},
	{"forget", forgottenJSON{}},
	{"retract", retractedJSON{}},
	{"attach", attachedJSON{}},
	{"me", report.MeReport{}},
	{"query --list", []savedQueryJSON{}},
	{"report week", report.WeekReport{}},
	{"report decisions", report.DecisionsReport{}},
	{"report delegations", report.DelegationsReport{}},
	{"report load", report.LoadReport{}},
	{"report pairings", report.PairingsReport{}},
	{"report silos", report.SilosReport{}},
	{"report area", report.AreaReport{}},
	{"report away", report.AbsenceReport{}},
	{"report handover", report.HandoverReport{}},
	{"report onboarding", report.OnboardingReport{}},
	{"report update", report.UpdateReport{}},
	{"report balance", report.BalanceReport{}},
	{"report moves", report.MovesReport{}},
	{"index", indexJSON{}},
	{"init", initJSON{}},
	{"setup", setupJSON{}},
	{"backup", backupJSON{}},
	{"restore", restoredJSON{}},
	{"import --events", eventsJSON{}},
	{"doctor", doctorJSON{}},
	{"peek", peekJSON{}},
	{"dash", dashJSON{}},
	{"uninstall", []storedJSON{}},
	{"version", versionJSON{}},
}

func (a *app) help(root *cobra.Command) *cobra.Command {
	return &cobra.Command{
		Use: "help [COMMAND]", Short: "Explain a command; `help json` shows what commands print with --json",
		RunE: func(_ *cobra.Command, args []string) error {
			if len(args) == 1 && args[0] == "json" {
				return a.print(shapesText())
			}
			c, rest, err := root.Find(args)
			if err != nil || len(rest) > 0 {
				return usagef("there is no command %q to explain; see `leadline --help`", strings.Join(args, " "))
			}
			c.InitDefaultHelpFlag()
			return c.Help()
		},
	}
}

// shapesText is a JSON object: for each command its answer, with types for values.
func shapesText() string {
	var b strings.Builder
	b.WriteString("{\n")
	for _, s := range shapes {
		fmt.Fprintf(&b, "  %q: %s,\n", "leadline "+s.command, shape(reflect.TypeOf(s.answer), "  "))
	}
	fmt.Fprintf(&b, "  %q: %s,\n", "leadline me --as-lead", `{"each view that names me": ["an object for each row, its keys the columns"]}`)
	fmt.Fprintf(&b, "  %q: %s,\n", "leadline todo export", `{
    "leadline": "delegations",
    "version": "number",
    "delegations": [{
      "id": "text",
      "state": "text",
      "what, why, to and what else is known of it": "text",
      "history": ["an object for each event: event, kind, by, at, v, body"]
    }]
  }`)
	fmt.Fprintf(&b, "  %q: %s,\n", "leadline amend", `"the entry, as its own commands print it"`)
	fmt.Fprintf(&b, "  %q: %s\n}\n", "leadline query", `["an object for each row, its keys the columns"]`)
	return b.String()
}

var marshaler = reflect.TypeFor[json.Marshaler]()

// shape writes a type as the JSON that its values have.
func shape(t reflect.Type, margin string) string {
	switch {
	case t.Implements(marshaler) && t.Kind() != reflect.Pointer:
		return `"time, RFC 3339 UTC"`
	case t.Kind() == reflect.Pointer:
		inner := shape(t.Elem(), margin)
		if text, ok := strings.CutSuffix(inner, `"`); ok {
			return text + ` or null"`
		}
		return inner
	case t.Kind() == reflect.Slice:
		return "[" + shape(t.Elem(), margin) + "]"
	case t.Kind() == reflect.Struct:
		var fields []string
		for _, f := range reflect.VisibleFields(t) {
			if name := f.Tag.Get("json"); name != "" && !f.Anonymous {
				fields = append(fields, fmt.Sprintf("%s  %q: %s", margin, name, shape(f.Type, margin+"  ")))
			}
		}
		return "{\n" + strings.Join(fields, ",\n") + "\n" + margin + "}"
	case t.Kind() == reflect.Bool:
		return `"boolean"`
	case t.Kind() == reflect.String:
		return `"text"`
	}
	return `"number"`
}
