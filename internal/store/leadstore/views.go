package leadstore

// A view is a promise: its name and columns stay as they are, and its meaning stands in schema_doc.
type view struct {
	name    string
	query   string
	columns []column
}

type column struct{ name, meaning string }

// where is the first place an entry is anchored at: where it stands now, else where it was said.
const where = `
	LEFT JOIN place AS p ON p.repo = e.repo AND p.id = e.id AND p.i = 0`

const pathOf = `coalesce(p.path, json_extract(e.doc, '$.anchors[0].path'))`

const whereColumns = `
	` + pathOf + ` AS path,
	nullif(coalesce(p.line, json_extract(e.doc, '$.anchors[0].line')), 0) AS line`

// who said it: the address, or the name where there is none.
const saidBy = `coalesce(nullif(json_extract(e.doc, '$.by.email'), ''), json_extract(e.doc, '$.by.name')) AS "by"`

var (
	repoColumn  = column{"repo", "id of the repository, see the view repos"}
	idColumn    = column{"id", "id of the entry, such as D-7K3QXM"}
	toColumn    = column{"to", "handle (with @) or address of the person asked; quote it: \"to\"; null 90 days after they declined"}
	byColumn    = column{"by", "address of the person who said it, else the name; null for somebody who wants to be named nowhere, here and in every other column that names people"}
	atColumn    = column{"at", "when it was said, RFC 3339 UTC"}
	stateColumn = column{"state", "offered, taken, later, declined, handed-back or done"}
	pathColumn  = column{"path", "file it is about, relative to the repository's top; null when it is about none"}
	lineColumn  = column{"line", "first line, from 1; null when it is about the whole file"}
	endColumn   = column{"end_line", "last line, inclusive; null when it is about the whole file"}
)

var views = []view{
	{
		"repos",
		`SELECT repo, nullif(name, '') AS name, nullif(path, '') AS path, nullif(remote, '') AS remote FROM repo`,
		[]column{
			{"repo", "id of the repository, minted when the store first met it"},
			{"name", "as people call it"},
			{"path", "where it was last opened on this machine"},
			{"remote", "address of its main remote, without credentials; null when it has none"},
		},
	},
	{
		"people",
		`SELECT repo, name, email, nullif(handle, '') AS handle, active, bot FROM person`,
		[]column{
			repoColumn,
			{"name", "name, after .mailmap and settings"},
			{"email", "main address, after .mailmap and settings"},
			{"handle", "handle without @; null when unknown"},
			{"active", "1 when the person changed or reviewed anything within a year, else 0"},
			{"bot", "1 for a program, else 0"},
		},
	},
	{
		"ownership",
		`SELECT repo, path, name, email, nullif(handle, '') AS handle, share, nullif(last, '') AS last, active FROM knowledge`,
		[]column{
			repoColumn,
			{"path", "folder, relative to the repository's top"},
			{"name", "who knows it"},
			{"email", "main address of that person"},
			{"handle", "handle without @; null when unknown"},
			{"share", "part of the knowledge of this path, 0 to 1: a guess from history, not a measure of people"},
			{"last", "when that person last changed or reviewed it, RFC 3339 UTC"},
			{"active", "1 when the person was active within a year, else 0"},
		},
	},
	{
		"owners",
		`SELECT repo, path, owners, nullif(file, '') AS file, nullif(line, 0) AS line, nullif(pattern, '') AS pattern FROM owner`,
		[]column{
			repoColumn,
			{"path", "file, or folder of whose tracked files all are decided alike, relative to the repository's top; . is all"},
			{"owners", "JSON array of owners as CODEOWNERS declares them; [] for nobody"},
			{"file", "where the deciding rule stands; null when no rule matches"},
			{"line", "its line, from 1; null when no rule matches"},
			{"pattern", "its pattern, as written; null when no rule matches"},
		},
	},
	{
		"silos",
		`SELECT repo, area, knower, knower_name, share, nullif(runner_up, '') AS runner_up, nullif(runner_up_name, '') AS runner_up_name, files FROM silo`,
		[]column{
			repoColumn,
			{"area", "folder that rests on one person, relative to the repository's top"},
			{"knower", "handle (with @) or address of that person"},
			{"knower_name", "name of that person"},
			{"share", "part of the knowledge of what is changed often there, over 0.7: a guess from history"},
			{"runner_up", "handle (with @) or address of who is next to it; null when nobody is"},
			{"runner_up_name", "name of who is next to it"},
			{"files", "files there that people changed at least four times in a year"},
		},
	},
	{
		"decisions",
		`SELECT e.repo, e.id,
	json_extract(e.doc, '$.decision.title') AS title,
	json_extract(e.doc, '$.decision.status') AS status,
	nullif(json_extract(e.doc, '$.decision.undo'), '') AS undo,
	CASE json_extract(e.doc, '$.decision.undo') WHEN 'months' THEN 'one-way' ELSE 'two-way' END AS door,
	nullif(json_extract(e.doc, '$.decision.confidence'), '') AS confidence,
	nullif(json_extract(e.doc, '$.decision.decided_by'), '') AS decided_by,
	nullif(json_extract(e.doc, '$.decision.because'), '') AS because,
	nullif(json_extract(e.doc, '$.decision.review_by'), '') AS review_by,
	nullif(coalesce(nullif(json_extract(e.doc, '$.by.email'), ''), json_extract(e.doc, '$.by.name')), '') AS "by",
	nullif(json_extract(e.doc, '$.at'), '0001-01-01T00:00:00Z') AS at,` + whereColumns + `,
	nullif(coalesce(p.end_line, json_extract(e.doc, '$.anchors[0].end_line')), 0) AS end_line,
	CASE WHEN json_extract(e.doc, '$.decision.decided_by') IN ('team', 'outside') THEN json_extract(e.doc, '$.decision.decided_by')
		WHEN lower(json_extract(e.doc, '$.decision.decided_by')) = lower(json_extract(e.doc, '$.by.email')) THEN 'me'
		WHEN EXISTS (SELECT 1 FROM person AS q WHERE q.repo = e.repo AND q.email = json_extract(e.doc, '$.by.email') COLLATE NOCASE
			AND q.handle <> '' AND '@' || lower(q.handle) = lower(json_extract(e.doc, '$.decision.decided_by'))) THEN 'me'
		WHEN coalesce(json_extract(e.doc, '$.decision.decided_by'), '') <> '' THEN 'person' END AS decider,
	nullif(json_extract(e.doc, '$.decision.source'), '') AS source,
	nullif(json_extract(e.doc, '$.decision.context'), '') AS context,
	nullif(json_extract(e.doc, '$.decision.options'), '') AS options,
	coalesce(json_extract(e.doc, '$.decision.consulted'), '[]') AS consulted,
	coalesce(json_extract(e.doc, '$.decision.informed'), '[]') AS informed,
	nullif(json_extract(e.doc, '$.decision.if_wrong'), '') AS if_wrong,
	coalesce(json_extract(e.doc, '$.decision.tags'), '[]') AS tags,
	nullif(json_extract(e.doc, '$.decision.saves'), '') AS saves,
	nullif(json_extract(e.doc, '$.decision.costs'), '') AS costs,
	coalesce(json_extract(e.doc, '$.decision.supersedes'), '[]') AS supersedes,
	nullif(json_extract(e.doc, '$.decision.superseded_by'), '') AS superseded_by,
	coalesce(json_extract(e.doc, '$.decision.relates_to'), '[]') AS relates_to,
	coalesce(json_extract(e.doc, '$.decision.answers'), '[]') AS answers,
	coalesce(json_array_length(e.doc, '$.decision.doubts'), 0) AS questions,
	(SELECT count(*) FROM json_each(e.doc, '$.decision.doubts') AS q WHERE json_extract(q.value, '$.answer') IS NULL) AS questions_open,
	json_extract(e.doc, '$.decision.reviews[#-1].outcome') AS reviewed,
	nullif(json_extract(e.doc, '$.decision.reviews[#-1].learned'), '') AS learned,
	nullif(json_extract(e.doc, '$.changed'), '0001-01-01T00:00:00Z') AS changed,
	coalesce(json_array_length(e.doc, '$.anchors'), 0) AS anchors,
	e.file,
	coalesce(json_extract(e.doc, '$.decision.checks'), '[]') AS checks
	FROM ` + decided + ` AS e` + where,
		[]column{
			repoColumn, idColumn,
			{"title", "the decision in one line"},
			{"status", "proposed, accepted, rejected, deprecated or superseded"},
			{"undo", "how long it takes to undo: days, weeks or months"},
			{"door", "one-way when undoing takes months, else two-way"},
			{"confidence", "guess, enough or certain; null when not said"},
			{"decided_by", "handle, address, team or outside"},
			{"because", "the reason, Markdown"},
			{"review_by", "date by which it is looked at again"},
			byColumn, atColumn, pathColumn, lineColumn, endColumn,
			{"decider", "kind of who decided: me (whoever logged it), team, person or outside; null when not said"},
			{"source", "who or what decided it outside the team"},
			{"context", "what asked for a decision, Markdown"},
			{"options", "what else was possible, with trade-offs, Markdown"},
			{"consulted", "JSON array of handles (with @) and addresses of those who were asked before"},
			{"informed", "JSON array of handles (with @) and addresses of those who were told"},
			{"if_wrong", "what is done if it was wrong"},
			{"tags", "JSON array of words to find it by"},
			{"saves", "what a shortcut saves now, in time or money, as written; null for what is none"},
			{"costs", "what it costs a month, in time or money, as written; null for what is none"},
			{"supersedes", "JSON array of the ids of decisions whose place it took"},
			{"superseded_by", "id of the decision that took its place; null while it has none"},
			{"relates_to", "JSON array of the ids of decisions to read with it"},
			{"answers", "JSON array of the ids of questions that it settled"},
			{"questions", "how many questions were put to it"},
			{"questions_open", "how many of those have no answer"},
			{"reviewed", "what the last look at it gave: keep, change or retire; null before the first"},
			{"learned", "what was learned then, in one line"},
			{"changed", "when something was said about it last, RFC 3339 UTC"},
			{"anchors", "in how many places it stands, see the view anchors"},
			{"file", "decision record that holds it, relative to the repository's top, and is the truth about it; null without one"},
			{"checks", "JSON array of what code must keep to, see leadline decision check: objects with \"in\" and one of pattern, forbids and companion"},
		},
	},
	{
		"anchors",
		`SELECT e.repo, e.id, e.kind,
	coalesce(p.path, json_extract(a.value, '$.path')) AS path,
	nullif(coalesce(p.line, json_extract(a.value, '$.line')), 0) AS line,
	nullif(coalesce(p.end_line, json_extract(a.value, '$.end_line')), 0) AS end_line,
	nullif(p.state, '') AS state
	FROM ` + anchored + ` AS e, json_each(e.doc, '$.anchors') AS a
	LEFT JOIN place AS p ON p.repo = e.repo AND p.id = e.id AND p.i = a.key`,
		[]column{
			repoColumn, idColumn,
			{"kind", "decision, question, risk, delegation, pairing, review or retro"},
			pathColumn, lineColumn, endColumn,
			{"state", "ok, moved, changed or orphaned; null when not looked up yet"},
		},
	},
	{
		"companions",
		`SELECT repo, path, companion, times, changes AS "of", nullif(last, '') AS last FROM companion`,
		[]column{
			repoColumn,
			{"path", "file that was changed within a year, relative to the repository's top"},
			{"companion", "file that changed with it more often than not; at most three for each path"},
			{"times", "in how many of the latest changes of path the companion changed too"},
			{"of", "how many changes of path that is out of, at most 20; commits of more than 30 files left out"},
			{"last", "when both changed last, RFC 3339 UTC"},
		},
	},
	{
		"todos",
		`SELECT t.repo, t.id, t.path, t.line, t.tag, t.text, nullif(t.author, '') AS author,
	CAST(julianday('now') - julianday(nullif(t.at, '')) AS INTEGER) AS age_days,
	coalesce(d.state, 'open') AS state,
	nullif(coalesce(d."to", t.assignee), '') AS assignee,
	d.id AS delegation
	FROM todo AS t LEFT JOIN ` + todoDelegations + ` AS d ON d.comment = t.rowid`,
		[]column{
			repoColumn,
			{"id", "id of the TODO comment: stays when it is moved, re-indented, slightly reworded, or its file renamed"},
			{"path", "file, relative to the repository's top"},
			{"line", "line, from 1"},
			{"tag", "TODO, FIXME and the like"},
			{"text", "what it says"},
			{"author", "handle (with @) or address of who wrote the line; null when not known, or not yet"},
			{"age_days", "days since the line was written; null when not known, or not yet"},
			{"state", "open, offered, taken, later, declined, handed-back or done"},
			{"assignee", "to whom it is offered, else whom the comment names"},
			{"delegation", "id of its delegation; null when it was never offered"},
		},
	},
	{
		"delegations",
		`SELECT e.repo, e.id,
	json_extract(e.doc, '$.delegation.what') AS what,
	json_extract(e.doc, '$.delegation.why') AS why,
	nullif(json_extract(e.doc, '$.delegation.outcome'), '') AS outcome,
	nullif(json_extract(e.doc, '$.delegation.to'), '') AS "to",
	` + saidBy + `, json_extract(e.doc, '$.state') AS state,
	nullif(json_extract(e.doc, '$.delegation.authority'), '') AS authority,
	nullif(json_extract(e.doc, '$.delegation.check_in'), '') AS check_in,` + whereColumns + `,
	json_extract(e.doc, '$.at') AS at,
	nullif(json_extract(e.doc, '$.delegation.tracking'), '') AS tracking,
	coalesce(json_extract(e.doc, '$.state') = 'taken' AND json_extract(e.doc, '$.delegation.last_check_in.answer') = 'help', 0) AS help_wanted,
	coalesce(json_extract(e.doc, '$.state') = 'handed-back' AND json_extract(e.doc, '$.delegation.replaced_by') IS NULL, 0) AS handed_back,
	nullif(json_extract(e.doc, '$.delegation.todo'), '') AS todo,
	json_extract(e.doc, '$.changed') AS changed,
	nullif(json_extract(e.doc, '$.delegation.commit'), '') AS "commit",
	nullif(json_extract(e.doc, '$.delegation.reverted'), '') AS reverted,
	nullif(json_extract(e.doc, '$.delegation.replaced_by'), '') AS replaced_by
	FROM entry AS e` + where + ` WHERE e.kind = 'delegation' AND NOT e.retracted`,
		[]column{
			repoColumn, idColumn,
			{"what", "what is handed on"},
			{"why", "why it matters"},
			{"outcome", "how one will know that it is done"},
			toColumn, byColumn,
			{"state", "offered, taken, later, declined, handed-back, replaced (by an offer made anew) or done"},
			{"authority", "look (recommend), tell (act and tell) or free"},
			{"check_in", "date of the next check-in, which belongs to the delegate"},
			pathColumn, lineColumn, atColumn,
			{"tracking", "how whoever took it wants it followed; null when not said"},
			{"help_wanted", "1 when the last check-in asked for help, else 0"},
			{"handed_back", "1 when it came back and waits to be offered smaller, to a pair or to somebody else, else 0"},
			{"todo", "id of the TODO comment it grew from, see the view todos; null when it grew from none"},
			{"changed", "when something was said about it last, RFC 3339 UTC"},
			{"commit", "commit whose message said that it is done, full hash; quote it: \"commit\"; null when none did"},
			{"reverted", "commit that took that one back, full hash; it stays done unless people say otherwise; null when none did"},
			{"replaced_by", "id of the offer that took its place: the same work, offered anew; null when none did"},
		},
	},
	{
		"pairings",
		`SELECT e.repo, e.id,
	json_extract(e.doc, '$.pairing.topic') AS topic,
	json_extract(e.doc, '$.pairing.start') AS start,
	strftime('%Y-%m-%dT%H:%M:%SZ', json_extract(e.doc, '$.pairing.start'),
		json_extract(e.doc, '$.pairing.minutes') || ' minutes') AS "end",
	json_extract(e.doc, '$.pairing.people') AS people,
	json_extract(e.doc, '$.state') AS state,
	` + saidBy + `,` + whereColumns + `,
	coalesce(nullif(rtrim(rtrim(` + pathOf + `, replace(` + pathOf + `, '/', '')), '/'), ''), CASE WHEN ` + pathOf + ` IS NOT NULL THEN '.' END) AS area,
	nullif(json_extract(e.doc, '$.pairing.purpose'), '') AS purpose,
	nullif(json_extract(e.doc, '$.pairing.zone'), '') AS zone,
	nullif(json_extract(e.doc, '$.pairing.about'), '') AS about,
	coalesce(json_extract(e.doc, '$.pairing.sequence'), 0) AS sequence,
	(SELECT json_group_array(json_object('who', coalesce(nullif(json_extract(a.value, '$.by.email'), ''), json_extract(a.value, '$.by.name')),
		'state', json_extract(a.value, '$.state'))) FROM json_each(e.doc, '$.answers') AS a) AS answers,
	nullif(json_extract(e.doc, '$.pairing.outcome'), '') AS outcome,
	nullif(json_extract(e.doc, '$.pairing.how'), '') AS how,
	coalesce(json_extract(e.doc, '$.pairing.commits'), '[]') AS commits,
	json_extract(e.doc, '$.at') AS at,
	json_extract(e.doc, '$.changed') AS changed
	FROM entry AS e` + where + ` WHERE e.kind = 'pairing' AND NOT e.retracted`,
		[]column{
			repoColumn, idColumn,
			{"topic", "what the block is for"},
			{"start", "RFC 3339 UTC"},
			{"end", "RFC 3339 UTC"},
			{"people", "JSON array of handles (with @) and addresses, the organiser first"},
			{"state", "planned, done (it took place), dropped (it did not) or cancelled (it will not)"},
			byColumn, pathColumn, lineColumn,
			{"area", "folder of the path; . for the repository's top, null without a path"},
			{"purpose", "spread (what one person knows), unblock, review or onboard; null when not said"},
			{"zone", "whose clocks it was planned on, a name of IANA; null when that is UTC or not known"},
			{"about", "id of the entry that it grew from; null when it grew from none"},
			{"sequence", "how many changes there were, as its invitation counts them (RFC 5545)"},
			{"answers", "JSON array of {who, state}: what each said who was invited: taken, later or declined; only to the time that it is planned for"},
			{"outcome", "what came of it, in a line; null when nothing was said"},
			{"how", "how it is known that it took place: said or commits; null when it did not"},
			{"commits", "JSON array of the commits that show that it took place, full hashes"},
			atColumn,
			{"changed", "when something was said about it last, RFC 3339 UTC"},
		},
	},
	{
		"pairing_matrix",
		`SELECT repo, person, partner, last, how FROM paired`,
		[]column{
			repoColumn,
			{"person", "handle (with @) or address; everybody who is here and wants to be named"},
			{"partner", "with whom that person paired, written likewise; each two stand here from the side of both"},
			{"last", "when last, RFC 3339 UTC; how often is not kept"},
			{"how", "commits, where one with co-authors says so; said, where people say that a block took place"},
		},
	},
	{
		"questions",
		`SELECT e.repo, e.id,
	json_extract(e.doc, '$.question.text') AS text,
	nullif(json_extract(e.doc, '$.question.details'), '') AS details,
	json_extract(e.doc, '$.state') AS state,
	nullif(json_extract(e.doc, '$.question.decides'), '') AS decides,
	nullif(json_extract(e.doc, '$.question.due'), '') AS due,
	` + saidBy + `, json_extract(e.doc, '$.at') AS at,` + whereColumns + `,
	nullif(coalesce(p.end_line, json_extract(e.doc, '$.anchors[0].end_line')), 0) AS end_line,
	coalesce(json_array_length(e.doc, '$.question.replies'), 0) AS answers,
	json_extract(e.doc, '$.question.replies[#-1].text') AS answer,
	coalesce(nullif(json_extract(e.doc, '$.question.replies[#-1].by.email'), ''), json_extract(e.doc, '$.question.replies[#-1].by.name')) AS answered_by,
	json_extract(e.doc, '$.question.replies[#-1].at') AS answered_at,
	nullif(json_extract(e.doc, '$.question.replies[#-1].decision'), '') AS decision
	FROM entry AS e` + where + ` WHERE e.kind = 'question' AND NOT e.retracted`,
		[]column{
			repoColumn, idColumn,
			{"text", "the question in one line"},
			{"details", "what there is to know about it, Markdown"},
			{"state", "open or answered"},
			{"decides", "who decides it: handle (with @), address, team or outside; null when nobody has to"},
			{"due", "date by which it is to be decided; null when there is none"},
			byColumn, atColumn, pathColumn, lineColumn, endColumn,
			{"answers", "how many answers it has"},
			{"answer", "the newest answer, Markdown; null before the first"},
			{"answered_by", "address of who gave it, else the name"},
			{"answered_at", "when, RFC 3339 UTC"},
			{"decision", "id of the decision that it became; null where it was answered in words"},
		},
	},
	{
		"risks",
		`SELECT e.repo, e.id,
	json_extract(e.doc, '$.risk.problem') AS problem,
	json_extract(e.doc, '$.state') AS state,
	nullif(json_extract(e.doc, '$.risk.cause'), '') AS cause,
	nullif(json_extract(e.doc, '$.risk.takes'), '') AS takes,
	nullif(json_extract(e.doc, '$.risk.gains'), '') AS gains,
	` + saidBy + `, json_extract(e.doc, '$.at') AS at,` + whereColumns + `,
	nullif(coalesce(p.end_line, json_extract(e.doc, '$.anchors[0].end_line')), 0) AS end_line,
	nullif(json_extract(e.doc, '$.risk.outcome'), '') AS outcome,
	json_extract(e.doc, '$.risk.closings[0].at') AS closed_at,
	coalesce(nullif(json_extract(e.doc, '$.risk.closings[0].by.email'), ''), json_extract(e.doc, '$.risk.closings[0].by.name')) AS closed_by
	FROM entry AS e` + where + ` WHERE e.kind = 'risk' AND NOT e.retracted`,
		[]column{
			repoColumn, idColumn,
			{"problem", "what may go wrong, in one line"},
			{"state", "open or closed"},
			{"cause", "what is known of the cause; null while it is not known"},
			{"takes", "what it takes to be rid of it"},
			{"gains", "what gets better then"},
			byColumn, atColumn, pathColumn, lineColumn, endColumn,
			{"outcome", "how it ended; null while it is open"},
			{"closed_at", "when it was closed, RFC 3339 UTC; null while it is open"},
			{"closed_by", "address of who closed it, else the name"},
		},
	},
	{
		"retro",
		`SELECT e.repo, e.id,
	json_extract(e.doc, '$.retro.text') AS text,
	json_extract(e.doc, '$.retro.area') AS area,
	coalesce(nullif(json_extract(e.doc, '$.by.email'), ''), nullif(json_extract(e.doc, '$.by.name'), '')) AS "by",
	json_extract(e.doc, '$.at') AS at,
	nullif(coalesce(p.line, json_extract(e.doc, '$.anchors[0].line')), 0) AS line
	FROM entry AS e` + where + ` WHERE e.kind = 'retro' AND NOT e.retracted`,
		[]column{
			repoColumn, idColumn,
			{"text", "an observation about the area, never about a person"},
			{"area", "file or folder, relative to the repository's top; . is all"},
			{"by", "address of who noted it, else the name; null when they gave none; quote it: \"by\""},
			{"at", "when it was noted, RFC 3339 UTC; only the day where no name was given"},
			{"line", "first line, from 1; null when it is about no lines"},
		},
	},
	{
		"reviews",
		`SELECT e.repo, e.id,
	nullif(json_extract(e.doc, '$.review.to'), '') AS "to",
	` + saidBy + `, json_extract(e.doc, '$.state') AS state,
	nullif(json_extract(e.doc, '$.review.base'), '') AS base,
	coalesce(json_extract(e.doc, '$.review.paths'), '[]') AS paths,
	json_extract(e.doc, '$.at') AS at,
	nullif(json_extract(e.doc, '$.review.branch'), '') AS branch,
	nullif(json_extract(e.doc, '$.review.landed'), '') AS landed
	FROM entry AS e WHERE e.kind = 'review' AND NOT e.retracted`,
		[]column{
			repoColumn, idColumn, toColumn, byColumn, stateColumn,
			{"base", "revision the change is compared with; null when paths were given"},
			{"paths", "JSON array of paths, at most 200"},
			atColumn,
			{"branch", "branch of the change, by its full name in the clone of whoever asked; null where it is about no change"},
			{"landed", "commit with which the change came to the branch that others build on, which closed the request; null before"},
		},
	},
	{
		"review_load",
		`SELECT repo, nullif(name, '') AS name, nullif(email, '') AS email, nullif(handle, '') AS handle, open,
	nullif(load, 0) AS load, nullif(oldest, '') AS oldest FROM load`,
		[]column{
			repoColumn,
			{"name", "who is asked; null when the person is not in the view people"},
			{"email", "address; null when only a handle is known"},
			{"handle", "handle without @; null when unknown"},
			{"open", "review requests that wait for this person now; people without one are not listed, nor those who want to be named nowhere"},
			{"load", "what these weigh by size and age, gone within 7 days of a touch; a request of one file, just asked, is 1"},
			{"oldest", "when the oldest of these was asked for, RFC 3339 UTC"},
		},
	},
	{
		"review_trend",
		`SELECT repo, area, week, asked, open FROM trend`,
		[]column{
			repoColumn,
			{"area", "folder, at most two deep, relative to the repository's top; . for files at the top. One in which only one person was ever asked is not listed: its trend would be theirs"},
			{"week", "Monday of the week, in UTC; the last 26, those without any request left out"},
			{"asked", "requests for reviews made in that week that concern the area"},
			{"open", "requests that waited at the end of that week, or now"},
		},
	},
	{
		"events",
		// What is blanked stays in the log, for its numbers; it is no history about anybody.
		`SELECT repo, id, writer, seq, hlc, at, actor_name, actor_email, kind, subject, body FROM event
	WHERE actor_name <> '' OR actor_email <> '' OR kind = 'retro.noted'`,
		[]column{
			repoColumn,
			{"id", "id of the event, a ULID"},
			{"writer", "store in which it was first written"},
			{"seq", "its number there, from 1 without a gap"},
			{"hlc", "hybrid logical clock, 48 bits of milliseconds and 16 of counter: the order of events"},
			{"at", "when it was said, RFC 3339 UTC"},
			{"actor_name", "who said it, raw; empty, as the address, for a note that goes without a name"},
			{"actor_email", "address of that person, raw"},
			{"kind", "what was said, as noun.verb"},
			{"subject", "what it is about: the id of an entry, a path or an area"},
			{"body", "the rest, JSON; null where it names somebody who wants to be named nowhere"},
		},
	},
}

// documented are the views and schema_doc itself.
func documented() []view {
	return append(views[:len(views):len(views)], view{name: "schema_doc", columns: []column{
		{"view", "name of a view"},
		{"column", "name of one of its columns"},
		{"meaning", "what stands in it"},
	}})
}
