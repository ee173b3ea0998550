package dash_test

import (
	"context"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/leadline/leadline/internal/dash"
)

func escape(s string) string { return url.QueryEscape(s) }

const small = "me Dev One <devone@example.com>\ncommit main 2026-11-01T10:00:00Z Dev One <devone@example.com>\nbegin\n+ a.go\n"

// Nobody gets anything but whoever has the address that was printed, and from no page but our own.
func TestGate(t *testing.T) {
	d := sitAt(t, small)
	base, err := url.Parse(d.base)
	if err != nil {
		t.Fatal(err)
	}
	cookie := d.client.Jar.Cookies(base)[0]
	other := "http://127.0.0.1:1"
	for _, tt := range []struct {
		name, method, to string
		head             map[string]string
		host             string
		cookie           bool
		want             int
	}{
		{name: "with the cookie", to: d.base, cookie: true, want: 200},
		{name: "without it", to: d.base, want: 403},
		{name: "a wrong cookie", to: d.base, head: map[string]string{"Cookie": "leadline-dash=wrong"}, want: 403},
		{name: "a wrong token", to: d.base + "?token=wrong", want: 403},
		{name: "an empty token", to: d.base + "?token=", want: 403},
		{name: "the token elsewhere than at the door", to: strings.Replace(d.opens, "/?", "/map?", 1), want: 403},
		{name: "the right token", to: d.opens, want: 303},
		{name: "the right token, after a click in another page", to: d.opens, head: map[string]string{"Sec-Fetch-Site": "cross-site"}, want: 200},
		{name: "outside of the place", to: base.Scheme + "://" + base.Host + "/", cookie: true, want: 404},
		{name: "outside of the place, with the token", to: base.Scheme + "://" + base.Host + "/?" + strings.SplitN(d.opens, "?", 2)[1], want: 404},
		{name: "a style", to: d.base + "assets/dash.css", want: 403},
		{name: "events", to: d.base + "events", want: 403},
		{name: "by name", to: d.base, host: "localhost:" + base.Port(), cookie: true, want: 200},
		{name: "by a foreign name", to: d.base, host: "evil.example:" + base.Port(), cookie: true, want: 421},
		{name: "by a name without a port", to: d.base, host: "127.0.0.1", cookie: true, want: 421},
		{name: "by another port", to: d.base, host: "127.0.0.1:1", cookie: true, want: 421},
		{name: "the right token by a foreign name", to: d.opens, host: "evil.example:" + base.Port(), want: 421},
		{name: "from another site", to: d.base + "map", head: map[string]string{"Sec-Fetch-Site": "cross-site"}, cookie: true, want: 403},
		{name: "from another port of this machine", to: d.base + "map", head: map[string]string{"Sec-Fetch-Site": "same-site"}, cookie: true, want: 403},
		{name: "from ourselves", to: d.base + "map", head: map[string]string{"Sec-Fetch-Site": "same-origin"}, cookie: true, want: 200},
		{name: "typed", to: d.base + "map", head: map[string]string{"Sec-Fetch-Site": "none"}, cookie: true, want: 200},
		{name: "writing without an origin", method: "POST", to: d.base, cookie: true, want: 403},
		{name: "writing from elsewhere", method: "POST", to: d.base, head: map[string]string{"Origin": other}, cookie: true, want: 403},
		{name: "writing from nowhere", method: "POST", to: d.base, head: map[string]string{"Origin": "null"}, cookie: true, want: 403},
		{name: "deleting", method: "DELETE", to: d.base, head: map[string]string{"Origin": other}, cookie: true, want: 403},
		{name: "writing with our origin without a cookie", method: "POST", to: d.base, head: map[string]string{"Origin": "http://" + base.Host}, want: 403},
		{name: "writing with the token", method: "POST", to: d.opens, head: map[string]string{"Origin": "http://" + base.Host}, want: 403},
		{name: "there is nothing to write", method: "POST", to: d.base, head: map[string]string{"Origin": "http://" + base.Host, "Sec-Fetch-Site": "same-origin"}, cookie: true, want: 405},
		{name: "an asset that is not there", to: d.base + "assets/pinned.json", cookie: true, want: 404},
		{name: "out of the assets", to: d.base + "assets/..%2fdash.go", cookie: true, want: 404},
	} {
		t.Run(tt.name, func(t *testing.T) {
			method := tt.method
			if method == "" {
				method = http.MethodGet
			}
			ask, err := http.NewRequestWithContext(t.Context(), method, tt.to, nil)
			if err != nil {
				t.Fatal(err)
			}
			for k, v := range tt.head {
				ask.Header.Set(k, v)
			}
			if tt.host != "" {
				ask.Host = tt.host
			}
			if tt.cookie {
				ask.AddCookie(cookie)
			}
			res, err := http.DefaultTransport.RoundTrip(ask)
			if err != nil {
				t.Fatal(err)
			}
			defer res.Body.Close()
			text, err := io.ReadAll(res.Body)
			if err != nil {
				t.Fatal(err)
			}
			if res.StatusCode != tt.want {
				t.Errorf("%d, want %d: %s", res.StatusCode, tt.want, text)
			}
			if tt.want >= 400 && strings.Contains(string(text), "repo") && tt.want != 405 {
				t.Errorf("what is refused tells of the repository: %s", text)
			}
			for name, want := range map[string]string{
				"X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin", "X-Frame-Options": "DENY",
				"Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
			} {
				if got := res.Header.Get(name); got != want {
					t.Errorf("%s: %q, want %q", name, got, want)
				}
			}
			for _, c := range res.Cookies() {
				if !c.HttpOnly || c.SameSite != http.SameSiteStrictMode || c.Path != base.Path || strings.Contains(d.opens, c.Value) {
					t.Errorf("cookie: %+v", c)
				}
			}
		})
	}
}

func TestListen(t *testing.T) {
	first, err := dash.Listen(t.Context(), 0)
	if err != nil {
		t.Fatal(err)
	}
	defer first.Close()
	at := first.Addr().(*net.TCPAddr)
	if !at.IP.IsLoopback() {
		t.Errorf("it listens on %s", at)
	}
	_, err = dash.Listen(t.Context(), at.Port)
	if err == nil || !strings.Contains(err.Error(), "Another dash may be open") {
		t.Errorf("a second one on the same port: %v", err)
	}
}

func TestServeEnds(t *testing.T) {
	d := sitAt(t, small)
	server, err := dash.New(dash.Options{Workspace: d.w, Lead: d.stores.Lead})
	if err != nil {
		t.Fatal(err)
	}
	l, err := dash.Listen(t.Context(), 0)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(ctx, l) }()
	d.opens = server.Address(l)
	d.base = strings.SplitN(d.opens, "?", 2)[0]
	if res, err := d.client.Get(d.opens); err != nil {
		t.Fatal(err)
	} else {
		res.Body.Close()
	}
	res, err := d.client.Get(d.base + "events") // a page that is open does not keep it
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	cancel()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}
