//go:build unix && !race

package hostile_test

import (
	"os"
	"path/filepath"
	"strings"
)

// poisoned moves the git directory elsewhere and gives it a program to run.
func (v *victim) poisoned(to string) {
	v.config(v.fill("[core]\n\tfsmonitor = \"RUN\"\n"))
	v.move(v.dotgit, to)
}

func places() []vector {
	status := [][]string{{"status"}}
	return []vector{
		{name: ".git file to a folder in the tree", harm: func(v *victim) {
			v.poisoned("vendor/evil")
			v.write(".git", "gitdir: vendor/evil\n")
		}, fires: status},
		{name: ".git file to a folder outside", harm: func(v *victim) {
			v.poisoned(filepath.Join(v.outside, "evil"))
			v.write(".git", "gitdir: ../outside/evil\n")
		}, fires: status},
		{name: ".git file to itself", harm: func(v *victim) {
			v.remove(".git")
			v.write(".git", "gitdir: .git\n")
		}},
		{name: ".git file to a device", harm: func(v *victim) {
			v.remove(".git")
			v.write(".git", "gitdir: /dev/zero\n")
		}},
		{name: ".git link to a folder", harm: func(v *victim) {
			v.poisoned(filepath.Join(v.outside, "evil"))
			v.link("../outside/evil", ".git")
		}, fires: status},
		{name: ".git is a pipe", harm: func(v *victim) { v.remove(".git"); v.fifo(".git") }},
		{name: ".git is a link to a device", harm: func(v *victim) { v.remove(".git"); v.link("/dev/zero", ".git") }},
		{name: ".git file without end", harm: func(v *victim) {
			v.remove(".git")
			v.write(".git", "gitdir: ")
			v.must(os.Truncate(v.at(".git"), 1<<40))
		}},
		{name: "common folder elsewhere", harm: func(v *victim) {
			v.must(os.CopyFS(filepath.Join(v.outside, "evil"), os.DirFS(v.dotgit)))
			v.write(filepath.Join(v.outside, "evil", "config"), v.fill("[core]\n\trepositoryformatversion = 0\n\tfsmonitor = \"RUN\"\n"))
			v.write(".git/commondir", "../../outside/evil\n")
		}, fires: status},
		{name: "worktrees that lead elsewhere", with: "pipes beside the history", harm: func(v *victim) {
			v.write(".git/worktrees/evil/gitdir", "/etc/passwd\n")
			v.write(".git/worktrees/evil/commondir", "../../../../outside\n")
			v.write(".git/worktrees/evil/HEAD", "ref: refs/heads/../../../../outside/secret.txt\n")
			v.fifo(".git/worktrees/pipe/gitdir")
			v.fifo(".git/worktrees/pipe/HEAD")
			v.link("/dev/zero", ".git/worktrees/zero/HEAD")
			v.link(v.outside, ".git/worktrees/outside")
		}, hangs: [][]string{{"worktree", "list"}}},
		alone(setting("work tree elsewhere", "[core]\n\tworktree = BASE/outside\n")),
		alone(setting("work tree is everything", "[core]\n\tworktree = /\n")),
		{name: "alternates with a graph that is a pipe", with: "pipes beside the history", harm: func(v *victim) {
			v.must(os.CopyFS(filepath.Join(v.outside, "objects"), os.DirFS(filepath.Join(v.dotgit, "objects"))))
			v.fifo(filepath.Join(v.outside, "objects", "info", "commit-graph"))
			v.write(".git/objects/info/alternates", "../../../outside/objects\n/dev/zero\n/proc/self/root\n\"/tmp/\\303\\244\"\n")
		}, hangs: [][]string{{"log", "--graph"}}},
		{name: "alternates in a circle", harm: func(v *victim) {
			v.write(filepath.Join(v.outside, "o", "info", "alternates"), filepath.Join(v.dotgit, "objects")+"\n")
			v.write(".git/objects/info/alternates", strings.Repeat("../../../outside/o\n../objects\n", 500))
		}},
		{name: "replaced objects", with: "paths that lead out", harm: func(v *victim) {
			evil := v.object("blob", []byte("package pay // replaced by SECRETTEXT\n"))
			v.write(".git/refs/replace/"+v.git("rev-parse", "main:pay/bill.go"), evil+"\n")
			v.git("replace", "main~1", "main~2")
		}},
		{name: "grafts that are a pipe", with: "pipes beside the history", harm: func(v *victim) { v.fifo(".git/info/grafts") }, hangs: [][]string{{"log"}}},
		{name: "grafts in a circle", harm: func(v *victim) {
			v.write(".git/info/grafts", v.git("rev-parse", "main~2")+" "+v.git("rev-parse", "main")+"\n")
		}},
		{name: "shallow with rubbish", harm: func(v *victim) {
			v.write(".git/shallow", strings.Repeat("x", 100)+"\n"+strings.Repeat("a", 40)+"\n--upload-pack=evil\n")
		}},
		{name: "owned by somebody else", harm: func(v *victim) {
			v.config(v.fill("[core]\n\tfsmonitor = \"RUN\"\n[safe]\n\tdirectory = *\n\tbareRepository = all\n"))
			if os.Geteuid() != 0 {
				return // only root can give files away: then it is a repository of one's own with a program in it
			}
			v.must(filepath.Walk(v.dir, func(path string, _ os.FileInfo, err error) error {
				if err == nil {
					err = os.Lchown(path, 65534, 65534)
				}
				return err
			}))
		}, fires: status},
		{name: "folders called .GIT in the tree", with: "paths that lead out", harm: func(v *victim) {
			config := v.object("blob", []byte(v.fill("[core]\n\tfsmonitor = \"RUN\"\n")))
			inner := v.tree(entry{"100644", "config", config}, entry{"100644", "HEAD", config})
			v.with("names", entry{"40000", ".GIT", inner}, entry{"40000", ".g\u200cit", inner}, entry{"40000", "GIT~1", inner}, entry{"40000", ".git", inner}, entry{"40000", ".git ", inner})
			v.write(".GIT/config", v.fill("[core]\n\tfsmonitor = \"RUN\"\n"))
			v.write(".GIT/HEAD", "ref: refs/heads/main\n")
			v.alsoOpen = []string{".GIT/config"}
		}},
		{name: "paths in a tree that lead out", with: "paths that lead out", harm: func(v *victim) {
			blob := v.object("blob", []byte("* @evil\n// TODO: out\n"))
			up := v.tree(entry{"100644", "secret.txt", blob})
			v.with("out", entry{"40000", "..", v.tree(entry{"40000", "outside", up})}, entry{"100644", "../outside/secret.txt", blob},
				entry{"100644", "/etc/passwd", blob}, entry{"100644", ".", blob}, entry{"100644", "", blob}, entry{"40000", ".leadline/queries/..", up}, entry{"120000", "docs/adr", blob})
		}},
		{name: "paths in the index that lead out", with: "paths that lead out", harm: func(v *victim) {
			v.index(v.git("rev-parse", "main:pay/bill.go"), "../outside/secret.txt", "../secret.go", ".git/config", "/etc/passwd", "docs/adr/../../../outside/secret.txt", "pay/bill.go")
		}},
		{name: "refs that lead out", harm: func(v *victim) {
			v.write(filepath.Join(v.outside, "main"), v.git("rev-parse", "main")+"\n")
			v.link(v.outside, ".git/refs/heads/out")
			v.link("/dev/zero", ".git/refs/heads/zero")
			v.fifo(".git/refs/heads/pipe")
			v.fifo(".git/refs/remotes/origin/HEAD")
			v.write(".git/refs/remotes/origin/evil", "ref: ../../../../outside/secret.txt\n")
			v.write(".git/HEAD", "ref: refs/heads/out/main\n")
		}, hangs: [][]string{{"for-each-ref"}}},
	}
}
