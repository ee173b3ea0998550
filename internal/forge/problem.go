package forge

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/leadline/leadline/internal/retry"
)

// Reason is why a host gave no answer.
type Reason string

// The reasons.
const (
	Offline   Reason = "offline"   // it cannot be reached
	Unknown   Reason = "unknown"   // 401: it does not know the token
	Forbidden Reason = "forbidden" // 403: it knows the token, which may not
	Absent    Reason = "absent"    // 404: no such project, or none that this token may see
	Limited   Reason = "limited"   // 429, or a limit that is used up: come back later
	Failing   Reason = "failing"   // 5xx
	Garbled   Reason = "garbled"   // what it said cannot be read, or was too much
)

// Problem is why the newest look failed, as an error. It holds no token and no address with one.
type Problem struct {
	Reason Reason    `json:"reason"`
	Detail string    `json:"detail,omitempty"`
	At     time.Time `json:"at"`
	// Until is when it may be asked again; the zero time means whenever the caller likes.
	Until time.Time `json:"until,omitzero"`
}

// Error says what happened and what to do next.
func (p *Problem) Error() string {
	switch p.Reason {
	case Unknown:
		return "the host does not know the token: make a new one that may read the project"
	case Forbidden:
		return "the host refuses the token: it needs the right to read the project and its merge requests"
	case Absent:
		return "the host knows no such project, or the token may not see it: check the remote's address and the token's rights"
	case Limited:
		if !p.Until.IsZero() {
			return "the host has answered enough for now; it is asked again after " + p.Until.UTC().Format("15:04 UTC")
		}
		return "the host has answered enough for now; it is asked again later"
	case Failing:
		return "the host has a fault of its own (" + p.Detail + "); it is asked again later"
	case Garbled:
		return "what the host said cannot be read (" + p.Detail + "); is it the kind of host that the settings say?"
	}
	return "the host cannot be reached (" + p.Detail + "); it is asked again later"
}

// problemOf sorts whatever came back from a library. What no transport has named is an answer that could not be read.
func problemOf(err error, now time.Time) *Problem {
	var p *Problem
	if errors.As(err, &p) {
		out := *p
		out.At = now
		return &out
	}
	if errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled) {
		return &Problem{Reason: Offline, Detail: "it took too long", At: now}
	}
	return &Problem{Reason: Garbled, Detail: cut(err.Error()), At: now}
}

// refusal is what an answer that is none says; nil for one that is.
func refusal(answer *http.Response, now time.Time) *Problem {
	code := answer.StatusCode
	spent := answer.Header.Get("X-RateLimit-Remaining") == "0" || answer.Header.Get("RateLimit-Remaining") == "0"
	again := until(answer.Header, now)
	switch {
	case code < 300 || code == http.StatusNotModified:
		return nil
	case code == http.StatusTooManyRequests, code == http.StatusForbidden && (spent || answer.Header.Get("Retry-After") != ""):
		if again.IsZero() {
			again = now.Add(time.Minute)
		}
		return &Problem{Reason: Limited, Until: again}
	case code == http.StatusUnauthorized:
		return &Problem{Reason: Unknown}
	case code == http.StatusForbidden:
		return &Problem{Reason: Forbidden}
	case code == http.StatusNotFound, code == http.StatusGone:
		return &Problem{Reason: Absent}
	case code >= 500:
		return &Problem{Reason: Failing, Detail: fmt.Sprint("code ", code), Until: again}
	}
	return &Problem{Reason: Garbled, Detail: fmt.Sprint("code ", code)}
}

// until is when a host says that it may be asked again, or else where its window ends.
func until(h http.Header, now time.Time) time.Time {
	return retry.After(h, now, "X-RateLimit-Reset", "RateLimit-Reset")
}
