package eventlog

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"
)

// evidenceKey is what the first line about a repository has beside its event: remotes and root commits, by which another
// store knows which of its repositories that is. Git directories mean nothing elsewhere.
const evidenceKey = "evidence"

// mostRepos is of how many repositories an import finds out whether they are known here.
const mostRepos = 1000

type evidenceJSON struct {
	Remotes []string `json:"remotes,omitempty"`
	Roots   []string `json:"roots,omitempty"`
}

// Export writes all events in the order of their arrival, one [Event.Line] each, as they are read: the whole log is never in
// memory. Those that others with the same id took the place of come last: nothing that was said is left out.
func (l *Log) Export(ctx context.Context, w io.Writer) (events int, err error) {
	repos, err := l.repositories(ctx)
	if err != nil {
		return 0, err
	}
	evidence := map[string]evidenceJSON{}
	for _, r := range repos {
		kinds := byKind(r.aliases)
		if e := (evidenceJSON{Remotes: kinds[aliasRemote], Roots: kinds[aliasRoot]}); len(e.Remotes)+len(e.Roots) > 0 {
			evidence[r.id] = e
		}
	}
	for n := int64(0); ; {
		page, err := l.Since(ctx, n, 0)
		if err != nil {
			return events, err
		}
		if len(page) == 0 {
			break
		}
		for _, e := range page {
			text, err := e.Line()
			if err != nil {
				return events, err
			}
			if known, ok := evidence[e.Repo]; ok {
				more, err := json.Marshal(known)
				if err != nil {
					return events, err
				}
				text = append(append(append(text[:len(text)-1], `,"`+evidenceKey+`":`...), more...), '}')
				delete(evidence, e.Repo)
			}
			if _, err := w.Write(append(text, '\n')); err != nil {
				return events, err
			}
			events++
		}
		n = page[len(page)-1].N
	}
	err = l.beaten(ctx, func(e Event) error {
		text, err := e.Line()
		if err == nil {
			_, err = w.Write(append(text, '\n'))
		}
		if err == nil {
			events++
		}
		return err
	})
	return events, err
}

// ImportLines unites the log with events that stand on lines, as [Log.Export] writes them. What is wrong with a line is told
// to bad, and the others are taken; lines are counted from 1. Doing so again changes nothing.
func (l *Log) ImportLines(ctx context.Context, r io.Reader, bad func(line int, err error)) (all United, err error) {
	lines := lineReader{from: bufio.NewReaderSize(r, 64<<10)}
	var batch []Event
	var numbers []int
	repos := map[string]int{}
	flush := func() error {
		if err := l.leaveOutOwn(ctx, &batch, &numbers, bad); err != nil {
			return err
		}
		united, err := l.unite(ctx, batch)
		for _, id := range united.Taken {
			for i, e := range batch {
				if e.ID == id {
					bad(numbers[i], fmt.Errorf("%w: its id, or number %d of the writer %s, is another event here", ErrInvalid, e.Seq, e.Writer))
					break
				}
			}
		}
		all.Read, all.Added, all.Taken = all.Read+united.Read, all.Added+united.Added, append(all.Taken, united.Taken...)
		for _, e := range batch {
			if _, met := repos[e.Repo]; united.Added > 0 && (met || len(repos) < mostRepos) {
				repos[e.Repo]++
			}
		}
		batch, numbers = batch[:0], numbers[:0]
		return err
	}
	for number := 1; ; number++ {
		text, failed := lines.next()
		if failed != nil && failed != io.EOF {
			return all, errors.Join(failed, flush())
		}
		if number == 1 {
			text = bytes.TrimPrefix(text, []byte("\xef\xbb\xbf"))
		}
		if text = bytes.TrimSpace(text); len(text) > 0 {
			e, err := ParseLine(text)
			if err == nil && e.Visibility != l.visibility() {
				err = fmt.Errorf("%w: a %s event does not belong into the %s log", ErrInvalid, e.Visibility, l.visibility())
			}
			if err == nil {
				err = l.early(e)
			}
			if err != nil {
				bad(number, err)
			} else {
				if all.Apart, err = l.evidenceOn(ctx, text, e.Repo, all.Apart); err != nil {
					return all, err
				}
				batch, numbers = append(batch, e), append(numbers, number)
			}
		}
		if len(batch) == uniteBatch || failed == io.EOF {
			if err := flush(); err != nil {
				return all, err
			}
		}
		if failed == io.EOF {
			if err := l.settle(ctx); err != nil {
				return all, err
			}
			all.Elsewhere, err = l.elsewhere(ctx, repos)
			all.Elsewhere = min(all.Elsewhere, all.Added)
			return all, err
		}
	}
}

// ahead is how far the clock of whoever said something may be ahead of the one here; a sync holds the same back.
const ahead = 24 * time.Hour

// early refuses what a clock far ahead has dated: whatever is said here afterwards would be dated so too, and the others would not
// have it until then.
func (l *Log) early(e Event) error {
	said := time.UnixMilli(e.HLC >> 16).UTC()
	if now := l.now(); said.After(now.Add(ahead)) {
		return fmt.Errorf("%w: it is dated %s, ahead of the clock here (%s). Put the clock right that is wrong, sync there, and export again",
			ErrInvalid, said.Format(time.DateOnly), now.UTC().Format(time.DateOnly))
	}
	return nil
}

// leaveOutOwn takes events out of a batch that say to be of this very log, which does not have them: whoever wrote such a line did
// not read it here, and as one's own it would go to the others at the next sync. What a log said and lost comes back by a sync, or
// from a backup.
func (l *Log) leaveOutOwn(ctx context.Context, batch *[]Event, numbers *[]int, bad func(line int, err error)) error {
	writer, err := l.CurrentWriter(ctx)
	if err != nil {
		return err
	}
	kept, at := (*batch)[:0], (*numbers)[:0]
	for i, e := range *batch {
		if e.Writer == writer {
			_, here, err := l.ByID(ctx, e.ID)
			if err != nil {
				return err
			}
			if !here {
				bad((*numbers)[i], fmt.Errorf("%w: it says that it was said in this very store, where it is not; `leadline sync` or `leadline restore` brings back what was said here", ErrInvalid))
				continue
			}
		}
		kept, at = append(kept, e), append(at, (*numbers)[i])
	}
	*batch, *numbers = kept, at
	return nil
}

// elsewhere adds up events about repositories that were never opened on this machine.
func (l *Log) elsewhere(ctx context.Context, repos map[string]int) (events int, err error) {
	known, err := l.repositories(ctx)
	if err != nil {
		return 0, err
	}
	here := map[string]bool{"": true}
	for _, r := range known {
		kinds := byKind(r.aliases)
		if len(kinds[aliasGitDir]) > 0 {
			here[r.id] = true
			for _, former := range kinds[aliasAdopted] {
				here[former] = true
			}
		}
	}
	for repo, n := range repos {
		if !here[repo] {
			events += n
		}
	}
	return events, nil
}

// evidenceOn takes in what a line says about its event's repository. It is a help, so one that cannot be read is no fault.
func (l *Log) evidenceOn(ctx context.Context, text []byte, repo string, apart []Apart) ([]Apart, error) {
	if repo == "" || !bytes.Contains(text, []byte(`"`+evidenceKey+`"`)) {
		return apart, nil
	}
	var read struct {
		Evidence evidenceJSON `json:"evidence"`
	}
	if json.Unmarshal(text, &read) != nil {
		return apart, nil
	}
	aliases := Evidence{Remotes: read.Evidence.Remotes, Roots: read.Evidence.Roots}.aliases()
	if len(aliases) == 0 {
		return apart, nil
	}
	return l.meet(ctx, repo, aliases, apart)
}

// lineReader reads lines of any length and keeps no more of one than says that it is too long.
type lineReader struct {
	from *bufio.Reader
	line []byte
}

// next is the next line, valid until the one after it; with io.EOF it is the last one, which may be empty.
func (r *lineReader) next() ([]byte, error) {
	r.line = r.line[:0]
	for {
		part, err := r.from.ReadSlice('\n')
		if room := MaxLine + 2 - len(r.line); len(part) > room {
			part = part[:room]
		}
		r.line = append(r.line, part...)
		if !errors.Is(err, bufio.ErrBufferFull) {
			return r.line, err
		}
	}
}
