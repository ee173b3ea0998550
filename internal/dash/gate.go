package dash

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"
)

// gate lets in who has the token, and from whom no other page speaks. What it holds against whom:
//
//   - other machines: the listener is on loopback;
//   - pages whose host name is made to point here (DNS rebinding): Host must name this machine and port;
//   - pages of other origins, other ports of this machine included: Sec-Fetch-Site must not be theirs, a method that is no GET
//     needs our Origin, and the cookie is SameSite=Strict;
//   - servers of other users of this machine, since cookies know no ports: its path is a random folder, which no other server
//     is asked for;
//   - whoever reads addresses over one's shoulder or in a history: the token leaves the address at once;
//   - forms that somebody else has written: each form of ours carries a proof of the session that it was shown to.
//
// A session is a random word for each browser that comes with the token. The cookie is that word and its proof, made with a key
// that ends with the server, so that nothing about sessions has to be kept.
type gate struct {
	token string
	place string // the folder of all pages, with slashes around it
	key   string // of the proofs

	mu     *sync.Mutex
	random io.Reader // guarded by mu
}

const (
	tokenName  = "token"
	cookieName = "leadline-dash"
)

// What a proof is of: one for the cookie is none for a form.
const (
	proofOfSession = "session"
	proofOfForm    = "form"
)

func newGate(random io.Reader) (g gate, err error) {
	g.random, g.mu = random, &sync.Mutex{}
	for _, one := range []struct {
		to    *string
		bytes int
	}{{&g.token, 32}, {&g.key, 32}, {&g.place, 9}} {
		if *one.to, err = secret(random, one.bytes); err != nil {
			return g, err
		}
	}
	g.place = "/" + g.place + "/"
	return g, nil
}

// prove is what only this server can say of a session.
func (g gate) prove(of, session string) string {
	sum := hmac.New(sha256.New, []byte(g.key))
	_, _ = io.WriteString(sum, of+"\n"+session) // which never fails
	return base64.RawURLEncoding.EncodeToString(sum.Sum(nil))
}

// begin draws a session.
func (g gate) begin() (string, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	return secret(g.random, 18)
}

type sessionKey struct{}

// sessionOf is the session of a request that the gate let in.
func sessionOf(in *http.Request) string {
	session, _ := in.Context().Value(sessionKey{}).(string)
	return session
}

// around protects what next answers, which is asked below the gate's place.
func (g gate) around(address string, next http.Handler) http.Handler {
	below := http.StripPrefix(strings.TrimSuffix(g.place, "/"), next)
	return http.HandlerFunc(func(out http.ResponseWriter, in *http.Request) {
		head := out.Header()
		head.Set("Content-Security-Policy", "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "+
			"form-action 'self'; base-uri 'none'; frame-ancestors 'none'")
		head.Set("X-Content-Type-Options", "nosniff")
		head.Set("Referrer-Policy", "same-origin") // with none at all, browsers send no Origin along with our own forms
		head.Set("X-Frame-Options", "DENY")
		head.Set("Cross-Origin-Opener-Policy", "same-origin")
		head.Set("Cross-Origin-Resource-Policy", "same-origin")
		head.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
		read := in.Method == http.MethodGet || in.Method == http.MethodHead
		site := in.Header.Get("Sec-Fetch-Site")
		elsewhere := site != "" && site != "same-origin" && site != "none"
		given := in.URL.Query().Get(tokenName)
		switch {
		case !ours(in.Host, address):
			refuse(out, http.StatusMisdirectedRequest, "This server answers to its own address alone.")
		case !read && (elsewhere || in.Header.Get("Origin") != "http://"+in.Host):
			refuse(out, http.StatusForbidden, "Another page may not ask for that.")
		case !strings.HasPrefix(in.URL.Path, g.place):
			refuse(out, http.StatusNotFound, "There is nothing here. Open the address that `leadline dash` has printed.")
		case read && in.URL.Path == g.place && same(given, g.token):
			if _, known := g.knows(in); !known { // forms that are open in this browser stay good
				session, err := g.begin()
				if err != nil {
					refuse(out, http.StatusInternalServerError, err.Error())
					return
				}
				http.SetCookie(out, &http.Cookie{
					Name: cookieName, Value: session + "." + g.prove(proofOfSession, session), Path: g.place, HttpOnly: true, SameSite: http.SameSiteStrictMode,
				})
			}
			head.Set("Cache-Control", "no-store")
			if elsewhere { // a browser sends no strict cookie along with a redirect that another page began
				head.Set("Content-Type", "text/html; charset=utf-8")
				_, _ = io.WriteString(out, `<!doctype html><html lang="en"><title>Leadline</title><meta http-equiv="refresh" content="0;url=./"><p><a href="./">Go on</a></p>`)
				return
			}
			http.Redirect(out, in, "./", http.StatusSeeOther)
		case elsewhere:
			refuse(out, http.StatusForbidden, "Another page may not ask for that. Open the address that `leadline dash` has printed.")
		default:
			session, known := g.knows(in)
			if !known {
				refuse(out, http.StatusForbidden, "This page is for whoever started it. Open the address that `leadline dash` has printed last.")
				return
			}
			below.ServeHTTP(out, in.WithContext(context.WithValue(in.Context(), sessionKey{}, session)))
		}
	})
}

// knows finds the session that a request proves to be of.
func (g gate) knows(in *http.Request) (session string, ok bool) {
	for _, c := range in.CookiesNamed(cookieName) {
		session, proof, _ := strings.Cut(c.Value, ".")
		if same(proof, g.prove(proofOfSession, session)) {
			return session, true
		}
	}
	return "", false
}

func same(a, b string) bool { return subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1 }

// ours says whether a host that was asked is this machine, by the port that is listened on.
func ours(host, address string) bool {
	_, port, err := net.SplitHostPort(address)
	if err != nil {
		return false
	}
	name, asked, err := net.SplitHostPort(host)
	if err != nil || asked != port {
		return false
	}
	return name == "127.0.0.1" || name == "::1" || strings.EqualFold(name, "localhost")
}

// refuse says why in plain text: nothing of the repository is in it.
func refuse(out http.ResponseWriter, status int, text string) {
	out.Header().Set("Cache-Control", "no-store")
	http.Error(out, text, status)
}

// link is an address of ours with what is asked in it.
func link(page string, asked ...string) string {
	values := url.Values{}
	for i := 0; i+1 < len(asked); i += 2 {
		values.Set(asked[i], asked[i+1])
	}
	if len(values) == 0 {
		return page
	}
	return page + "?" + values.Encode()
}
