//go:build unix && !race

package hostile_test

import (
	"net"
	"os"
	"path/filepath"
	"syscall"
)

// read are the files of a repository that Leadline reads beside source code.
func read() []string {
	return []string{
		".mailmap", "CODEOWNERS", ".github/CODEOWNERS", "docs/CODEOWNERS", ".gitlab/CODEOWNERS", ".leadline.toml", ".git-blame-ignore-revs", ".gitignore", ".gitattributes",
		"docs/adr/0001-bill-once.md", "docs/adr/0002-more.md", ".leadline/queries/mine.sql", ".leadline/queries/other.sql", "pay/retry.go", "go.mod", "package.json",
	}
}

// within is a vector about one file of the git directory.
func within(name, with string, hangs []string) vector {
	w := vector{name: "pipe as " + name, with: with, harm: func(v *victim) { v.fifo(".git/" + name) }}
	if hangs != nil {
		w.hangs = [][]string{hangs}
	}
	return w
}

func special() []vector {
	status, log := []string{"status"}, []string{"log"}
	all := func(name string, put func(v *victim, path string), hangs ...[]string) vector {
		return vector{name: name, harm: func(v *victim) {
			for _, path := range read() {
				put(v, path)
			}
			v.alsoOpen = []string{"pay/retry.go", ".gitignore", ".git-blame-ignore-revs", ".leadline/queries/mine.sql"}
		}, hangs: hangs}
	}
	return []vector{
		all("pipes in the tree", func(v *victim, path string) { v.fifo(path) }, status, log),
		all("links to a pipe in the tree", func(v *victim, path string) {
			v.fifo(filepath.Join(v.outside, "pipe"))
			v.link(filepath.Join(v.outside, "pipe"), path)
		}),
		all("links to a secret outside", func(v *victim, path string) { v.link(filepath.Join(v.outside, "secret.txt"), path) }),
		all("links to an endless device", func(v *victim, path string) { v.link("/dev/zero", path) }),
		all("links to the terminal", func(v *victim, path string) { v.link("/dev/tty", path) }),
		all("links in a circle", func(v *victim, path string) { v.link(filepath.Base(path), path) }),
		all("folders where files are read", func(v *victim, path string) {
			v.remove(path)
			v.must(os.MkdirAll(v.at(path), 0o755))
		}),
		all("files without end", func(v *victim, path string) {
			v.write(path, "* @dev1\n")
			v.must(os.Truncate(v.at(path), 1<<40))
		}),
		all("files that nobody may read", func(v *victim, path string) {
			v.write(path, "* @dev1\n")
			v.must(os.Chmod(v.at(path), 0))
		}),
		{name: "sockets and devices in the tree", harm: func(v *victim) {
			for i, path := range read() {
				v.remove(path)
				if i%2 == 0 && syscall.Mknod(v.at(path), syscall.S_IFCHR|0o666, 1<<8|5) == nil { // as /dev/zero; only where we may
					continue
				}
				v.must(os.MkdirAll(filepath.Dir(v.at(path)), 0o755))
				short := filepath.Join(v.t.TempDir(), "s") // addresses of sockets are short
				l, err := net.Listen("unix", short)
				v.must(err)
				l.(*net.UnixListener).SetUnlinkOnClose(false)
				v.must(l.Close())
				v.must(os.Rename(short, v.at(path)))
			}
		}},
		{name: "folders that lead outside", harm: func(v *victim) {
			for _, folder := range []string{"docs", ".leadline", ".github", "pay", "notes"} {
				v.write(filepath.Join(v.outside, "adr", "0001-x.md"), "# 1. SECRETTEXT\n\nStatus: accepted\n")
				v.write(filepath.Join(v.outside, "queries", "x.sql"), "-- SECRETTEXT\nSELECT 1\n")
				v.write(filepath.Join(v.outside, "CODEOWNERS"), "* @SECRETTEXT\n")
				v.write(filepath.Join(v.outside, "bill.go"), "// TODO: SECRETTEXT\n")
				v.link(v.outside, folder)
			}
			v.link("/", "root")
			v.link(".", "again")
		}},
		within("HEAD", "", status), within("config", "", status), within("index", "", status), within("packed-refs", "", nil), within("refs/heads/main", "", log),
		within("info/exclude", "pipes beside the history", status), within("info/attributes", "pipes beside the history", []string{"diff", "HEAD~2", "HEAD"}), within("objects/info/alternates", "", log),
		within("objects/info/commit-graph", "pipes beside the history", []string{"log", "--graph"}), within("objects/pack/multi-pack-index", "", log), within("shallow", "", log),
		within("objects/pack/pack-aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.idx", "", nil), within("commondir", "", status), within("logs/HEAD", "pipes beside the history", nil), within("MERGE_HEAD", "pipes beside the history", nil),
		{name: "settings that read pipes", with: "pipes beside the history", harm: func(v *victim) {
			v.fifo("pipe")
			v.config("[core]\n\tattributesFile = ../pipe\n\texcludesFile = " + v.at("pipe") + "\n[mailmap]\n\tfile = " + v.at("pipe") + "\n[blame]\n\tignoreRevsFile = " + v.at("pipe") + "\n[commit]\n\ttemplate = " + v.at("pipe") + "\n[include]\n\tpath = /dev/null\n")
		}, hangs: [][]string{status, {"log", "--use-mailmap"}, {"blame", "pay/bill.go"}}},
		{name: "settings that include a pipe", with: "pipes beside the history", harm: func(v *victim) {
			v.fifo("pipe")
			v.config("[include]\n\tpath = ../pipe\n")
		}, hangs: [][]string{status}},
	}
}
