# Leadline. `make check` while working, `make test` before calling anything done; both are quiet unless something is wrong.

BIN      := bin/leadline
VERSION  := $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)
# Nothing of this machine goes into the binary: the same commit gives the same bytes anywhere.
GOBUILD  := CGO_ENABLED=0 go build -trimpath -buildvcs=false -ldflags '-s -w -buildid= -X github.com/leadline/leadline/internal/cli.version=$(VERSION)'
PREFIX   ?= $(HOME)/.local
FUZZTIME ?= 1m
LENGTH   ?= 30m
# SQLite is C that a machine put into Go. The race detector leaves it alone, as it leaves C alone: watching each of its loads and
# stores makes the tests of the stores eight times as slow and says nothing about our code, which is watched whole.
RACE     := -race -gcflags=modernc.org/sqlite/lib=-race=false -gcflags=modernc.org/libc/...=-race=false
# Tests that need more than Go are behind a tag each. Nothing is left out where a tag is given, so one look with all of them sees
# every file; go test need not look again.
TAGS     := editors,radicale,icalendar,sqlite3,browser
# Lint, tests, fuzz targets and the program share what is compiled: all are built as the program is, without C and without this
# machine's paths. Only the race detector wants something else.
export CGO_ENABLED := 0
export GOFLAGS := $(strip $(shell go env GOFLAGS) -trimpath)
PLATFORMS := linux/amd64 linux/arm64 darwin/amd64 darwin/arm64 windows/amd64 windows/arm64

.PHONY: build install vscode check lint test test-go test-fuzz test-peer test-editors test-vscode test-dash test-demo cross bench demo soak soak-vscode soak-editors fuzz clean

build: ## bin/leadline
	@$(GOBUILD) -o $(BIN) ./cmd/leadline

install: build ## into PREFIX/bin (default ~/.local/bin)
	@mkdir -p '$(DESTDIR)$(PREFIX)/bin'
	@install -m 755 $(BIN) '$(DESTDIR)$(PREFIX)/bin/leadline'
	@echo 'installed $(DESTDIR)$(PREFIX)/bin/leadline; `leadline doctor` checks the set-up'

lint:
	@unformatted=$$(go tool gofumpt -l cmd internal editors/*.go) || exit 1; \
	 [ -z "$$unformatted" ] || { echo "not formatted, run go tool gofumpt -w on:"; echo "$$unformatted"; exit 1; }
	@go vet -tags $(TAGS) ./...
	@go tool staticcheck -tags $(TAGS) ./...

check: lint ## format, vet, staticcheck and the unit tests, in under two minutes
	@go test -vet=off ./...

test: lint test-go test-fuzz test-peer test-editors test-vscode test-dash test-demo cross ## everything; fetches what it needs

test-go:
	@.ci/packages git gcc radicale python3-icalendar sqlite3
	@CGO_ENABLED=1 GORACE=atexit_sleep_ms=0 go test -vet=off -timeout 20m $(RACE) -tags radicale,icalendar,sqlite3 ./...
	@go test -vet=off ./internal/store/drill ./internal/hostile

test-editors: build
	@editors=$$(.ci/editors) && \
	 PATH="$$editors:$$PATH" LEADLINE_BIN='$(CURDIR)/$(BIN)' go test -vet=off -count=1 -tags editors ./internal/editortest

test-peer: build ## the language server as Microsoft's own protocol library meets it
	@.ci/vscode peer $(BIN)

vscode: ## editors/vscode/leadline.vsix, the extension without the program
	@.ci/vscode build

test-vscode: build vscode
	@.ci/vscode test $(BIN)

test-dash: build ## the dashboard in a real browser; it says where its screenshots are
	@.ci/dash $(BIN)

# What nobody runs need not be made fast.
cross: ## compiles for every platform we promise; runs nothing
	@for p in $(PLATFORMS); do \
	   GOOS=$${p%/*} GOARCH=$${p#*/} $(GOBUILD) -gcflags='all=-N -l' -o /dev/null ./cmd/leadline || { echo "does not build for $$p"; exit 1; }; \
	 done

bench: build vscode ## figures and ratios, whole processes and VS Code last: make bench REPO=a large repository; targets stand beside the figures
	@LEADLINE_BIN='$(CURDIR)/$(BIN)' LEADLINE_BENCH_REPO='$(abspath $(REPO))' go test -run '^$$' -bench . -benchmem ./...
	@go run ./internal/bench -leadline $(BIN) -repo '$(or $(REPO),.)'
	@LEADLINE_BENCH_REPO='$(abspath $(REPO))' .ci/vscode measure $(BIN)

demo: build ## a team's week on a small repository, or on yours: make demo REPO=path
	@go run ./internal/demo -leadline $(BIN) $(if $(REPO),-repo "$(REPO)")

test-demo: build ## the demo runs to its end; what it tells is for readers
	@go run ./internal/demo -leadline $(BIN) >$(dir $(BIN))demo.log 2>&1 || { cat $(dir $(BIN))demo.log; exit 1; }

soak: build soak-vscode soak-editors ## a small team at work for LENGTH (30m), the drills of make test ten times as often, and the tests in the newest editors
	@go run ./internal/soak -leadline $(BIN) -length $(LENGTH)
	@LEADLINE_DRILLS=1000 go test -count=1 -timeout 60m -v ./internal/store/drill ./internal/hostile

soak-vscode: build vscode ## the stories of the VS Code extension in the newest VS Code there is
	@.ci/vscode soak $(BIN)

soak-editors: build ## the editor tests in the newest Neovim, Helix, Emacs and Vim there are; it says which
	@editors=$$(.ci/editors newest) && \
	 PATH="$$editors:$$PATH" LEADLINE_BIN='$(CURDIR)/$(BIN)' go test -vet=off -count=1 -tags editors ./internal/editortest

test-fuzz: ## every fuzz target for five seconds, from what it has learnt so far
	@.ci/fuzz 5s

fuzz: ## every fuzz target for FUZZTIME (1m; 20000x counts inputs)
	@.ci/fuzz $(FUZZTIME)

clean:
	@rm -rf bin editors/vscode/dist editors/vscode/out editors/vscode/*.vsix
