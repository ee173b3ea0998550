package share

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/oklog/ulid/v2"

	"github.com/leadline/leadline/internal/git"
	"github.com/leadline/leadline/internal/store/eventlog"
)

// Limits of a batch. Writers stay far below what readers take.
const (
	mostBatch  = 4 << 20 // bytes that are read
	fullBatch  = 1 << 20 // bytes after which a batch that is written ends
	mostEvents = 1000    // in a batch that is written
	mostKind   = 100     // bytes
)

// errBatch says that a batch is none that this program reads. Its text says why.
var errBatch = errors.New("not a batch")

// parseBatch reads the lines that a writer sent. All of them are good, or none is taken: an older program then goes on from
// there once it is a newer one.
func parseBatch(writer string, content []byte) ([]eventlog.Event, error) {
	if len(content) == 0 {
		return nil, fmt.Errorf("%w: it is missing, empty or larger than %d MB", errBatch, mostBatch>>20)
	}
	var events []eventlog.Event
	last := int64(0)
	for text := range bytes.Lines(content) {
		e, err := eventlog.ParseLine(bytes.TrimSuffix(text, []byte("\n")))
		if err != nil {
			return nil, fmt.Errorf("%w: event %d: %w", errBatch, len(events)+1, err)
		}
		if why := foul(writer, e); why != "" {
			return nil, fmt.Errorf("%w: event %d: %s", errBatch, len(events)+1, why)
		}
		if e.Seq <= last {
			return nil, fmt.Errorf("%w: event %d: its number does not follow the one before", errBatch, len(events)+1)
		}
		last = e.Seq
		events = append(events, e)
	}
	return events, nil
}

// foul says what keeps an event from being one of a writer's, "" for nothing. Kinds and versions that this program does not know
// are a newer one's, and are kept.
func foul(writer string, e eventlog.Event) string {
	switch _, err := ulid.ParseStrict(e.ID); {
	case err != nil:
		return "its id is no ULID"
	case e.Writer != writer:
		return "it is another writer's"
	case e.Visibility != "team":
		return "it is private"
	case !isID(e.Repo):
		return "its repository is none"
	case !isKind(e.Kind):
		return "its kind is no noun.verb"
	case !bytes.HasPrefix(bytes.TrimLeft(e.Body, " \t\r\n"), []byte("{")): // it is JSON
		return "its body is no object"
	}
	return ""
}

func isKind(kind string) bool {
	noun, verb, ok := strings.Cut(kind, ".")
	return ok && noun != "" && verb != "" && len(kind) <= mostKind && !strings.ContainsFunc(kind, func(c rune) bool {
		return (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '-' && c != '.' && c != '_'
	})
}

// batches puts events into as few batches as the limits allow, in their order.
func batches(events []eventlog.Event) ([]git.Batch, error) {
	var out []git.Batch
	var b bytes.Buffer
	var at time.Time
	n := 0
	end := func() {
		if n > 0 {
			out = append(out, git.Batch{Content: bytes.Clone(b.Bytes()), At: at})
		}
		b.Reset()
		n, at = 0, time.Time{}
	}
	for _, e := range events {
		text, err := e.Line()
		if err != nil {
			return nil, err
		}
		if n == mostEvents || n > 0 && b.Len()+len(text) >= fullBatch {
			end()
		}
		b.Write(text)
		b.WriteByte('\n')
		n++
		if e.At.After(at) {
			at = e.At
		}
	}
	end()
	return out, nil
}
