package config

import (
	"bytes"
	"net/url"
	"slices"
	"strings"
)

const consentKey = "consent"

// same tells whether two consents are for exactly the same thing.
func (c Consent) same(o Consent) bool {
	c.Remote, o.Remote = WithoutSecret(c.Remote), WithoutSecret(o.Remote)
	return c == o
}

// WithoutSecret leaves a password or token out of a remote URL: it is no part
// of where something goes, changes for other reasons, and has no business in a
// settings file.
func WithoutSecret(remote string) string {
	scheme, _, ok := strings.Cut(remote, "://")
	if !ok || strings.ContainsAny(scheme, "/@") {
		return remote
	}
	u, err := url.Parse(remote)
	if err != nil || u.User == nil {
		return remote
	}
	if _, has := u.User.Password(); has {
		u.User = url.User(u.User.Username())
	}
	return u.String()
}

// consented tells whether consents may stand in this layer: only in the user's
// own file, which alone has had its consents read.
func (d *document) consented() bool { return d.consents != nil }

// readConsents collects the [[consent]] entries.
func (d *document) readConsents(entries []entry) {
	d.consents = []Consent{}
	byIndex := map[string]*Consent{}
	places := map[string]place{}
	var order []string
	open := func(index string, at place) *Consent {
		if byIndex[index] == nil {
			byIndex[index] = &Consent{}
			places[index] = at
			order = append(order, index)
		}
		return byIndex[index]
	}
	for _, h := range d.headers {
		if h.path[0] == consentKey && h.array && len(h.path) == 2 {
			open(h.path[1], h.place)
		}
	}
	for _, a := range d.assignments {
		if a.path[0] != consentKey {
			continue
		}
		if len(a.path) != 3 || a.value.kind != text {
			d.fault(a.place, consentKey, "a consent has git-dir, remote, key and value, each a string in quotes; remove it, and you will be asked again")
			continue
		}
		c := open(a.path[1], a.place)
		switch a.path[2] {
		case "git-dir":
			c.GitDir = a.value.str
		case "remote":
			c.Remote = a.value.str
		case "key":
			c.Key = a.value.str
		case "value":
			c.Value = a.value.str
		default:
			d.fault(a.place, dotted(a.path), "a consent has git-dir, remote, key and value; remove this line")
		}
	}
	for _, index := range order {
		c := *byIndex[index]
		known := slices.ContainsFunc(entries, func(e entry) bool { return e.Consent && e.Name == c.Key })
		if c.GitDir == "" || !known {
			d.fault(places[index], consentKey, "this consent is for no repository or no setting that needs one, and has no effect; remove it, and you will be asked again")
			continue
		}
		d.consents = append(d.consents, c)
	}
}

// SyncOn is the value of sync.auto with which repositories are synced by themselves.
const SyncOn = "on"

// Agreed says whether a user's file holds a consent.
func Agreed(userFile []byte, c Consent) bool {
	d := readTOML(Source{Bytes: userFile})
	d.readConsents(schema())
	return slices.ContainsFunc(d.consents, c.same)
}

// RemoveConsent returns the user's file without a consent, everything else byte for byte as it was. It fails where somebody wrote
// the consent in another way than [AddConsent] does.
func RemoveConsent(userFile []byte, c Consent) ([]byte, error) {
	if !Agreed(userFile, c) {
		return userFile, nil
	}
	block := []byte(consentLines(c, newline(userFile)))
	at := bytes.Index(userFile, block)
	if at < 0 {
		return nil, errByHand
	}
	before, after := userFile[:at], userFile[at+len(block):]
	switch nl := []byte(newline(userFile)); { // the line that set it off
	case bytes.HasSuffix(before, append(bytes.Clone(nl), nl...)):
		before = before[:len(before)-len(nl)]
	case len(before) == 0:
		after = bytes.TrimPrefix(after, nl)
	}
	return slices.Concat(before, after), nil
}

func consentLines(c Consent, nl string) string {
	var b strings.Builder
	for _, line := range []string{
		"[[" + consentKey + "]]",
		"git-dir = " + quote(c.GitDir),
		"remote = " + quote(WithoutSecret(c.Remote)),
		"key = " + quote(c.Key),
		"value = " + quote(c.Value),
	} {
		b.WriteString(line + nl)
	}
	return b.String()
}
