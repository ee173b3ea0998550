package dash_test

import (
	"fmt"
	"html"
	"regexp"
	"strings"
	"testing"
)

// What only reads shares one desk.
func TestPages(t *testing.T) {
	d := sitAt(t, team(), busy()...)
	for name, test := range map[string]func(*testing.T, *desk){
		"say what is known": saysWhatIsKnown, "have what every page has": everyPage, "lead to queries that run": everyQueryRuns,
		"say what is wrong with a query": queriesThatAreWrong, "have no markup of others": markupIsText,
		"name nobody who wants to be named nowhere": hiddenPeople, "have no figures about people": noFiguresAboutPeople,
		"come from views without figures about people": noFiguresInViews, "come from reports without figures about people": noFiguresInReports,
	} {
		t.Run(name, func(t *testing.T) {
			own := *d
			own.t = t
			test(t, &own)
		})
	}
}

func saysWhatIsKnown(t *testing.T, d *desk) {
	d.shows("", "Week 47", "Charge is idempotent", "hard to undo", "2026", "Could move")
	d.shows("map", "one person", "Dev One", "href=\"map?at=pay\"", "<svg class=\"treemap\"", "x&amp;y&#39;z/")
	d.shows("map?at=pay", "Knowledge of pay/", "everything</a>", "pay/in/")
	d.shows("area?path=fx", "Rates are cached", "Which currency rounds?", "Rates may be stale")
	d.shows("away?who=devone@example.com&from=2026-11-18", "While you are away", "Rests on nobody meanwhile", "pay/", "P-AAAA01")
	d.shows("away?who=nobody@example.com", "Nobody in this history is known")
	d.shows("away?who=devone@example.com&from=2026-11-18&to=2026-11-01", "The last day is before the first")
	d.shows("reviews", "waiting now", "pay/")
	d.shows("delegations", "Offered (1)", "Help wanted (1)", "Under way (1)", "Done (1)", "retry on timeout")
	d.shows("open", "Risks (1)", "two days", "Questions (1)", "Which currency rounds?", "Wednesday")
	d.shows("decisions", "Drags on", "A queue", "Look again", "Guessed", "Week 47", "hard to undo", "<svg class=\"bars\"")
	d.shows("pairing", "P-AAAA01", "both know the cache", "When people last paired")
	d.shows("entry?id=D-AAAA02", "Relates to", "entry?id=D-AAAA01", "fx/rates.go", "easy to undo")
	d.shows("query", "known-by-one", "schema")
	if status, body := d.ask("entry?id=D-NONE00"); status != 404 || !strings.Contains(body, "not known here") {
		t.Errorf("an id that nothing has: %d\n%s", status, body)
	}
	if status, body := d.ask("area?path=no/such"); status != 404 || !strings.Contains(body, "Nothing is known of no/such") {
		t.Errorf("a folder that is not there: %d\n%s", status, body)
	}
	for _, odd := range []string{"area?path=../../etc", "map?at=%00", "map?at=" + strings.Repeat("a/", 1000), "decisions?before=x", "away?who=%ff", "entry", "entry?id=%00", "query?q=%00"} {
		if status, _ := d.ask(odd); status != 200 && status != 404 {
			t.Errorf("%s: %d", odd, status)
		}
	}
}

// Each page that has nothing to show says what to do first.
func TestNothingYet(t *testing.T) {
	for name, history := range map[string]string{
		"one commit": "me Dev One <devone@example.com>\ncommit main 2026-11-01T10:00:00Z Dev One <devone@example.com>\nbegin\n+ a.go\n",
		"no commit":  "me Dev One <devone@example.com>\n",
		"no name":    "commit main 2026-11-01T10:00:00Z Dev One <devone@example.com>\nbegin\n+ a.go\n",
	} {
		t.Run(name, func(t *testing.T) {
			d := sitAt(t, history)
			for _, page := range []string{"", "map", "reviews", "delegations", "open", "decisions", "pairing"} {
				body := d.page(page)
				if !strings.Contains(body, `class="first"`) {
					t.Errorf("%s does not say what to do first:\n%s", page, body[strings.Index(body, "<main"):])
				}
				if strings.Contains(body, "<svg") {
					t.Errorf("%s shows an empty picture", page)
				}
			}
			d.shows("query", "known-by-one")
		})
	}
}

var (
	inline   = regexp.MustCompile(`(?i)<script(>| [^>]*>[^<])|<style|\sstyle=|\son[a-z]+="|javascript:`)
	relative = regexp.MustCompile(`(?:href|src|action)="([^"]*)"`)
	tables   = regexp.MustCompile(`(?s)<table>(.*?)</table>`)
	sections = regexp.MustCompile(`(?s)<section.*?</section>`)
)

// What holds on every page: one heading, landmarks, captions, headings of columns and rows, pictures that are tables too and
// hide from screen readers, a query for each table; nothing inline, nothing from elsewhere, and little to load.
func everyPage(t *testing.T, d *desk) {
	for _, name := range everything() {
		page := d.page(name)
		for text, want := range map[string]int{
			"<h1>": 1, "<main id=\"main\"": 1, "<header>": 1, "<footer>": 1, "<html lang=\"en\">": 1, "class=\"skip\" href=\"#main\"": 1, "role=\"status\"": 1,
		} {
			if got := strings.Count(page, text); got != want {
				t.Errorf("%s has %d times %s, want %d", name, got, text, want)
			}
		}
		if len(page) > 60<<10 {
			t.Errorf("%s has %d bytes", name, len(page))
		}
		if found := inline.FindString(page); found != "" {
			t.Errorf("%s has script or style of its own: %s", name, found)
		}
		for _, to := range relative.FindAllStringSubmatch(page, -1) {
			if strings.Contains(to[1], ":") || strings.HasPrefix(to[1], "/") {
				t.Errorf("%s leads elsewhere: %s", name, to[1])
			}
		}
		for _, one := range tables.FindAllString(page, -1) {
			if !strings.Contains(one, "<caption>") || !strings.Contains(one, `scope="col"`) || !strings.Contains(one, `scope="row"`) {
				t.Errorf("%s has a table without caption or headings: %s", name, one)
			}
		}
		for _, one := range sections.FindAllString(page, -1) {
			if strings.Contains(one, "<svg") && !strings.Contains(one, "aria-hidden") {
				t.Errorf("%s has a picture that is read out: %s", name, one)
			}
		}
		if strings.Contains(page, "<svg") && !strings.Contains(page, ">As a query</a>") {
			t.Errorf("%s has a picture, and no link to its query", name)
		}
	}
	all := 0
	for _, file := range []string{"assets/dash.css", "assets/dash.js", "assets/htmx.min.js", "assets/icon.svg"} {
		all += len(d.page(file))
	}
	if all > 120<<10 {
		t.Errorf("what all pages share has %d bytes", all)
	}
}

// Every link to a query gives rows, or says that there are none.
func everyQueryRuns(t *testing.T, d *desk) {
	seen := map[string]bool{}
	for _, name := range everything() {
		for _, to := range relative.FindAllStringSubmatch(d.page(name), -1) {
			link := html.UnescapeString(to[1])
			if !strings.HasPrefix(link, "query?") || seen[link] {
				continue
			}
			seen[link] = true
			if page := d.page(link); strings.Contains(page, `role="alert"`) {
				t.Errorf("%s: %s", name, page[strings.Index(page, "<main"):])
			}
		}
	}
	if len(seen) < 25 {
		t.Errorf("only %d queries were found", len(seen))
	}
}

// Whoever wants to be named nowhere is: in no page, no picture and no query's rows.
func hiddenPeople(t *testing.T, d *desk) {
	for _, name := range everything() {
		if page := strings.ToLower(d.page(name)); strings.Contains(page, "harriet") {
			t.Errorf("%s names them:\n%s", name, page[strings.Index(page, "<main"):])
		}
	}
	for _, view := range d.views() {
		columns, rows := d.rows("SELECT * FROM " + view)
		for _, row := range rows {
			if text := strings.ToLower(fmt.Sprint(row...)); strings.Contains(text, "harriet") {
				t.Errorf("the view %s names them: %v of %v", view, row, columns)
			}
		}
	}
	for _, r := range d.reports() {
		for _, text := range append(r.texts, string(r.JSON)) {
			if strings.Contains(strings.ToLower(text), "harriet") {
				t.Errorf("report %s names them:\n%s", r.name, text)
			}
		}
	}
	d.shows("away?who=hiddenharriet@example.com", "Nobody in this history is known")
	d.shows("entry?id=P-AAAA01", "somebody")
}

// Figures are about areas and entries. A row about a person has one only where it says what waits for them now, and what they
// want: never a sum over a time, and nobody's place in an order.
func noFiguresAboutPeople(t *testing.T, d *desk) {
	row := regexp.MustCompile(`(?s)<tr><th scope="row"[^>]*>([^<]*)</th>(.*?)</tr>`)
	caption := regexp.MustCompile(`<caption>([^<]*)</caption>`)
	now := []string{"For whom too much waits now", "Who said how many they want at once, and has fewer"}
	for _, name := range everything() {
		page := d.page(name)
		for _, one := range tables.FindAllString(page, -1) {
			about := caption.FindStringSubmatch(one)[1]
			for _, r := range row.FindAllStringSubmatch(one, -1) {
				person := strings.HasPrefix(r[1], "Dev ") || r[1] == "you" || r[1] == "somebody"
				if person && strings.Contains(r[2], `class="n"`) && about != now[0] && about != now[1] {
					t.Errorf("%s, %s: a figure about %s", name, about, r[1])
				}
			}
		}
		for _, word := range []string{"%", "rank", "score", "top contributor"} {
			if text := strip(page); word != "rank" && strings.Contains(strings.ToLower(text), word) {
				t.Errorf("%s says %q", name, word)
			}
		}
	}
}

var tag = regexp.MustCompile(`<[^>]*>`)

// strip is what is read of the main part of a page.
func strip(page string) string { return tag.ReplaceAllString(page[strings.Index(page, "<h1>"):], " ") }

// What people wrote is text.
func markupIsText(t *testing.T, d *desk) {
	for _, name := range append(everything(), "query?q="+strings.ReplaceAll("SELECT title FROM decisions", " ", "+")) {
		page := d.page(name)
		if strings.Contains(page, "<script>alert") || strings.Contains(page, "<img") {
			t.Errorf("%s has markup of others in it", name)
		}
	}
	d.shows("entry?id=D-AAAA01", "&lt;script&gt;alert(&#34;1&#34;)&lt;/script&gt;")
}

func queriesThatAreWrong(t *testing.T, d *desk) {
	for query, want := range map[string]string{
		"SELECT titel FROM decisions":               "title",
		"SELECT * FROM decision":                    "decisions",
		"DELETE FROM silo":                          "SELECT",
		"SELECT 1; SELECT 2":                        "one",
		"ATTACH 'x' AS y":                           "SELECT",
		"SELECT load_extension('x')":                "annot",
		"SELECT * FROM sqlite_master":               "views",
		strings.Repeat("SELECT 1 UNION ", 2000):     "too long",
		"SELECT id FROM decisions WHERE 'a' <> 'b'": "entry?id=D-AAAA01",
	} {
		d.shows("query?q="+escape(query), want)
	}
	d.shows("query?q="+escape("SELECT 1 WHERE 0"), "No rows")
	d.shows("query?q="+escape("WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x+1 FROM c WHERE x < 5000) SELECT x FROM c"), "The first 500 rows")
}
