package dash

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"net/http"
	"path"
	"strconv"
)

// files are what pages bring along: our own style and script, and htmx, which assets/pin takes from npm.
//
//go:embed assets/dash.css assets/dash.js assets/icon.svg assets/htmx.min.js
var files embed.FS

type asset struct {
	kind string
	text []byte
	tag  string
}

func readAssets() (map[string]asset, error) {
	kinds := map[string]string{".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml"}
	out := map[string]asset{}
	all, err := files.ReadDir("assets")
	if err != nil {
		return nil, fmt.Errorf("cannot read what the pages are made of: %w", err)
	}
	for _, f := range all {
		text, err := files.ReadFile("assets/" + f.Name())
		if err != nil {
			return nil, fmt.Errorf("cannot read what the pages are made of: %w", err)
		}
		sum := sha256.Sum256(text)
		out[f.Name()] = asset{kinds[path.Ext(f.Name())], text, `"` + hex.EncodeToString(sum[:8]) + `"`}
	}
	return out, nil
}

func (s *Server) asset(out http.ResponseWriter, in *http.Request) {
	a, ok := s.assets[in.PathValue("name")]
	if !ok {
		http.NotFound(out, in)
		return
	}
	head := out.Header()
	head.Set("Cache-Control", "no-cache")
	head.Set("ETag", a.tag)
	if in.Header.Get("If-None-Match") == a.tag {
		out.WriteHeader(http.StatusNotModified)
		return
	}
	head.Set("Content-Type", a.kind)
	head.Set("Content-Length", strconv.Itoa(len(a.text)))
	_, _ = out.Write(a.text)
}
