package caldavtest

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/leadline/leadline/internal/exec"
)

// Daemon is Debian's radicale, a CalDAV server that somebody else wrote, on the loopback with one account: dev1 with [Password].
type Daemon struct {
	URL  string
	Stop func() // ends it; done by the end of the test in any case
}

// DaemonUser is the account of a [Daemon].
const DaemonUser = "dev1"

// The password of DaemonUser, as `openssl passwd -apr1` writes it.
const account = DaemonUser + ":$apr1$Wn1ZbDLu$12QZsP8yjtYqZ9xK4hHJf0\n"

// Radicale starts a radicale that ends with the test. `make test` installs it.
func Radicale(t testing.TB) Daemon {
	t.Helper()
	program, err := exec.LookPath("radicale")
	if err != nil {
		t.Fatalf("%v: `make test` installs it (.ci/packages radicale)", err)
	}
	dir := t.TempDir()
	path := func(name string) string { return filepath.Join(dir, name) }
	settings := fmt.Sprintf("[server]\nhosts = 127.0.0.1:0\n[auth]\ntype = htpasswd\nhtpasswd_filename = %s\nhtpasswd_encryption = md5\ndelay = 0\n"+
		"[storage]\nfilesystem_folder = %s\n[logging]\nlevel = info\n", path("accounts"), path("calendars"))
	for name, text := range map[string]string{"accounts": account, "settings": settings} {
		if err := os.WriteFile(path(name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	ctx, cancel := context.WithCancel(context.Background())
	process, err := exec.Command{ // what it says goes to standard error
		Path: "sh", Args: []string{"-c", `exec "$0" --config "$1" 2>&1`, program, path("settings")},
		Env: []string{"PATH=" + os.Getenv("PATH"), "HOME=" + dir, "LC_ALL=C.UTF-8", "PYTHONUNBUFFERED=1"},
	}.Start(ctx)
	if err != nil {
		t.Fatal(err)
	}
	ended := make(chan struct{})
	d := Daemon{Stop: func() { cancel(); <-ended }}
	t.Cleanup(d.Stop)
	listening := regexp.MustCompile(`Listening on '\[127\.0\.0\.1\]:(\d+)'`)
	port := make(chan string, 1)
	var said strings.Builder
	go func() { // whatever it says more is read too, or it would wait for that
		lines := bufio.NewScanner(process.Stdout)
		for lines.Scan() {
			fmt.Fprintln(&said, lines.Text())
			if found := listening.FindStringSubmatch(lines.Text()); found != nil {
				port <- found[1]
				break
			}
		}
		_, _ = io.Copy(io.Discard, process.Stdout)
		_ = process.Wait()
		close(ended)
	}()
	select {
	case p := <-port:
		d.URL = "http://127.0.0.1:" + p
	case <-ended:
		t.Fatalf("radicale ended instead of listening:\n%s", said.String())
	case <-t.Context().Done():
		t.Fatal(t.Context().Err())
	}
	return d
}

// Make makes a collection, as a calendar program would, and gives its address. components are elements as RFC 4791, section 5.2.3, has
// them.
func (d Daemon) Make(t testing.TB, path, components string) string {
	t.Helper()
	d.Do(t, "MKCALENDAR", path, `<?xml version="1.0"?><c:mkcalendar xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav"><d:set><d:prop><d:displayname>`+filepath.Base(path)+
		`</d:displayname><c:supported-calendar-component-set>`+components+`</c:supported-calendar-component-set></d:prop></d:set></c:mkcalendar>`)
	return d.URL + path
}

// Do is what another program of the same person does, and what it is answered.
func (d Daemon) Do(t testing.TB, method, path, body string) string {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, d.URL+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.SetBasicAuth(DaemonUser, Password)
	if method == http.MethodPut {
		r.Header.Set("Content-Type", "text/calendar")
	}
	got, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer got.Body.Close()
	text, err := io.ReadAll(got.Body)
	if err != nil || got.StatusCode >= 300 {
		t.Fatalf("%s %s: %s, %v", method, path, got.Status, err)
	}
	return string(text)
}
