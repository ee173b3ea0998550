package forge

import (
	"context"
	"net/http"
	"strings"

	gitlab "gitlab.com/gitlab-org/api/client-go/v2"
)

// onGitLab lists merge requests by GitLab's REST API, version 4.
type onGitLab struct {
	client  *gitlab.Client
	project string
}

func newGitLab(server Server, token string, client *http.Client) (lister, error) {
	c, err := gitlab.NewClient(token, gitlab.WithBaseURL(strings.TrimSuffix(server.API.String(), "/")), gitlab.WithHTTPClient(client),
		gitlab.WithoutRetries(), gitlab.WithUserAgent(userAgent), gitlab.WithCustomLimiter(unlimited{}))
	if err != nil {
		return nil, err
	}
	return &onGitLab{c, server.Project}, nil
}

// unlimited leaves the pace to the transport: the library's own limiter would ask the host for its limits first.
type unlimited struct{}

func (unlimited) Wait(context.Context) error { return nil }

func (h *onGitLab) open(ctx context.Context, page int) ([]Request, int, error) {
	return h.list(ctx, "opened", page)
}

func (h *onGitLab) landed(ctx context.Context, page int) ([]Request, int, error) {
	return h.list(ctx, "merged", page)
}

func (h *onGitLab) list(ctx context.Context, state string, page int) ([]Request, int, error) {
	by, way := "updated_at", "desc"
	found, answer, err := h.client.MergeRequests.ListProjectMergeRequests(h.project, &gitlab.ListProjectMergeRequestsOptions{
		State: &state, OrderBy: &by, Sort: &way, ListOptions: gitlab.ListOptions{Page: int64(page), PerPage: pageSize},
	}, gitlab.WithContext(ctx))
	if err != nil {
		return nil, 0, err
	}
	var out []Request
	for _, m := range found {
		if m == nil {
			continue
		}
		r := Request{
			Number: int(m.IID), Title: m.Title, URL: m.WebURL, Author: gitLabAccount(m.Author), Draft: m.Draft,
			Opened: timeOf(m.CreatedAt), Touched: timeOf(m.UpdatedAt), Lines: -1, Files: -1,
			Head: m.SHA, Branch: m.SourceBranch, Merged: timeOf(m.MergedAt),
		}
		if !r.Merged.IsZero() {
			r.Commit = firstOf(m.MergeCommitSHA, m.SquashCommitSHA, m.SHA)
		}
		for _, u := range m.Reviewers {
			r.Asked = append(r.Asked, gitLabAccount(u))
		}
		out = append(out, r)
	}
	return out, int(answer.NextPage), nil
}

func gitLabAccount(u *gitlab.BasicUser) Account {
	if u == nil {
		return Account{}
	}
	return Account{Login: u.Username, Name: u.Name}
}

// complete asks how each reviewer stands: at GitLab a reviewer stays one after the review. The size of a merge request has no
// field of its own there; counting the lines of its diff would load it whole, so it stays unknown.
func (h *onGitLab) complete(ctx context.Context, r *Request) error {
	found, _, err := h.client.MergeRequests.GetMergeRequestReviewers(h.project, int64(r.Number), gitlab.WithContext(ctx))
	if err != nil {
		return err
	}
	r.Asked, r.Given = nil, nil
	for _, one := range found {
		if one == nil || one.User == nil {
			continue
		}
		switch who := gitLabAccount(one.User); one.State {
		case "reviewed", "approved", "requested_changes":
			r.Given = append(r.Given, Review{who, r.Touched})
		default: // unreviewed, review_started
			r.Asked = append(r.Asked, who)
		}
	}
	approved, _, err := h.client.MergeRequestApprovals.GetConfiguration(h.project, int64(r.Number), gitlab.WithContext(ctx))
	if err != nil {
		return err
	}
	for _, one := range approved.ApprovedBy {
		if one == nil || one.User == nil {
			continue
		}
		at := timeOf(one.ApprovedAt)
		if at.IsZero() {
			at = r.Touched
		}
		r.Given = append(r.Given, Review{gitLabAccount(one.User), at})
	}
	return nil
}

func firstOf(texts ...string) string {
	for _, t := range texts {
		if t != "" {
			return t
		}
	}
	return ""
}
