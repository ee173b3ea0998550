package forge

import (
	"context"
	"net/http"
	"strings"

	"code.gitea.io/sdk/gitea"
)

// onGitea lists pull requests by the API of Gitea and Forgejo, version 1. The library takes a context for all its requests.
type onGitea struct {
	client      *gitea.Client
	owner, name string
}

func newGitea(server Server, token string, client *http.Client) (lister, error) {
	options := []gitea.ClientOption{
		gitea.SetHTTPClient(client), gitea.SetUserAgent(userAgent),
		gitea.SetGiteaVersion(""), // do not ask for it: Forgejo counts its versions otherwise
	}
	if token != "" {
		options = append(options, gitea.SetToken(token))
	}
	c, err := gitea.NewClient(strings.TrimSuffix(server.API.String(), "/"), options...)
	if err != nil {
		return nil, err
	}
	owner, name, _ := strings.Cut(server.Project, "/")
	return &onGitea{c, owner, name}, nil
}

func (h *onGitea) open(ctx context.Context, page int) ([]Request, int, error) {
	return h.list(ctx, gitea.StateOpen, page)
}

func (h *onGitea) landed(ctx context.Context, page int) ([]Request, int, error) {
	return h.list(ctx, gitea.StateClosed, page)
}

func (h *onGitea) list(ctx context.Context, state gitea.StateType, page int) ([]Request, int, error) {
	h.client.SetContext(ctx)
	found, answer, err := h.client.ListRepoPullRequests(h.owner, h.name, gitea.ListPullRequestsOptions{
		State: state, Sort: "recentupdate", ListOptions: gitea.ListOptions{Page: page, PageSize: 50},
	})
	if err != nil {
		return nil, 0, err
	}
	var out []Request
	for _, p := range found {
		if p != nil {
			out = append(out, giteaPull(p))
		}
	}
	return out, answer.NextPage, nil
}

func giteaPull(p *gitea.PullRequest) Request {
	r := Request{
		Number: int(p.Index), Title: p.Title, URL: p.HTMLURL, Author: giteaAccount(p.Poster), Draft: p.Draft,
		Opened: timeOf(p.Created), Touched: timeOf(p.Updated), Lines: -1, Files: -1,
	}
	if p.Head != nil {
		r.Head, r.Branch = p.Head.Sha, p.Head.Ref
	}
	if p.Additions != nil && p.Deletions != nil {
		r.Lines = *p.Additions + *p.Deletions
	}
	if p.ChangedFiles != nil {
		r.Files = *p.ChangedFiles
	}
	if p.HasMerged {
		r.Merged = timeOf(p.Merged)
		if p.MergedCommitID != nil {
			r.Commit = *p.MergedCommitID
		}
	}
	for _, u := range p.RequestedReviewers {
		r.Asked = append(r.Asked, giteaAccount(u))
	}
	for _, t := range p.RequestedReviewersTeams {
		if t != nil {
			r.Teams = append(r.Teams, t.Name)
		}
	}
	return r
}

func giteaAccount(u *gitea.User) Account {
	if u == nil {
		return Account{}
	}
	return Account{Login: u.UserName, Name: u.FullName, Email: u.Email}
}

// complete tells who is asked from who reviewed: at Gitea those who did stay among the requested.
func (h *onGitea) complete(ctx context.Context, r *Request) error {
	h.client.SetContext(ctx)
	found, _, err := h.client.ListPullReviews(h.owner, h.name, int64(r.Number), gitea.ListPullReviewsOptions{ListOptions: gitea.ListOptions{Page: 1, PageSize: 50}})
	if err != nil {
		return err
	}
	r.Given = nil
	asked := map[string]bool{}
	for _, one := range found {
		if one == nil || one.Reviewer == nil || strings.EqualFold(one.Reviewer.UserName, r.Author.Login) {
			continue
		}
		switch one.State {
		case gitea.ReviewStatePending:
		case gitea.ReviewStateRequestReview:
			asked[strings.ToLower(one.Reviewer.UserName)] = true
		default:
			r.Given = append(r.Given, Review{giteaAccount(one.Reviewer), one.Submitted})
		}
	}
	var waiting []Account
	for _, a := range r.Asked {
		gave := false
		for _, g := range r.Given {
			gave = gave || strings.EqualFold(g.By.Login, a.Login)
		}
		if !gave || asked[strings.ToLower(a.Login)] {
			waiting = append(waiting, a)
		}
	}
	r.Asked = waiting
	return nil
}
