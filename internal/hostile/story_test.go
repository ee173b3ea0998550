//go:build unix && !race

package hostile_test

// story is the harmless repository that every vector spoils.
const story = `
me Dev Three <dev3@example.com>

commit main 2026-03-10T10:00:00Z Dev One <dev1@example.com>
charge customers
| Reviewed-by: Dev Two <dev2@example.com>
+ pay/bill.go
<<<
package pay

// Bill asks for the money once.
func Bill(order string) error {
	// TODO(dev2): retry on timeout
	return charge(order)
}
>>>
+ pay/retry.go
<<<
package pay

func retry() {}
>>>
+ docs/adr/0001-bill-once.md
<<<
# 1. Bill once

Status: accepted

Nobody is billed twice.
>>>
+ CODEOWNERS
<<<
* @dev1
/pay/ @dev2
>>>
+ .mailmap
<<<
Dev Two <dev2@example.com> <dev2@old.example.com>
>>>
+ .git-blame-ignore-revs
+ .leadline.toml
<<<
[people.dev1]
name = "Dev One"
emails = ["dev1@example.com"]
[people.dev2]
name = "Dev Two"
emails = ["dev2@example.com"]
>>>
+ .leadline/queries/mine.sql
<<<
-- Decisions of this repository
SELECT id, title FROM decisions
>>>
+ .gitignore
<<<
*.log
>>>

commit main 2026-10-02T10:00:00Z Dev Two <dev2@old.example.com>
retry must never bill twice (#412)
| Because customers were billed twice on timeouts.
+ pay/bill.go
<<<
package pay

// Bill asks for the money once.
func Bill(order string) error {
	// TODO(dev2): retry on timeout
	// FIXME: say which order
	if sent(order) {
		return nil
	}
	return charge(order)
}
>>>
+ pay/retry.go
<<<
package pay

func retry() { again() }
>>>

commit feature 2026-10-05T10:00:00Z Dev Three <dev3@example.com>
notes
+ notes/today.md
<<<
Some notes.
>>>

commit main 2026-10-06T10:00:00Z Dev One <dev1@example.com>
Merge branch feature
merge feature
`
