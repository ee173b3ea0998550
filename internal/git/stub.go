package git

import (
	"context"
	"iter"
	"time"
)

// Repository is a place that holds a git repository.
type Repository struct {
	Top       string // top of the work tree; "" when bare
	GitDir    string
	CommonDir string
	Format    string // sha1 or sha256
	Shallow   bool
	Bare      bool
}

// Head is what HEAD names.
type Head struct {
	Hash   Hash   // "" when unborn
	Ref    string // full name, "" when detached
	Unborn bool
}

type UserSource string

const (
	UserNone       UserSource = "none"
	UserRepository UserSource = "repository"
	UserGlobal     UserSource = "global"
)

type Config struct{}
type Remote struct{ Name, URL string }

func (c *Config) Get(key string) (string, bool) { return "", false }
func (c *Config) Remotes() []Remote             { return nil }

type Tracked struct {
	Path         string
	Mode         uint32
	Hash         Hash
	Size         uint32
	MTime        time.Time
	SkipWorktree bool
}

type Store struct{}

type LogQuery struct {
	Tips, Not []Hash
	Paths     []string
	Follow    bool
	Limit     int
	NoMerges  bool
}

type Trailer struct{ Key, Value string }

type Change struct {
	Path, OldPath string
	Status        byte
}

type Commit struct {
	Hash      Hash
	Parents   []Hash
	Author    Identity
	At        int64
	Committer Identity
	Committed int64
	Subject   string
	Trailers  []Trailer
	Changes   []Change
}

type TreeEntry struct {
	Path string
	Mode uint32
	Hash Hash
	Size int64
}

type BlameChunk struct {
	Line, Lines int
	Commit      Hash
	OldPath     string
	OldLine     int
	Author      Identity
	At          int64
	Subject     string
}

func Find(path string) (*Repository, error)                                 { return nil, ErrNotRepository }
func (r *Repository) Head() (Head, error)                                   { return Head{}, nil }
func (r *Repository) Ref(name string) (Hash, bool, error)                   { return "", false, nil }
func (r *Repository) DefaultUpstream() (ref string, h Hash, ok bool)        { return "", "", false }
func (r *Repository) Config(ctx context.Context) (*Config, error)           { return nil, nil }
func (r *Repository) User(ctx context.Context) (Identity, UserSource, error) { return Identity{}, UserNone, nil }
func (r *Repository) Tracked() ([]Tracked, error)                           { return nil, nil }
func (r *Repository) ReadWorktreeFile(path string, limit int64) ([]byte, error) {
	return nil, ErrNotFound
}
func (r *Repository) Rel(path string) (string, bool) { return "", false }
func OpenStore(ctx context.Context, dir string, r *Repository) (*Store, error) {
	return nil, nil
}
func (s *Store) Close() error { return nil }
func (s *Store) Log(ctx context.Context, q LogQuery) iter.Seq2[*Commit, error] {
	return nil
}
func (s *Store) Blob(ctx context.Context, commit Hash, path string, limit int64) ([]byte, error) {
	return nil, nil
}
func (s *Store) BlobByHash(ctx context.Context, h Hash, limit int64) ([]byte, error) { return nil, nil }
func (s *Store) Tree(ctx context.Context, commit Hash) iter.Seq2[TreeEntry, error]   { return nil }
func (s *Store) Roots(ctx context.Context, commit Hash) ([]Hash, error)              { return nil, nil }
func (s *Store) MergeBase(ctx context.Context, a, b Hash) (Hash, bool, error)        { return "", false, nil }
func (s *Store) Contains(ctx context.Context, tip, h Hash) (bool, error)             { return false, nil }
func (s *Store) Missing(ctx context.Context, hashes []Hash) ([]Hash, error)          { return nil, nil }
func (s *Store) Blame(ctx context.Context, commit Hash, path string) iter.Seq2[BlameChunk, error] {
	return nil
}
func (s *Store) WriteCommitGraph(ctx context.Context, tips []Hash, progress func(done, total int)) error {
	return nil
}
func Version(ctx context.Context) (string, error) { return "", nil }
