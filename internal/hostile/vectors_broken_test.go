//go:build unix && !race

package hostile_test

import (
	"os"
	"path/filepath"
	"strings"
)

func broken() []vector {
	put := func(name, path, text string) vector {
		return vector{name: name, harm: func(v *victim) { v.write(path, text) }}
	}
	sparse := func(path string) vector {
		return vector{name: "endless " + path, harm: func(v *victim) {
			v.write(".git/"+path, "ref: refs/heads/main\n")
			v.must(os.Truncate(v.at(".git/"+path), 1<<40))
		}}
	}
	return []vector{
		put("HEAD is rubbish", ".git/HEAD", "\x1b]0;rubbish\a\x1b[31m\n"),
		put("HEAD is a branch that is none", ".git/HEAD", "ref: refs/heads/\x1b[31mred\u202e\n"),
		put("HEAD leads out", ".git/HEAD", "ref: refs/heads/../../../outside/secret.txt\n"),
		put("index is rubbish", ".git/index", "DIRC\x00\x00\x00\x02\xff\xff\xff\xff"+strings.Repeat("\x00", 200)),
		put("settings are rubbish", ".git/config", "\x00\x1b[31m[core\n\x80\xff=\n[\"\n"),
		put("packed refs are rubbish", ".git/packed-refs", strings.Repeat("z", 5000)+"\n"+strings.Repeat("a", 40)+" refs/heads/../../x\n"),
		put("branch is rubbish", ".git/refs/heads/main", "\x1b[2Jnothing\n"),
		put("branch names no commit", ".git/refs/heads/main", strings.Repeat("d", 40)+"\n"),
		put("refs in a circle", ".git/refs/heads/main", "ref: refs/heads/main\n"),
		put("another format of refs", ".git/config", "[core]\n\trepositoryformatversion = 1\n[extensions]\n\trefStorage = reftable\n\tobjectFormat = sha256\n\tevil = \x1b[31m\n"),
		sparse("HEAD"), sparse("config"), sparse("index"), sparse("packed-refs"), sparse("shallow"), sparse("objects/info/alternates"),
		{name: "no objects", harm: func(v *victim) { v.remove(".git/objects") }},
		{name: "objects elsewhere", harm: func(v *victim) {
			v.move(".git/objects", filepath.Join(v.outside, "objects"))
			v.link(filepath.Join(v.outside, "objects"), ".git/objects")
		}},
		{name: "objects are rubbish", harm: func(v *victim) {
			v.must(filepath.Walk(v.at(".git/objects"), func(path string, st os.FileInfo, err error) error {
				if err == nil && st.Mode().IsRegular() {
					err = os.Chmod(path, 0o644)
					if err == nil {
						err = os.WriteFile(path, []byte("\x78\x01\x1b[31mrubbish"), 0o644)
					}
				}
				return err
			}))
		}},
		{name: "pack with flipped bits", harm: func(v *victim) {
			v.git("repack", "-q", "-a", "-d")
			packs, err := filepath.Glob(v.at(".git/objects/pack/*"))
			v.must(err)
			for _, pack := range packs {
				b, err := os.ReadFile(pack)
				v.must(err)
				for i := 40; i < len(b); i += 97 {
					b[i] ^= 0x55
				}
				v.must(os.Chmod(pack, 0o644))
				v.must(os.WriteFile(pack, b, 0o644))
			}
		}},
		{name: "pack cut off", harm: func(v *victim) {
			v.git("repack", "-q", "-a", "-d")
			packs, err := filepath.Glob(v.at(".git/objects/pack/*.pack"))
			v.must(err)
			for _, pack := range packs {
				v.must(os.Chmod(pack, 0o644))
				v.must(os.Truncate(pack, 600))
			}
		}},
		{name: "commit with rubbish in it", harm: func(v *victim) {
			tree, tip := v.git("rev-parse", "main^{tree}"), v.git("rev-parse", "main")
			hash := v.object("commit", []byte("tree "+tree+"\nparent "+tip+"\nauthor \x1b[31mEvil\x1b]8;;https://evil.example\x07x \xff<<a>\nb@\u202eexample.com> 99999999999999999999 +9999\ncommitter <> -5 -9999\nencoding evil\x1b[0m\n\n\x01\x02\x00\x1b[2Jsubject"))
			v.write(".git/refs/heads/main", hash+"\n")
		}},
		{name: "submodule links and odd kinds", harm: func(v *victim) {
			v.with("odd\n", entry{"160000", "pay.go", strings.Repeat("1", 40)}, entry{"120000", "link.go", v.object("blob", []byte("../../../../etc/passwd"))},
				entry{"777777", "odd.go", v.git("rev-parse", "main:pay/bill.go")}, entry{"40000", "blob", v.git("rev-parse", "main:pay/bill.go")}, entry{"100644", "tree", v.git("rev-parse", "main:pay")})
		}},
	}
}
