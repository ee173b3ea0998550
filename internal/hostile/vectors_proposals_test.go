//go:build unix && !race

package hostile_test

import "path/filepath"

func proposals() []vector {
	asks := func(name, with, text string) vector {
		return vector{name: "settings ask for " + name, with: with, harm: func(v *victim) {
			if !v.asked {
				v.write(".leadline.toml", "")
				v.asked = true
			}
			v.add(".leadline.toml", v.fill(text))
			v.git("commit", "-q", "-a", "-m", "settings")
		}}
	}
	return []vector{
		asks("a store elsewhere", "settings that ask for much", "store = \"BASE/outside/store\"\n"),
		asks("a store in the repository", "settings that ask for more", "store = \"BASE/repo/store\"\nme = \"evil@evil.example\"\n"),
		asks("a command", "settings that ask for more", "command = \"touch BASE/canary\"\neditor = \"EVIL\"\n[hooks]\npre-commit = \"EVIL\"\n[exec]\nrun = \"EVIL\"\n[todo]\ncomment = \"EVIL\"\n[index]\nlimit = \"1 B\"\n"),
		asks("another identity", "", "me = \"@dev1\"\nrepository = \"01JCZZZZZZZZZZZZZZZZZZZZZZ\"\nidentity = \"01JCZZZZZZZZZZZZZZZZZZZZZZ\"\nteam = \"x\"\n[people.dev1]\nemails = [\"dev3@example.com\", \"dev1@example.com\"]\n"),
		asks("syncing by itself", "settings that ask for much", "[sync]\nauto = \"on\"\nremote = \"evil\"\n"),
		asks("a host", "settings that ask for much", "[forge]\nkind = \"github\"\napi = \"http://PORT\"\nevery = \"1m\"\ntoken = \"x\"\n"),
		asks("a host in the address of the remote", "settings that ask for more", "[forge]\nkind = \"gitea\"\napi = \"https://PORT\"\n"),
		asks("calendars", "settings that ask for much", "[calendar]\nread = [\"http://PORT/x.ics\", \"BASE/outside/secret.txt\"]\nblocks = \"http://PORT/dav/\"\nfiles = [\"/dev/zero\"]\nevery = \"1m\"\n[pairing]\ncalendar = \"http://PORT/\"\n"),
		{name: "queries that write", with: "settings that ask for more", harm: func(v *victim) {
			for name, text := range map[string]string{
				"attach": "ATTACH DATABASE '" + filepath.Join(v.outside, "new.db") + "' AS x", "two": "SELECT 1; DELETE FROM events", "mine": "SELECT readfile('" + filepath.Join(v.outside, "secret.txt") + "'), load_extension('x')",
				"vacuum": "VACUUM INTO '" + filepath.Join(v.outside, "copy.db") + "'", "pragma": "PRAGMA writable_schema=1", "with": "WITH x AS (SELECT 1) DELETE FROM decisions",
			} {
				v.write(".leadline/queries/"+name+".sql", "-- "+name+"\n"+text+"\n")
			}
			v.queries = []string{"attach", "two", "mine", "vacuum", "pragma", "with"}
		}},
	}
}
