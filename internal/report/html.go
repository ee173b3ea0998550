package report

import (
	"bytes"
	"fmt"
	"html"

	"github.com/yuin/goldmark"
)

// style is all that a page needs: it is read on screens, dark or light, and printed.
const style = `:root{color-scheme:light dark}
body{font:1rem/1.5 system-ui,sans-serif;max-width:52rem;margin:2rem auto;padding:0 1rem}
h1{font-size:1.4rem}li{margin:.25rem 0}code{font-size:.9em}
@media print{body{margin:0;max-width:none}}`

// HTML is a report that was said in Markdown as a page of its own, without scripts, and without anything from elsewhere. Markup in
// what people wrote stays text.
func HTML(title, markdown string) (string, error) {
	var body bytes.Buffer
	if err := goldmark.Convert([]byte(markdown), &body); err != nil {
		return "", fmt.Errorf("cannot make a page of the report: %w", err)
	}
	return "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n" +
		"<meta name=\"viewport\" content=\"width=device-width\">\n<title>" + html.EscapeString(title) + "</title>\n<style>\n" + style + "\n</style>\n</head>\n<body>\n<main>\n" +
		body.String() + "</main>\n</body>\n</html>\n", nil
}
