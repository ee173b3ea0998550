package git

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
)

// plainConfig reads settings in which nothing can be read in two ways, as nearly all are: a section or a key and its value on
// each line, without quotes, escapes and remarks behind them. ok is false for all others, which git has to read: it takes a
// process, and those who open a repository wait for it. Keys and values are what git config --list answers, in its order.
func plainConfig(text []byte) (c *Config, ok bool) {
	c = &Config{}
	section := ""
	for line := range bytes.Lines(text) {
		if whole, ended := bytes.CutSuffix(line, []byte{'\n'}); ended {
			line = bytes.TrimSuffix(whole, []byte{'\r'})
		}
		for i, b := range line {
			if b < ' ' && b != '\t' || b == 0x7f || i == 0 && b == 0xef {
				return nil, false
			}
		}
		s := strings.Trim(string(line), " \t")
		switch {
		case s == "" || s[0] == '#' || s[0] == ';':
		case s[0] == '[':
			if section, ok = plainSection(s); !ok {
				return nil, false
			}
		default:
			name, value, assigned := strings.Cut(s, "=")
			name, value = strings.TrimRight(name, " \t"), strings.TrimLeft(value, " \t")
			if !assigned || section == "" || !isKey(name) || strings.ContainsAny(value, "\"\\#;\t") {
				return nil, false
			}
			c.keys = append(c.keys, section+strings.ToLower(name))
			c.values = append(c.values, value)
		}
	}
	return c, true
}

// plainSection is what stands before the keys of a section, with a dot at its end.
func plainSection(header string) (prefix string, ok bool) {
	name, ok := strings.CutSuffix(header[1:], "]")
	if !ok {
		return "", false
	}
	name, sub, divided := strings.Cut(name, " ")
	if !isKey(name) {
		return "", false
	}
	prefix = strings.ToLower(name) + "."
	if !divided {
		return prefix, true
	}
	if len(sub) < 2 || sub[0] != '"' || sub[len(sub)-1] != '"' || strings.ContainsAny(sub[1:len(sub)-1], "\"\\\t") {
		return "", false
	}
	return prefix + sub[1:len(sub)-1] + ".", true
}

// isKey says whether a word is a letter with letters, digits and hyphens after it.
func isKey(word string) bool {
	for i, b := range []byte(word) {
		letter := 'a' <= b|0x20 && b|0x20 <= 'z'
		if !letter && (i == 0 || b != '-' && (b < '0' || b > '9')) {
			return false
		}
	}
	return word != ""
}

// includes says whether settings have others read with them.
func (c *Config) includes() bool {
	for _, key := range c.keys {
		if strings.HasPrefix(key, "include.") || strings.HasPrefix(key, "includeif.") {
			return true
		}
	}
	return false
}

// plainUser reads the user's own settings where there is one file of them at most, plain and without others in it. Which of two
// counts differs between versions of git.
func plainUser() (c *Config, ok bool) {
	home := os.Getenv("HOME")
	if home == "" || runtime.GOOS == "windows" {
		return nil, false
	}
	files := []string{filepath.Join(home, ".gitconfig"), filepath.Join(home, ".config", "git", "config")}
	if dir := os.Getenv("XDG_CONFIG_HOME"); dir != "" {
		files[1] = filepath.Join(dir, "git", "config")
	}
	if file, set := os.LookupEnv("GIT_CONFIG_GLOBAL"); set {
		files = []string{file}
	}
	for _, file := range files {
		if _, err := os.Stat(file); errors.Is(err, fs.ErrNotExist) {
			continue
		}
		real, err := filepath.EvalSymlinks(file)
		if err != nil || c != nil {
			return nil, false
		}
		text, err := readRegular(real, configLimit)
		if err != nil {
			return nil, false
		}
		if c, ok = plainConfig(text); !ok || c.includes() {
			return nil, false
		}
	}
	if c == nil {
		return &Config{}, true
	}
	return c, true
}
