package lsp

import (
	"context"
	"errors"

	"github.com/leadline/leadline/internal/phrase"
)

// commandTour shows a way through a folder, {path}, or through everything, as a page.
const commandTour = "leadline.tour"

const topicTour phrase.Topic = "tour"

func (s *Server) tour(_ context.Context, _ *call) (any, error) {
	return nil, errors.New("not yet")
}
