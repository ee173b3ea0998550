package dash_test

import (
	"html"
	"io"
	"maps"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/leadline/leadline/internal/ledger"
)

var (
	forms  = regexp.MustCompile(`(?s)<form class="deed".*?</form>`)
	hidden = regexp.MustCompile(`<input type="hidden" name="([^"]*)" value="([^"]*)">`)
	filled = regexp.MustCompile(`<input id="[^"]*" name="([^"]*)" value="([^"]*)"`)
	button = regexp.MustCompile(`<button[^>]*>([^<]*)</button>`)
)

// form is what a form of a page would send, by the words on its button.
func (d *desk) form(page, title string) url.Values {
	d.t.Helper()
	all := d.forms(d.page(page))
	if all[title] == nil {
		d.t.Fatalf("%s has no form %q, but %q", page, title, slices.Sorted(maps.Keys(all)))
	}
	return all[title]
}

// forms are what the forms of a page would send, by the words on their buttons.
func (d *desk) forms(body string) map[string]url.Values {
	out := map[string]url.Values{}
	for _, text := range forms.FindAllString(body, -1) {
		values := url.Values{}
		for _, found := range append(hidden.FindAllStringSubmatch(text, -1), filled.FindAllStringSubmatch(text, -1)...) {
			values.Set(html.UnescapeString(found[1]), html.UnescapeString(found[2]))
		}
		out[html.UnescapeString(button.FindStringSubmatch(text)[1])] = values
	}
	return out
}

// send posts a form as a browser does.
func (d *desk) send(values url.Values, change ...func(*http.Request)) (*http.Response, string) {
	d.t.Helper()
	ask, err := http.NewRequestWithContext(d.t.Context(), http.MethodPost, d.base+"act", strings.NewReader(values.Encode()))
	if err != nil {
		d.t.Fatal(err)
	}
	ask.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	ask.Header.Set("Sec-Fetch-Site", "same-origin")
	at, _ := url.Parse(d.base)
	ask.Header.Set("Origin", "http://"+at.Host)
	for _, c := range change {
		c(ask)
	}
	res, err := d.client.Do(ask)
	if err != nil {
		d.t.Fatal(err)
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		d.t.Fatal(err)
	}
	return res, string(text)
}

// does sends a form with some fields filled in, and says that the page it leads to has some text.
func (d *desk) does(page, title string, fields map[string]string, texts ...string) string {
	d.t.Helper()
	values := d.form(page, title)
	for key, value := range fields {
		values.Set("f-"+key, value)
	}
	res, body := d.send(values)
	if res.StatusCode != http.StatusOK || res.Request.Method != http.MethodGet {
		d.t.Fatalf("%s, %s: %s %s\n%s", page, title, res.Request.Method, res.Status, between(body, "<main", "</main>"))
	}
	for _, text := range texts {
		if !strings.Contains(body, html.EscapeString(text)) {
			d.t.Errorf("%s, %s does not lead to %q:\n%s", page, title, text, between(body, "<main", "</main>"))
		}
	}
	return body
}

func between(s, from, to string) string {
	_, s, _ = strings.Cut(s, from)
	s, _, _ = strings.Cut(s, to)
	return s
}

func (d *desk) entry(id string) *ledger.Entry {
	d.t.Helper()
	e := d.w.Snapshot().Entry(id)
	if e == nil {
		d.t.Fatalf("%s is not there", id)
	}
	return e
}

// buttons are the deeds of a page, in order.
func (d *desk) buttons(page string) []string {
	var out []string
	for _, text := range forms.FindAllString(d.page(page), -1) {
		out = append(out, html.UnescapeString(button.FindStringSubmatch(text)[1]))
	}
	return out
}

const anotherTask = "T-AAAA20"

// Each page offers what an editor's menu has on what it shows, and says in whose name.
func TestDeedsOfferedAre(t *testing.T) {
	d := sitAt(t, team(), busy()...)
	d.say(by("Dev Two", event(ledger.TodoOffered, anotherTask, body{"to": "devone@example.com", "what": "see to the queue", "why": "it grows"})))
	for page, want := range map[string][]string{
		"entry?id=" + anotherTask: {"Take it", "Think about it", "Not me"},
		"entry?id=T-AAAA01":       {"Offer it to somebody else", "Correct it", "Take it back"},
		"entry?id=D-AAAA01":       {"Look at it again", "Question it", "Decide otherwise", "Another decision took its place", "Correct it", "Take it back"},
		"entry?id=D-AAAA03":       {"Accept it", "Not doing it", "Question it", "Decide otherwise", "Another decision took its place", "Correct it", "Take it back"},
		"entry?id=Q-AAAA01":       {"Answer it", "Decide it"},
		"entry?id=K-AAAA01":       {"Close it", "Correct it", "Take it back"},
		"entry?id=P-AAAA01":       {"Call it off", "Move it", "Correct it", "Take it back"},
		"entry?id=R-AAAA01":       {"It is not needed any more", "Ask somebody else", "Correct it", "Take it back"},
		"area?path=pay":           {"I'd like to learn this", "Ask me about this", "Log a decision", "Open a question", "Raise a risk", "Offer work to somebody", "Plan a pairing block", "Ask for a review", "Note for the retro"},
		"away?who=me":             {"Say when you are away"},
		"away?who=Dev+Two":        nil,
		"":                        nil,
		"query":                   nil,
	} {
		if diff := cmp.Diff(want, d.buttons(page)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", page, diff)
		}
	}
	d.shows("entry?id="+anotherTask, "You act as Dev One &lt;devone@example.com&gt;, as git says here.")
}

// What forms do is done through package action, and seen at once.
func TestDeeds(t *testing.T) {
	d := sitAt(t, team(), busy()...)
	d.say(
		by("Dev Two", event(ledger.TodoOffered, anotherTask, body{"to": "devone@example.com", "what": "see to the queue", "why": "it grows"})),
		by("Dev Two", event(ledger.TodoOffered, "T-AAAA21", body{"to": "devone@example.com", "what": "paint it", "why": "it rusts"})),
		by("Dev Two", event(ledger.PairingScheduled, "P-AAAA20", body{
			"topic": "the queue", "people": []string{"devtwo@example.com", "devone@example.com"}, "start": "2026-11-24T14:00:00Z", "minutes": 60, "uid": "20",
		})),
		by("Dev Two", event(ledger.DecisionQuestioned, "D-AAAA01", body{"text": "Why not a queue?"})),
	)
	d.does("entry?id="+anotherTask, "Take it", nil, "it is yours now", "Say how it goes")
	d.does("entry?id="+anotherTask, "Say how it goes", map[string]string{"answer": "help", "note": "the lock"}, "help wanted")
	d.does("entry?id="+anotherTask, "Make it smaller, or change when to talk about it", map[string]string{"outcome": "half of it"}, "half of it")
	d.does("entry?id="+anotherTask, "Pair on it", map[string]string{"with": "devtwo@example.com", "at": "2026-11-25 14:00"}, "see to the queue", "Its invitation")
	d.does("entry?id="+anotherTask, "It is done", nil, anotherTask)
	d.does("entry?id=T-AAAA21", "Not me", nil, "declined")
	d.does("entry?id=T-AAAA01", "Offer it to somebody else", map[string]string{"to": "Dev Two", "why": "it waits"}, "retry on timeout")
	if got := d.entry("T-AAAA01").Delegation.ReplacedBy; got == "" {
		t.Error("the first offer holds still")
	}
	d.does("entry?id=D-AAAA03", "Accept it", nil, "accepted")
	d.does("entry?id=D-AAAA01", "Answer Dev Two", map[string]string{"text": "A queue\r\nloses order."}, "loses order.")
	if got := d.entry("D-AAAA01").Decision.Doubts[0].Answer; got == nil || got.Text != "A queue\nloses order." {
		t.Errorf("answer: %+v", got)
	}
	d.does("entry?id=D-AAAA02", "Decide otherwise", map[string]string{"title": "Rates are asked for each time"}, "Rates are asked for each time", "Takes the place of")
	if got := d.entry("D-AAAA02").Decision.Status; got != ledger.Superseded {
		t.Errorf("D-AAAA02 is %s", got)
	}
	d.shows("decisions", "gave way to D-", "took the place of D-AAAA02", "read with D-AAAA01")
	d.does("entry?id=D-AAAA03", "Another decision took its place", map[string]string{"by": "D-AAAA01"}, "D-AAAA01")
	d.does("entry?id=D-AAAA01", "Look at it again", map[string]string{"outcome": "keep", "learned": "nobody was billed twice"}, "keep, today: nobody was billed twice")
	d.does("entry?id=Q-AAAA01", "Answer it", map[string]string{"text": "The smallest one."}, "The smallest one.")
	d.does("entry?id=K-AAAA01", "Close it", map[string]string{"outcome": "mended"}, "mended")
	d.does("entry?id=P-AAAA20", "I'll be there", nil, "you will be there", "Said that they come")
	d.does("entry?id=P-AAAA01", "Move it", map[string]string{"at": "2026-11-26 15:00"}, "Moved P-AAAA01")
	d.does("entry?id=P-AAAA01", "Call it off", nil, "Cancelled P-AAAA01")
	d.does("entry?id=R-AAAA01", "Ask somebody else", map[string]string{"to": "devthree@example.com"}, "devthree")
	d.does("entry?id=T-AAAA02", "Correct it", map[string]string{"why": "it is cold"}, "it is cold")
	if got := d.entry("T-AAAA02").Delegation; got.To != "hiddenharriet@example.com" || got.What != "cache warm-up" {
		t.Errorf("what was not changed has changed: %+v", got)
	}
	d.does("area?path=fx", "Note for the retro", map[string]string{"text": "the rates surprise us", "anonymous": "yes"}, "the rates surprise us")
	d.does("area?path=fx", "Ask me about this", nil, "fx")
	d.does("entry?id=R-AAAA01", "It is not needed any more", nil, "R-AAAA01")
	d.does("entry?id=T-AAAA03", "Take it back", nil, "T-AAAA03 is taken back")
	d.does("area?path=pay", "I'd like to learn this", nil, "pay")
	d.does("area?path=pay", "Raise a risk", map[string]string{"problem": "It bills twice"}, "It bills twice", "pay")
	d.shows("area?path=pay", "It bills twice") // where it was said
	d.does("area?path=pay/charge.go", "Log a decision", map[string]string{"title": "Charge once", "undo": "months"}, "Charge once", "pay/charge.go")
	d.does("away?who=me", "Say when you are away", map[string]string{"from": "2026-12-01", "to": "2026-12-04"}, "You are away")
	d.does("away?who=me", "I am not away", nil, "You are not away.")
	d.does("decisions", "Log a decision", map[string]string{"title": "From the list"}, "From the list")
	if e := d.entry("K-AAAA01"); e.Open() || d.w.Snapshot().Actor(e.Risk.Closings[0].By).Email != "devone@example.com" {
		t.Error("the risk was not closed by whom git names")
	}
}

// What is wrong is said beside its field, with what was written, and nothing is recorded.
func TestDeedsThatAreWrong(t *testing.T) {
	d := sitAt(t, team(), busy()...)
	before := len(d.w.Snapshot().Ledger.All(ledger.TypeRisk))
	for _, tt := range []struct {
		name, page, title string
		fields            map[string]string
		status            int
		texts             []string
	}{
		{"missing", "open", "Raise a risk", map[string]string{"problem": " ", "cause": "the lock <b>"}, 422, []string{`aria-invalid="true"`, "is needed", "the lock &lt;b&gt;"}},
		{"too long", "open", "Raise a risk", map[string]string{"problem": strings.Repeat("x", 501)}, 422, []string{"longer than 500 characters", strings.Repeat("x", 501)}},
		{"prose too long", "entry?id=Q-AAAA01", "Answer it", map[string]string{"text": strings.Repeat("x", 70_000)}, 422, []string{"longer than 64 kB"}},
		{"no text", "open", "Raise a risk", map[string]string{"problem": "a\x00b"}, 422, []string{"no text"}},
		{"a day that is none", "open", "Open a question", map[string]string{"text": "Which?", "by": "the day of days"}, 422, []string{"the day of days", `aria-invalid="true"`}},
		{"a field that is none", "open", "Raise a risk", map[string]string{"problem": "x", "evil": "y"}, 422, []string{"Evil: is not asked for"}},
		{"nobody", "open", "Raise a risk", map[string]string{"problem": "x", "at": "../../etc/passwd"}, 422, []string{"outside"}},
		{"nothing changed", "entry?id=K-AAAA01", "Correct it", nil, 409, []string{"Nothing was changed"}},
		{"a decision that is not there", "entry?id=D-AAAA01", "Another decision took its place", map[string]string{"by": "D-NOSUCH"}, 409, []string{"othing here is called", "D-NOSUCH"}},
		{"a pairing in the past", "pairing", "Plan a pairing block", map[string]string{"with": "Dev Two", "at": "2020-01-01 10:00", "topic": "x"}, 422, []string{"is over: give a time to come"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			d.t = t
			values := d.form(tt.page, tt.title)
			for key, value := range tt.fields {
				values.Set("f-"+key, value)
			}
			res, body := d.send(values)
			if res.StatusCode != tt.status {
				t.Errorf("%s, want %d", res.Status, tt.status)
			}
			for _, text := range append(tt.texts, "<details", "<h1>", "data-kept") {
				if !strings.Contains(body, text) {
					t.Errorf("the page does not say %.80q:\n%s", text, between(body, "<main", "</main>"))
				}
			}
		})
	}
	if got := len(d.w.Snapshot().Ledger.All(ledger.TypeRisk)); got != before {
		t.Errorf("%d risks, want %d", got, before)
	}
}

// A form does nothing unless it is ours, of this session, and sent by our page.
func TestForgedForms(t *testing.T) {
	d := sitAt(t, team(), busy()...)
	other := &desk{t: t, base: d.base, opens: d.opens, client: browser(t)}
	if res, err := other.client.Get(d.opens); err != nil {
		t.Fatal(err)
	} else {
		res.Body.Close()
	}
	good := func() url.Values {
		v := d.form("entry?id=K-AAAA01", "Close it")
		v.Set("f-outcome", "mended")
		return v
	}
	with := func(key, value string) url.Values {
		v := good()
		v.Set(key, value)
		return v
	}
	head := func(key, value string) func(*http.Request) {
		return func(r *http.Request) { r.Header.Set(key, value) }
	}
	for _, tt := range []struct {
		name   string
		values url.Values
		change func(*http.Request)
		want   int
	}{
		{"no proof", with("proof", ""), nil, 403},
		{"a wrong proof", with("proof", "AAAA"), nil, 403},
		{"the proof of another session", with("proof", other.form("entry?id=K-AAAA01", "Close it").Get("proof")), nil, 403},
		{"a cookie for a proof", with("proof", strings.Split(d.cookie().Value, ".")[1]), nil, 403},
		{"another origin", good(), head("Origin", "http://evil.example"), 403},
		{"no origin", good(), func(r *http.Request) { r.Header.Del("Origin") }, 403},
		{"an origin that is hidden", good(), head("Origin", "null"), 403},
		{"another port of this machine", good(), head("Sec-Fetch-Site", "same-site"), 403},
		{"another site", good(), head("Sec-Fetch-Site", "cross-site"), 403},
		{"another host", good(), func(r *http.Request) { r.Host = "evil.example" }, 421},
		{"another type", good(), head("Content-Type", "text/plain"), 415},
		{"no type", good(), head("Content-Type", ""), 415},
		{"in the address", nil, func(r *http.Request) { r.URL.RawQuery = good().Encode() }, 403},
		{"too much", with("f-outcome", strings.Repeat("x", 300<<10)), nil, 413},
		{"nothing to do", with("do", ""), nil, 400},
		{"something else to do", with("do", "delete"), nil, 400},
		{"from nowhere", with("from", "http://evil.example/"), nil, 400},
		{"from elsewhere", with("from", "//evil.example/"), nil, 400},
		{"from a page that is none", with("from", "act"), nil, 400},
		{"an id without end", with("id", strings.Repeat("K", 1000)), nil, 400},
	} {
		t.Run(tt.name, func(t *testing.T) {
			d.t = t
			change := tt.change
			if change == nil {
				change = func(*http.Request) {}
			}
			res, body := d.send(tt.values, change)
			if res.StatusCode != tt.want || strings.Contains(body, "Rates may be stale") {
				t.Errorf("%s, want %d: %s", res.Status, tt.want, body)
			}
		})
	}
	d.t = t
	for _, to := range []string{"act", "act?" + good().Encode()} {
		if status, body := d.ask(to); status != http.StatusMethodNotAllowed {
			t.Errorf("GET %s: %d %s", to, status, body)
		}
	}
	if !d.entry("K-AAAA01").Open() {
		t.Fatal("the risk was closed")
	}
	if res, _ := d.send(good()); res.StatusCode != http.StatusOK || d.entry("K-AAAA01").Open() {
		t.Errorf("the form itself: %s", res.Status)
	}
}

func (d *desk) cookie() *http.Cookie {
	at, _ := url.Parse(d.base)
	return d.client.Jar.Cookies(at)[0]
}

// A page that shows what is no longer so: nothing happens but what can, and the page says why.
func TestStaleForms(t *testing.T) {
	d := sitAt(t, team(), busy()...)
	take := func(id string) url.Values { return d.form("entry?id="+id, "Take it") }
	d.say(by("Dev Two", event(ledger.TodoOffered, anotherTask, body{"to": "devone@example.com", "what": "see to the queue", "why": "it grows"})))
	form := take(anotherTask)
	d.say(by("Dev Two", event(ledger.TodoTaken, anotherTask, body{})))
	if res, text := d.send(form); res.StatusCode != http.StatusConflict || !strings.Contains(text, "Dev Two took") || !strings.Contains(text, `id="problem"`) {
		t.Errorf("taken by somebody else: %s\n%s", res.Status, between(text, "<main", "</main>"))
	}
	accept := d.form("entry?id=D-AAAA03", "Accept it")
	d.say(by("Dev Two", event(ledger.DecisionMoved, "D-AAAA03", body{"status": "rejected", "because": "too dear"})))
	if res, text := d.send(accept); res.StatusCode != http.StatusConflict || !strings.Contains(text, "too dear") {
		t.Errorf("turned down meanwhile: %s\n%s", res.Status, between(text, "<main", "</main>"))
	}
	if got := d.entry("D-AAAA03").Decision.Status; got != ledger.Rejected {
		t.Errorf("D-AAAA03 is %s", got)
	}
	gone := d.form("entry?id=K-AAAA01", "Close it")
	gone.Set("f-outcome", "mended")
	d.say(event(ledger.EntryRetracted, "K-AAAA01", body{}))
	if res, text := d.send(gone); res.StatusCode != http.StatusConflict || !strings.Contains(text, "Nothing was recorded") || !strings.Contains(text, "taken back") {
		t.Errorf("retracted meanwhile: %s\n%s", res.Status, between(text, "<main", "</main>"))
	}
}

// A form that is sent twice is done once.
func TestSentTwice(t *testing.T) {
	d := sitAt(t, team(), busy()...)
	before := len(d.w.Snapshot().Ledger.All(ledger.TypeRisk))
	form := d.form("open", "Raise a risk")
	form.Set("f-problem", "It bills twice")
	var to [2]string
	for i := range to {
		res, _ := d.send(form)
		to[i] = res.Request.URL.String()
	}
	if got := len(d.w.Snapshot().Ledger.All(ledger.TypeRisk)); got != before+1 || to[0] != to[1] {
		t.Errorf("%d risks more, at %s", got-before, to)
	}
	twice := d.form("entry?id=K-AAAA01", "Take it back")
	ended := make(chan int, 2)
	for range 2 {
		go func() {
			res, _ := d.send(twice)
			ended <- res.StatusCode
		}()
	}
	if a, b := <-ended, <-ended; a != http.StatusOK || b != http.StatusOK {
		t.Errorf("sent twice at once: %d and %d", a, b)
	}
}

// Other pages hear of what a form has done.
func TestDeedsAreTold(t *testing.T) {
	d := sitAt(t, team(), busy()...)
	lines := d.listen(t.Context(), version(d.page("open")))
	if !until(lines, "retry:") {
		t.Fatal("no stream")
	}
	d.does("entry?id=K-AAAA01", "Close it", map[string]string{"outcome": "mended"}, "mended")
	if !until(lines, "event: changed") {
		t.Error("nothing was told")
	}
}

// What came of a form is said to the one who sent it, and for a moment.
func TestWhatIsTold(t *testing.T) {
	d := sitAt(t, team(), busy()...)
	form := d.form("entry?id=K-AAAA01", "Close it")
	form.Set("f-outcome", "mended")
	res, text := d.send(form)
	if !strings.Contains(text, `id="told"`) {
		t.Errorf("nothing is told: %s", between(text, "<main", "</main>"))
	}
	other := &desk{t: t, base: d.base, client: browser(t)}
	if res, err := other.client.Get(d.opens); err != nil {
		t.Fatal(err)
	} else {
		res.Body.Close()
	}
	if page := other.page(strings.TrimPrefix(res.Request.URL.String(), d.base)); strings.Contains(page, `id="told"`) {
		t.Error("somebody else is told")
	}
}

func TestInvitation(t *testing.T) {
	d := sitAt(t, team(), busy()...)
	if text := d.page("invitation?id=P-AAAA01"); !strings.HasPrefix(text, "BEGIN:VCALENDAR") {
		t.Errorf("invitation: %s", text)
	}
	for _, id := range []string{"K-AAAA01", "P-NOSUCH", ""} {
		if status, _ := d.ask("invitation?id=" + id); status != http.StatusNotFound {
			t.Errorf("the invitation of %q: %d", id, status)
		}
	}
}

// Whoever a repository's own settings make the reader has to be confirmed before anything is said in that name.
func TestSettingsOfTheRepositoryAreConfirmed(t *testing.T) {
	mine := filepath.Join(t.TempDir(), "gitconfig")
	if err := os.WriteFile(mine, []byte("[user]\n\tname = Own Name\n\temail = own@example.com\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("GIT_CONFIG_GLOBAL", mine)
	d := sitAt(t, team(), busy()...)
	d.shows("entry?id=K-AAAA01", "devone@example.com; your own say own@example.com")
	if diff := cmp.Diff([]string{"Yes, that is me here"}, d.buttons("entry?id=K-AAAA01")); diff != "" {
		t.Error(diff)
	}
	d.does("entry?id=K-AAAA01", "Yes, that is me here", nil, "stored under devone@example.com", "Close it")
}
