package main

import (
	"errors"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"slices"
	"time"

	"github.com/leadline/leadline/internal/exec"
	"github.com/leadline/leadline/internal/lsp"
	"github.com/leadline/leadline/internal/lspclient"
)

// gitWho is a peer that answers who changed a path, from a cache of its own: github.com/sinclairtarget/git-who.
const gitWho = "git-who"

// who measures the same question as whole processes: who knows a file, its folder and everything, both caches warm.
func (b *bench) who(rounds int) error {
	files, err := b.files(1)
	if err != nil {
		return err
	}
	if _, err := b.time(b.binary, "-C", b.repo, "index"); err != nil {
		return err
	}
	folder := path.Dir(files[0])
	for _, one := range []struct{ what, path string }{{"a file", files[0]}, {"its folder", folder}, {"everything", "."}} {
		if one.what == "its folder" && folder == "." {
			continue
		}
		var ours, peers []time.Duration
		var ratios []float64
		for round := range rounds + 1 { // the first is to warm up
			took, err := b.time(b.binary, "-C", b.repo, "who", filepath.Join(b.repo, one.path))
			if err != nil {
				return err
			}
			peer, err := b.peer("table", "--", one.path)
			if err != nil && !errors.Is(err, exec.ErrNotFound) {
				return err
			}
			if round == 0 {
				continue
			}
			if ours = append(ours, took); err == nil {
				peers, ratios = append(peers, peer), append(ratios, peer.Seconds()/took.Seconds())
			}
		}
		beside := gitWho + " is not on PATH: not compared"
		if slices.Sort(ratios); len(ratios) > 0 {
			beside = fmt.Sprintf("%s %s, %.0f times as long", gitWho, quantile(peers, 0.5), ratios[len(ratios)/2])
		}
		say("who knows "+one.what, "median %s as a whole process; %s", quantile(ours, 0.5), beside)
	}
	return b.whoOpen(21)
}

// whoOpen asks a running server about files that it has not opened yet: what somebody who goes to a file waits for, from opening
// it to the line above it, beside git-who on the same file. Both have read the history before.
func (b *bench) whoOpen(most int) error {
	files, err := b.files(most)
	if err != nil {
		return err
	}
	c, err := b.server()
	if err != nil {
		return err
	}
	if _, err := c.Initialize(b.ctx, lspclient.VSCode, string(lsp.FileURI(b.repo)), 0, nil); err != nil {
		return err
	}
	var ours, peers []time.Duration
	var ratios []float64
	for i, path := range files {
		text, err := os.ReadFile(filepath.Join(b.repo, path))
		if err != nil {
			return err
		}
		uri := string(lsp.FileURI(filepath.Join(b.repo, path)))
		began := time.Now()
		if err := c.Open(uri, "", string(text)); err != nil {
			return err
		}
		if _, err := c.CodeLens(b.ctx, uri); err != nil {
			return err
		}
		took := time.Since(began)
		if _, err := c.Call(b.ctx, "leadline/settled", map[string]any{"textDocument": map[string]string{"uri": uri}}); err != nil {
			return err // what follows in the background is not the peer's to bear
		}
		peer, err := b.peer("table", "--", path)
		if err != nil && !errors.Is(err, exec.ErrNotFound) {
			return err
		}
		if i == 0 { // the first also opens the repository
			continue
		}
		if ours = append(ours, took); err == nil {
			peers, ratios = append(peers, peer), append(ratios, peer.Seconds()/took.Seconds())
		}
	}
	beside := gitWho + " is not on PATH: not compared"
	if slices.Sort(ratios); len(ratios) > 0 {
		beside = fmt.Sprintf("%s %s, %.0f times as long (target: 20)", gitWho, quantile(peers, 0.5), ratios[len(ratios)/2])
	}
	say("who knows a file that is opened", "median %s, p90 %s from opening it in a running server to its lens; %s", quantile(ours, 0.5), quantile(ours, 0.9), beside)
	if err := c.Shutdown(b.ctx); err != nil {
		return err
	}
	return c.Close()
}

// peer runs git-who, which answers about the folder that it stands in.
func (b *bench) peer(args ...string) (time.Duration, error) {
	began := time.Now()
	p, err := exec.Command{Path: gitWho, Args: args, Dir: b.repo, Env: b.env}.Start(b.ctx)
	if err != nil {
		return 0, err
	}
	if _, err := discard(p.Stdout); err != nil {
		return 0, err
	}
	return time.Since(began), p.Wait()
}
