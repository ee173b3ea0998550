//go:build unix && !race

package hostile_test

import "strings"

// nasty is what a text of the repository may try on a screen.
const nasty = "\x1b[31mred\x1b]8;;https://evil.example/\x07click\x1b]8;;\x07 \u202egnp\u202c \u2066x\u2069 [x](https://evil.example/) ![x](https://evil.example/p.png) <a href=\"https://evil.example\">x</a> <script>x</script> <https://evil.example> https://evil.example/x `tick` [x](command:evil) \x9b31m \r\x08\x07 $(touch x) **bold** |"

// named opens a file with such a name, tracked and in the work tree.
func named(what, name string, fires ...[]string) vector {
	return vector{name: "file called " + what, with: "files with odd names", harm: func(v *victim) {
		v.file = name
		v.files = append(v.files, name)
		v.write(name, "package pay\n\n// TODO(dev2): odd\nfunc Odd() {}\n\n\n")
		v.write("-O", "x\n")
		v.git("add", "-A")
		v.git("commit", "-q", "-m", "odd")
		v.write(name, "package pay\n\n// TODO(dev2): odd\nfunc Odd() { changed() }\n\n\n")
	}, fires: fires}
}

func names() []vector {
	in := func(name string, harm func(v *victim)) vector { return vector{name: name, harm: harm} }
	texts := func(name string, harm func(v *victim)) vector {
		return vector{name: name, with: "texts with escapes", harm: harm}
	}
	return []vector{
		named("with newlines", "pay/a\nb\r\nFILE.go"),
		named("with escapes", "pay/\x1b[31mred\x1b]8;;https:evil.example\x07x\x1b]8;;\x07\x9b2J.go"),
		named("with bidi", "pay/\u202eog.yap\u202c\u2066x\u200f.go"),
		named("with rubbish", "pay/\xff\xfe\x80\x01.go"),
		named("like an option", "--upload-pack=evil.go"),
		named("like another option", "-Oevil;touch x.go"),
		named("like a command", "$(touch x);`touch x`|touch x&.go"),
		named("like Markdown", "pay/[x](command:evil) ![x](data:text) <img src=x onerror=evil> **b** | `c`.go"),
		named("with glob and pathspec", ":(top,glob)*[a-z]?{b}%s%n#.go"),
		in("branch like an option", func(v *victim) {
			tip := v.git("rev-parse", "main")
			for _, name := range []string{"--upload-pack=touch", "--output=canary", "-O"} {
				v.write(".git/refs/heads/"+name, tip+"\n")
				v.write(".git/refs/remotes/origin/"+name, tip+"\n")
			}
			v.write(".git/HEAD", "ref: refs/heads/--output=canary\n")
			v.write(".git/refs/remotes/origin/HEAD", "ref: refs/remotes/origin/--output=canary\n")
			v.config("[branch \"--output=canary\"]\n\tremote = --upload-pack=touch\n\tmerge = refs/heads/--output=x\n[remote \"--upload-pack=touch\"]\n\turl = --upload-pack=touch\n")
		}),
		in("remote like an option", func(v *victim) {
			v.write(".git/config", v.fill("[core]\n\trepositoryformatversion = 0\n[user]\n\temail = dev3@example.com\n[remote \"origin\"]\n\turl = --upload-pack=EVIL\n\tpushurl = -oProxyCommand=EVIL\n"))
		}),
		in("host like an option", func(v *victim) {
			v.write(".git/config", v.fill("[core]\n\trepositoryformatversion = 0\n[user]\n\temail = dev3@example.com\n[remote \"origin\"]\n\turl = \"ssh://-oProxyCommand=RUN/x\"\n"))
		}),
		texts("remote with escapes and a password", func(v *victim) {
			v.write(".git/config", "[core]\n\trepositoryformatversion = 0\n[user]\n\tname = "+quoted(nasty)+"\n\temail = dev3@example.com\n[remote "+quoted("evil\x1b[31m")+"]\n\turl = https://me:SECRETTEXT@127.0.0.1:1/x\n[remote \"origin\"]\n\turl = "+quoted("https://me:SECRETTEXT@127.0.0.1:1/\x1b[31m\u202ex")+"\n")
		}),
		texts("people with escapes", func(v *victim) {
			tip := v.git("rev-parse", "main")
			for range 3 {
				name := strings.NewReplacer("<", "", ">", "", "\n", "").Replace(nasty)
				tree := v.tree(append(v.entries(), entry{"100644", "n" + tip[:4] + ".go", v.git("rev-parse", "main:pay/bill.go")})...)
				tip = v.object("commit", []byte("tree "+tree+"\nparent "+tip+"\nauthor "+name+" <evil\x1b[31m@"+evilHost+"> 1792000000 +0000\ncommitter "+name+" <evil@"+evilHost+"> 1792000000 +0000\n\n"+nasty+"\n\nBecause "+nasty+"\n\nReviewed-by: "+name+" <evil@"+evilHost+">\nCo-authored-by: "+name+" <other@"+evilHost+">\n"))
				v.write(".git/refs/heads/main", tip+"\n")
			}
			v.file = "n" + v.git("rev-parse", "main~1")[:4] + ".go"
			v.write(v.file, v.git("cat-file", "blob", "main:pay/bill.go"))
		}),
		texts("mailmap with escapes", func(v *victim) {
			v.write(".mailmap", strings.NewReplacer("<", "", ">", "", "\n", "").Replace(nasty)+" <dev2@example.com> <dev2@old.example.com>\n"+nasty+"\n")
			v.git("commit", "-q", "-a", "-m", nasty)
		}),
		texts("owners with escapes", func(v *victim) {
			v.write("CODEOWNERS", "* @"+strings.ReplaceAll(nasty, " ", "\u00a0")+" @\x1b[31mred evil\x1b[0m@"+evilHost+"\n/pay/ @[x](https://evil.example) https://evil.example @ok ![x](https://evil.example)\n"+nasty+" "+nasty+"\n[Section "+nasty+"]\n")
			v.git("commit", "-q", "-a", "-m", "owners")
		}),
		texts("comments with escapes", func(v *victim) {
			v.write("pay/bill.go", "package pay\n\n// TODO("+nasty+"): "+nasty+"\n// FIXME: "+nasty+"\n// see D-7K3QXM [x](command:evil) Q-123456\nfunc Bill() {}\n")
			v.git("commit", "-q", "-a", "-m", "comments")
		}),
		texts("records with escapes", func(v *victim) {
			for _, name := range []string{"docs/adr/0002-evil.md", "docs/adr/0003-\x1b[31mred.md"} {
				v.write(name, "---\nstatus: "+nasty+"\ndate: "+nasty+"\ndeciders: ["+nasty+"]\n---\n# 2. "+nasty+"\n\nStatus: accepted\n\n## Context\n\n"+nasty+"\n\n## Decision\n\n"+nasty+" pay/bill.go\n\n[pay/bill.go](https://evil.example)\n")
			}
			v.git("add", "-A")
			v.git("commit", "-q", "-m", "records")
			v.alsoOpen = []string{"pay/bill.go", "docs/adr/0002-evil.md", "docs/adr/0003-\x1b[31mred.md"}
		}),
		texts("settings with escapes", func(v *victim) {
			text := quotedTOML(nasty)
			v.write(".leadline.toml", "store = "+text+"\nme = "+text+"\n"+text+" = 1\n[people."+text+"]\nname = "+text+"\nemails = ["+text+", \"dev2@example.com\"]\nteam = ["+text+"]\n[people.dev1]\nname = "+text+"\nemails = [\"dev1@example.com\"]\ntime-zone = "+text+"\n[forge]\nkind = "+text+"\napi = "+text+"\n[todo]\nwords = ["+text+"]\n[decisions]\nfolder = "+text+"\n")
			v.write(".leadline/queries/evil.sql", "-- "+nasty+"\nSELECT '"+strings.ReplaceAll(nasty, "'", "")+"' AS \""+"\x1b[31mred\"\n")
			v.write(".leadline/queries/\x1b[31mred.sql", "-- "+nasty+"\nSELECT 1\n")
		}),
	}
}

// quoted is a text as .git/config has it.
func quoted(s string) string {
	return "\"" + strings.NewReplacer("\\", "\\\\", "\"", "\\\"", "\n", "\\n", "\x00", "").Replace(s) + "\""
}

// quotedTOML is a text as TOML has it.
func quotedTOML(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range strings.ToValidUTF8(s, "") {
		switch {
		case r == '"' || r == '\\':
			b.WriteString("\\" + string(r))
		case r < ' ' || r == 0x7f:
			b.WriteString("\\u00" + string("0123456789abcdef"[r>>4]) + string("0123456789abcdef"[r&15]))
		default:
			b.WriteRune(r)
		}
	}
	return b.String() + "\""
}
