//go:build unix && !race

package hostile_test

import (
	"os"
	"path/filepath"
	"strings"

	"github.com/leadline/leadline/internal/gittest"
)

// setting is a vector that is one piece of .git/config. RUN stands for a command that touches the canary, EVIL for a program
// that does, and BASE for the folder that everything lies in.
func setting(name, text string, fires ...[]string) vector {
	return vector{name: name, with: "programs in the settings", harm: func(v *victim) { v.config(v.fill(text)) }, fires: fires}
}

// alone keeps a vector from sharing a repository with others.
func alone(w vector) vector {
	w.with = ""
	return w
}

// attributed is setting for what .gitattributes has to name.
func attributed(name, attributes, text string, fires ...[]string) vector {
	return vector{name: name, with: "programs in the settings", harm: func(v *victim) {
		v.config(v.fill(text))
		v.add(".gitattributes", attributes)
		v.add(".git/info/attributes", attributes)
	}, fires: fires}
}

func (v *victim) fill(text string) string {
	return strings.NewReplacer("RUN", v.run, "EVIL", v.script, "BASE", v.base, "PORT", v.port).Replace(text)
}

// instead is a vector that is all of .git/config, with a remote of its own.
func instead(name, text string, fires ...[]string) vector {
	return vector{name: name, harm: func(v *victim) {
		v.write(".git/config", v.fill("[core]\n\trepositoryformatversion = 0\n[user]\n\temail = dev3@example.com\n"+text))
	}, fires: fires}
}

// scripts puts programs where hooks are looked for.
func (v *victim) scripts(folder string) {
	for _, hook := range []string{
		"post-checkout", "post-index-change", "reference-transaction", "pre-commit", "post-commit", "prepare-commit-msg", "commit-msg", "pre-push",
		"pre-auto-gc", "post-merge", "post-rewrite", "fsmonitor-watchman", "pre-receive", "update", "post-receive", "post-update", "proc-receive", "push-to-checkout",
	} {
		v.program(filepath.Join(folder, hook))
	}
}

func programs() []vector {
	status, fetch := []string{"status"}, []string{"fetch", "origin"}
	difference := []string{"diff", "HEAD~2", "HEAD"}
	return []vector{
		setting("fsmonitor", "[core]\n\tfsmonitor = \"RUN\"\n", status),
		setting("pager", "[core]\n\tpager = \"RUN\"\n[pager]\n\tlog = \"RUN\"\n\tblame = \"RUN\"\n\tconfig = \"RUN\"\n", []string{"grep", "-O", "charge"}),
		setting("editor", "[core]\n\teditor = \"RUN\"\n[sequence]\n\teditor = \"RUN\"\n", []string{"commit", "--allow-empty"}),
		instead("ssh command", "[core]\n\tsshCommand = \"RUN\"\n[remote \"origin\"]\n\turl = ssh://127.0.0.1:1/pay.git\n[ssh]\n\tvariant = ssh\n", fetch),
		instead("git proxy", "[core]\n\tgitProxy = EVIL\n[remote \"origin\"]\n\turl = git://127.0.0.1/pay.git\n", fetch),
		{name: "credential helper", with: "programs in the settings", harm: func(v *victim) {
			v.config(v.fill("[core]\n\taskPass = EVIL\n[credential]\n\thelper = \"!RUN\"\n[credential \"https://127.0.0.1\"]\n\thelper = EVIL\n[remote \"origin\"]\n\turl = https://127.0.0.1:1/pay.git\n"))
		}, fires: [][]string{{"credential", "fill"}}, stdin: "protocol=https\nhost=127.0.0.1\n\n"},
		setting("diff.external", "[diff]\n\texternal = \"RUN\"\n", difference),
		attributed("textconv", "* diff=evil\n", "[diff \"evil\"]\n\ttextconv = \"RUN\"\n\tcommand = \"RUN\"\n", difference, []string{"log", "-p"}),
		attributed("clean and smudge filters", "* filter=evil\n", "[filter \"evil\"]\n\tclean = EVIL\n\tsmudge = EVIL\n\trequired = true\n", []string{"add", "--renormalize", "."}),
		attributed("filter process", "* filter=evil\n", "[filter \"evil\"]\n\tprocess = EVIL\n\trequired = true\n", []string{"add", "--renormalize", "."}),
		{name: "LFS", with: "programs in the settings", harm: func(v *victim) {
			v.config(v.fill("[filter \"lfs\"]\n\tclean = EVIL\n\tsmudge = EVIL\n\tprocess = EVIL\n[lfs]\n\turl = http://PORT/\n[lfs \"customtransfer.evil\"]\n\tpath = EVIL\n"))
			v.add(".gitattributes", "*.go filter=lfs diff=lfs merge=lfs -text\n")
			v.write(".lfsconfig", v.fill("[lfs]\n\turl = http://PORT/\n\tstandalonetransferagent = evil\n"))
			v.write("pay/big.go", "version https://git-lfs.github.com/spec/v1\noid sha256:"+strings.Repeat("a", 64)+"\nsize 12345\n")
			v.alsoOpen = []string{"pay/big.go"}
		}, fires: [][]string{{"add", "--renormalize", "."}, {"add", "."}}},
		{name: "merge driver", with: "merges and submodules", harm: func(v *victim) {
			change := "\n+ pay/bill.go\n<<<\npackage pay\n\n// Bill TEXT\n>>>\n"
			gittest.Repo(v.t, v.dir, "commit other 2026-10-07T10:00:00Z Dev One <dev1@example.com>\nother\nfrom main"+strings.ReplaceAll(change, "TEXT", "other")+
				"\ncommit main 2026-10-07T10:00:00Z Dev One <dev1@example.com>\nmain"+strings.ReplaceAll(change, "TEXT", "here"))
			v.config(v.fill("[merge \"evil\"]\n\tdriver = \"RUN\"\n[user]\n\tname = x\n"))
			v.write(".git/info/attributes", "* merge=evil\n")
		}, fires: [][]string{{"merge", "other"}}},
		setting("alias", "[alias]\n\tst = \"!RUN\"\n\tlog = \"!RUN\"\n\tconfig = \"!RUN\"\n\tcat-file = \"!RUN\"\n", []string{"st"}),
		{name: "include", with: "programs in the settings", harm: func(v *victim) {
			v.write(".git/more", v.fill("[core]\n\tfsmonitor = \"RUN\"\n[user]\n\temail = other@example.com\n"))
			v.config("[include]\n\tpath = more\n")
		}, fires: [][]string{status}},
		{name: "includeIf", with: "programs in the settings", harm: func(v *victim) {
			v.write("tracked.inc", v.fill("[core]\n\tfsmonitor = \"RUN\"\n"))
			v.config("[includeIf \"gitdir:/\"]\n\tpath = ../tracked.inc\n[includeIf \"onbranch:**\"]\n\tpath = ../tracked.inc\n[includeIf \"hasconfig:remote.*.url:**\"]\n\tpath = ../tracked.inc\n")
		}, fires: [][]string{status}},
		{name: "worktree settings", with: "hooks", harm: func(v *victim) {
			v.write(".git/config.worktree", v.fill("[core]\n\tfsmonitor = \"RUN\"\n"))
			v.config("[core]\n\trepositoryformatversion = 1\n[extensions]\n\tworktreeConfig = true\n")
		}, fires: [][]string{status}},
		{name: "hooks path", with: "hooks", harm: func(v *victim) {
			v.scripts("tools/hooks")
			v.config("[core]\n\thooksPath = tools/hooks\n")
		}, fires: [][]string{{"checkout", "-q", "feature"}}},
		{name: "hooks", with: "hooks", harm: func(v *victim) { v.scripts(".git/hooks") }, fires: [][]string{{"checkout", "-q", "feature"}}},
		{name: "hooks of the remote", with: "hooks", harm: func(v *victim) {
			v.scripts(filepath.Join(v.remoteFolder, "hooks"))
			v.write(filepath.Join(v.remoteFolder, "config"), v.fill("[core]\n\trepositoryformatversion = 0\n\tbare = true\n\tfsmonitor = \"RUN\"\n\talternateRefsCommand = \"RUN\"\n[uploadpack]\n\tpackObjectsHook = EVIL\n[receive]\n\tprocReceiveRefs = refs/\n[gc]\n\tauto = 1\n"))
		}, fires: [][]string{{"push", "origin", "main"}}},
		{name: "signature program", with: "programs in the settings", harm: func(v *victim) {
			commit := v.git("cat-file", "commit", "main")
			head, message, _ := strings.Cut(commit, "\n\n")
			hash := v.object("commit", []byte(head+"\ngpgsig -----BEGIN PGP SIGNATURE-----\n \n iQ\n -----END PGP SIGNATURE-----\n\n"+message))
			v.write(".git/refs/heads/main", hash+"\n")
			v.config(v.fill("[gpg]\n\tprogram = EVIL\n[gpg \"ssh\"]\n\tprogram = EVIL\n\tdefaultKeyCommand = EVIL\n[log]\n\tshowSignature = true\n[commit]\n\tgpgSign = true\n"))
		}, fires: [][]string{{"log"}}},
		instead("remote that is a program", "[remote \"origin\"]\n\turl = \"ext::EVIL x\"\n\tfetch = +refs/heads/*:refs/remotes/origin/*\n[protocol \"ext\"]\n\tallow = always\n", fetch),
		instead("insteadOf", "[remote \"origin\"]\n\turl = https://127.0.0.1:1/pay.git\n[url \"ext::EVIL x\"]\n\tinsteadOf = https://127.0.0.1:1/pay.git\n\tpushInsteadOf = https://127.0.0.1:1/pay.git\n[protocol \"ext\"]\n\tallow = always\n", fetch),
		setting("push address", "[remote \"origin\"]\n\tpushurl = \"ext::EVIL x\"\n[protocol \"ext\"]\n\tallow = always\n", []string{"push", "origin", "main"}),
		setting("programs of the remote", "[remote \"origin\"]\n\tuploadpack = EVIL\n\treceivepack = EVIL\n", fetch, []string{"push", "origin", "main"}),
		{name: "partial clone", harm: func(v *victim) {
			v.remove(v.loose(v.git("rev-parse", "main~1^1:pay/bill.go")))
			v.config(v.fill("[core]\n\trepositoryformatversion = 1\n[extensions]\n\tpartialClone = evil\n[remote \"evil\"]\n\tpromisor = true\n\turl = BASE/remote.git\n\tuploadpack = EVIL\n\tpartialclonefilter = blob:none\n"))
		}, fires: [][]string{{"log", "-p"}}},
		{name: "partial clone over ext", harm: func(v *victim) {
			v.remove(v.loose(v.git("rev-parse", "main:pay/bill.go")))
			v.config(v.fill("[core]\n\trepositoryformatversion = 1\n[extensions]\n\tpartialClone = evil\n[remote \"evil\"]\n\tpromisor = true\n\turl = \"ext::EVIL x\"\n[protocol]\n\tallow = always\n"))
		}, fires: [][]string{{"log", "-p"}}},
		{name: "submodule", with: "merges and submodules", harm: func(v *victim) { v.submodule() }, fires: [][]string{status}},
		{name: "submodules that lead out", with: "merges and submodules", harm: func(v *victim) {
			v.add(".gitmodules", v.fill("[submodule \"../../outside\"]\n\tpath = --upload-pack=EVIL\n\turl = -uEVIL\n[submodule \"x\"]\n\tpath = ../outside\n\turl = ext::EVIL\n\tupdate = !EVIL\n"))
			v.git("commit", "-q", "-m", "more submodules", ".gitmodules")
			v.write(".git/modules/../../../outside/config", v.fill("[core]\n\tfsmonitor = \"RUN\"\n"))
			v.link(v.outside, ".git/modules/x")
		}},
		{name: "inside a submodule", harm: func(v *victim) {
			v.submodule()
			v.searched, v.file = filepath.Join(v.dir, "sub"), "sub/pay/bill.go"
			v.inside("sub")
		}, fires: [][]string{status}, in: "sub"},
		{name: "embedded bare repository", harm: func(v *victim) {
			v.must(os.CopyFS(filepath.Join(v.dir, "fixtures", "bare"), os.DirFS(v.dotgit)))
			v.write("fixtures/bare/config", v.fill("[core]\n\trepositoryformatversion = 0\n\tbare = false\n\tworktree = \"..\"\n\tfsmonitor = \"RUN\"\n"))
			v.searched = filepath.Join(v.dir, "fixtures", "bare")
			v.alsoOpen = []string{"fixtures/bare/config"}
		}, fires: [][]string{status}, in: "fixtures/bare"},
		setting("difftool", "[diff]\n\ttool = evil\n[difftool \"evil\"]\n\tcmd = \"RUN\"\n[mergetool \"evil\"]\n\tcmd = \"RUN\"\n[difftool]\n\tprompt = false\n", []string{"difftool", "-y", "HEAD~2"}),
		{name: "trailer command", with: "programs in the settings", harm: func(v *victim) {
			v.config(v.fill("[trailer \"sign\"]\n\tkey = Signed-off-by\n\tcommand = \"RUN\"\n\tcmd = \"RUN\"\n"))
		}, fires: [][]string{{"interpret-trailers"}}, stdin: "subject\n\nbody\n"},
		setting("archive command", "[tar \"evil\"]\n\tcommand = \"RUN\"\n", []string{"archive", "--format=evil", "HEAD"}),
		setting("bundle and browser", "[web]\n\tbrowser = evil\n[browser \"evil\"]\n\tcmd = \"RUN #\"\n[help]\n\tbrowser = evil\n[instaweb]\n\thttpd = \"RUN\"\n", []string{"web--browse", "--config=web.browser", "x"}),
	}
}

// submodule puts a repository with a program in its settings below the victim's.
func (v *victim) submodule() {
	v.must(os.CopyFS(filepath.Join(v.base, "sub"), os.DirFS(v.dir)))
	v.move(filepath.Join(v.base, "sub"), "sub")
	v.git("update-index", "--add", "--cacheinfo", "160000,"+v.git("rev-parse", "main")+",sub")
	v.write(".gitmodules", "[submodule \"sub\"]\n\tpath = sub\n\turl = ext::"+v.script+"\n")
	v.git("add", ".gitmodules")
	v.git("commit", "-q", "-m", "a submodule")
	v.config("[submodule \"sub\"]\n\tactive = true\n\turl = ext::" + v.script + "\n\tupdate = !" + v.script + "\n")
	v.write("sub/.git/config", v.fill("[core]\n\trepositoryformatversion = 0\n\tfsmonitor = \"RUN\"\n"))
	v.alsoOpen = []string{"sub/pay/bill.go", ".gitmodules"}
}
