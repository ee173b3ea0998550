//go:build editors

package editortest

import (
	"fmt"
	"os"
)

// command plays the commands that a plugin runs beside the server, and returns the exit code.
func command(name string) int {
	say := func(text string) { os.Stdout.WriteString(text + "\n") }
	switch name {
	case "version":
		say("leadline stand-in")
	case "doctor":
		say("git: fine")
	case "decision":
		say(`[{"id":"D-7K3QXM","title":"Charge is idempotent","status":"accepted","because":null,"anchors":[{"path":"pay/charge.go","line":3,"end_line":5,"state":"ok"}]},` +
			`{"id":"D-2F8MRT","title":"Ledger before queue","status":"proposed","because":"a queue forgets","anchors":[{"path":"gone.go","line":null,"end_line":null,"state":"orphaned"}]}]`)
	case "question", "risk", "pairing":
		say(`[]`)
	case "todo":
		say(`[{"id":"aefa53d4274f","path":"pay/charge.go","line":4,"tag":"TODO","text":"retry on timeout","author":"dev2@example.com","age_days":200,"state":"offered","assignee":"dev1","delegation":"T-9M2AVC"},` +
			`{"id":"aefa53d4274e","path":"a b#1%.txt","line":7,"tag":"FIXME","text":"ünïcode","author":null,"age_days":null,"state":"open","assignee":null,"delegation":null}]`)
	case "silos":
		say(`[{"area":"pay","knower":"dev2@example.com","knower_name":"Dev Two","share":0.9,"files":3}]`)
	case "plate":
		say(`{"items":[{"id":"O-7K3QXM","title":"call the vendor","from":null,"due":"2026-11-27","path":null,"line":null,"quadrant":"do"},` +
			`{"id":"T-9M2AVC","title":"retry","from":"dev2","due":null,"path":"pay/charge.go","line":4,"quadrant":null}],"shape":null,"blocks":[]}`)
	case "sync":
		say("Sent 2, received 3.")
	case "calendar":
		fmt.Fprintln(os.Stderr, "leadline: no calendar is read; `leadline calendar add` adds one")
		return 1
	}
	return 0
}
