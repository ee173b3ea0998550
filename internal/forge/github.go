package forge

import (
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/google/go-github/v92/github"
)

// onGitHub lists pull requests by GitHub's REST API, version 2022-11-28.
type onGitHub struct {
	client      *github.Client
	owner, name string
}

func newGitHub(server Server, token string, client *http.Client) (lister, error) {
	api := server.API.String()
	options := []github.ClientOptionsFunc{github.WithHTTPClient(client), github.WithURLs(&api, &api), github.WithUserAgent(userAgent)}
	if token != "" {
		options = append(options, github.WithAuthToken(token))
	}
	c, err := github.NewClient(options...)
	if err != nil {
		return nil, err
	}
	owner, name, _ := strings.Cut(server.Project, "/")
	return &onGitHub{c, owner, name}, nil
}

func (h *onGitHub) open(ctx context.Context, page int) ([]Request, int, error) {
	return h.list(ctx, "open", page)
}

func (h *onGitHub) landed(ctx context.Context, page int) ([]Request, int, error) {
	return h.list(ctx, "closed", page)
}

func (h *onGitHub) list(ctx context.Context, state string, page int) ([]Request, int, error) {
	found, answer, err := h.client.PullRequests.List(ctx, h.owner, h.name, &github.PullRequestListOptions{
		State: state, Sort: "updated", Direction: "desc", ListOptions: github.ListOptions{Page: page, PerPage: pageSize},
	})
	if err != nil {
		return nil, 0, err
	}
	var out []Request
	for _, p := range found {
		if p != nil {
			out = append(out, pull(p))
		}
	}
	return out, answer.NextPage, nil
}

func pull(p *github.PullRequest) Request {
	r := Request{
		Number: p.GetNumber(), Title: p.GetTitle(), URL: p.GetHTMLURL(), Author: gitHubAccount(p.User), Draft: p.GetDraft(),
		Opened: p.GetCreatedAt().Time, Touched: p.GetUpdatedAt().Time, Lines: -1, Files: -1,
		Head: p.GetHead().GetSHA(), Branch: p.GetHead().GetRef(),
		Merged: p.GetMergedAt().Time,
	}
	if !r.Merged.IsZero() {
		r.Commit = p.GetMergeCommitSHA()
	}
	for _, u := range p.RequestedReviewers {
		r.Asked = append(r.Asked, gitHubAccount(u))
	}
	for _, t := range p.RequestedTeams {
		r.Teams = append(r.Teams, t.GetSlug())
	}
	return r
}

func gitHubAccount(u *github.User) Account {
	if u == nil {
		return Account{}
	}
	return Account{Login: u.GetLogin(), Name: u.GetName(), Email: u.GetEmail()}
}

func (h *onGitHub) complete(ctx context.Context, r *Request) error {
	if r.Merged.IsZero() { // sizes make load, which what has landed has none of
		p, _, err := h.client.PullRequests.Get(ctx, h.owner, h.name, r.Number)
		if err != nil {
			return err
		}
		if p.Additions != nil && p.Deletions != nil {
			r.Lines = p.GetAdditions() + p.GetDeletions()
		}
		if p.ChangedFiles != nil {
			r.Files = p.GetChangedFiles()
		}
	}
	given, _, err := h.client.PullRequests.ListReviews(ctx, h.owner, h.name, r.Number, &github.ListOptions{PerPage: pageSize})
	if err != nil {
		return err
	}
	r.Given = nil
	for _, g := range given {
		if g != nil && g.User != nil && !strings.EqualFold(g.User.GetLogin(), r.Author.Login) && g.GetState() != "PENDING" {
			r.Given = append(r.Given, Review{gitHubAccount(g.User), g.GetSubmittedAt().Time})
		}
	}
	return nil
}

const userAgent = "leadline"

func timeOf(t *time.Time) time.Time {
	if t == nil {
		return time.Time{}
	}
	return *t
}
