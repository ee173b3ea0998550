// Command page turns a caught terminal screen (tmux capture-pane -e) on its standard input into an HTML page of exactly
// the size of that screen. It knows the colours and marks that tmux writes: SGR codes, with 256 and true colours.
package main

import (
	"bufio"
	"flag"
	"fmt"
	"html"
	"os"
	"strconv"
	"strings"
)

const (
	foreground = "#d7dae0"
	background = "#14161b"
)

// The sixteen colours of the terminal, then the cube and the greys are computed.
var sixteen = [16]string{
	"#2c2e33", "#ffa0a0", "#a6dbb0", "#fce094", "#a6c8ff", "#ffcaff", "#8cf8f7", "#d7dae0",
	"#6b7280", "#ffc0b9", "#b3f6c0", "#fff0b0", "#c4dcff", "#ffdfff", "#b4fbfa", "#ffffff",
}

// pen is how the next characters look.
type pen struct {
	fore, back                            string
	bold, dim, italic, underline, reverse bool
}

func (p pen) style() string {
	fore, back := p.fore, p.back
	if p.reverse {
		if fore == "" {
			fore = foreground
		}
		if back == "" {
			back = background
		}
		fore, back = back, fore
	}
	var css []string
	add := func(set bool, rule string) {
		if set {
			css = append(css, rule)
		}
	}
	add(fore != "", "color:"+fore)
	add(back != "", "background:"+back)
	add(p.bold, "font-weight:bold")
	add(p.dim, "opacity:.65")
	add(p.italic, "font-style:italic")
	add(p.underline, "text-decoration:underline")
	return strings.Join(css, ";")
}

func main() {
	title := flag.String("title", "", "what the window's bar says")
	flag.Parse()
	fmt.Printf(`<!doctype html><meta charset="utf-8"><style>
html,body{margin:0;background:%[2]s}
.bar{box-sizing:border-box;height:34px;padding:8px 16px;background:#23262d;color:#9aa0aa;font:13px/18px "DejaVu Sans",sans-serif}
.bar i{display:inline-block;width:11px;height:11px;border-radius:6px;background:#4a4f5a;margin-right:7px}
.bar b{font-weight:normal;margin-left:10px}
pre{margin:0;padding:10px 16px 14px;color:%[1]s;font:15px/21px "DejaVu Sans Mono",monospace}
span{display:inline-block;height:21px}
</style><div class="bar"><i></i><i></i><i></i><b>%[3]s</b></div><pre>`, foreground, background, html.EscapeString(*title))
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(nil, 1<<20)
	var p pen // tmux may carry colours over the end of a line
	for lines.Scan() {
		fmt.Println(p.line(lines.Text()))
	}
	fmt.Println("</pre>")
}

// line returns one line as HTML and leaves the pen as the line does.
func (p *pen) line(text string) string {
	var out strings.Builder
	for text != "" {
		if rest, ok := strings.CutPrefix(text, "\x1b["); ok {
			end := strings.IndexFunc(rest, func(r rune) bool { return r >= '@' && r <= '~' })
			if end < 0 {
				break
			}
			if rest[end] == 'm' {
				p.set(strings.FieldsFunc(rest[:end], func(r rune) bool { return r == ';' || r == ':' }))
			}
			text = rest[end+1:]
			continue
		}
		run := text
		if next := strings.IndexByte(text[1:], '\x1b'); next >= 0 {
			run = text[:next+1]
		}
		text = text[len(run):]
		run = strings.Map(func(r rune) rune {
			if r < ' ' {
				return -1
			}
			return r
		}, run)
		if style := p.style(); style != "" {
			fmt.Fprintf(&out, `<span style="%s">%s</span>`, style, html.EscapeString(run))
		} else {
			out.WriteString(html.EscapeString(run))
		}
	}
	return out.String()
}

func (p *pen) set(codes []string) {
	if len(codes) == 0 {
		*p = pen{}
	}
	for i := 0; i < len(codes); i++ {
		n, _ := strconv.Atoi(codes[i])
		switch {
		case n == 0:
			*p = pen{}
		case n == 1:
			p.bold = true
		case n == 2:
			p.dim = true
		case n == 3:
			p.italic = true
		case n == 4:
			p.underline = true
		case n == 7:
			p.reverse = true
		case n == 22:
			p.bold, p.dim = false, false
		case n == 23:
			p.italic = false
		case n == 24:
			p.underline = false
		case n == 27:
			p.reverse = false
		case n >= 30 && n <= 37:
			p.fore = sixteen[n-30]
		case n >= 90 && n <= 97:
			p.fore = sixteen[n-82]
		case n >= 40 && n <= 47:
			p.back = sixteen[n-40]
		case n >= 100 && n <= 107:
			p.back = sixteen[n-92]
		case n == 39:
			p.fore = ""
		case n == 49:
			p.back = ""
		case n == 38 || n == 48:
			colour, used := extended(codes[i+1:])
			i += used
			if n == 38 {
				p.fore = colour
			} else {
				p.back = colour
			}
		}
	}
}

// extended reads what follows 38 or 48: "5;N" or "2;R;G;B". It returns how many codes that were.
func extended(codes []string) (colour string, used int) {
	number := func(i int) int {
		if i >= len(codes) {
			return 0
		}
		n, _ := strconv.Atoi(codes[i])
		return n & 255
	}
	if number(0) == 2 {
		return fmt.Sprintf("#%02x%02x%02x", number(1), number(2), number(3)), 4
	}
	n := number(1)
	switch {
	case n < 16:
		return sixteen[n], 2
	case n < 232:
		level := func(v int) int {
			if v == 0 {
				return 0
			}
			return 55 + 40*v
		}
		n -= 16
		return fmt.Sprintf("#%02x%02x%02x", level(n/36), level(n/6%6), level(n%6)), 2
	}
	grey := 8 + 10*(n-232)
	return fmt.Sprintf("#%02x%02x%02x", grey, grey, grey), 2
}
