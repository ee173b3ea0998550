package cli

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"github.com/leadline/leadline/internal/store"
	"github.com/leadline/leadline/internal/store/index"
	"github.com/leadline/leadline/internal/workspace"
)

func (a *app) index() *cobra.Command {
	var rebuild, anyway bool
	c := &cobra.Command{
		Use: "index", Short: "Read the history of this repository, or what is new in it", Args: a.exactly(0),
		RunE: func(c *cobra.Command, _ []string) error {
			if rebuild {
				if err := a.discardIndex(c.Context()); err != nil {
					return err
				}
			}
			if c.Flags().Changed("anyway") {
				if err := a.readAnyway(c.Context(), anyway); err != nil {
					return err
				}
			}
			began := time.Now()
			return a.with(c.Context(), func(ctx context.Context, s *session) error {
				took := time.Since(began)
				began = time.Now()
				if err := s.Accelerate(ctx); err != nil {
					a.note("%s", err) // slower, not wrong
				}
				faster := time.Since(began)
				snapshot := s.Snapshot()
				if a.json {
					return a.answer(indexJSON{
						Top: snapshot.Top, Complete: snapshot.Indexed, Seconds: took.Seconds(), GraphSeconds: faster.Seconds(),
					})
				}
				if snapshot.Excess != nil { // which was said already
					return nil
				}
				if snapshot.Head.Hash == "" {
					return a.print("There are no commits yet, and so no history to read.\n")
				}
				if !snapshot.Indexed {
					return fmt.Errorf("the history of %s could not be read: what is in the way is said above. Mend it and try again", filepath.Base(snapshot.Top))
				}
				more := ""
				if faster > time.Second {
					more = fmt.Sprintf(" Preparing to read who wrote which lines took %s more.", faster.Round(10*time.Millisecond))
				}
				return a.print(fmt.Sprintf("The history of %s is read; it took %s.%s\n", filepath.Base(snapshot.Top), took.Round(10*time.Millisecond), more))
			})
		},
	}
	c.Flags().BoolVar(&rebuild, "rebuild", false, "throw away what was read before")
	c.Flags().BoolVar(&anyway, "anyway", false, "read it also where a commit unfolds to more than memory holds (--anyway=false: no longer)")
	return c
}

// discardIndex removes the index, which holds nothing that git does not.
func (a *app) discardIndex(ctx context.Context) error {
	s, err := a.open(ctx)
	if err != nil {
		return err
	}
	dirs, err := a.dirs()
	if err != nil {
		return errors.Join(err, s.close())
	}
	file := index.File(workspace.CacheDir(dirs, s.Repository))
	if err := s.close(); err != nil {
		return err
	}
	return store.Discard(file)
}

// readAnyway remembers whether the history here is read whatever is in it.
func (a *app) readAnyway(ctx context.Context, anyway bool) error {
	s, err := a.open(ctx)
	if err != nil {
		return err
	}
	return errors.Join(s.ReadAnyway(anyway), s.close())
}
