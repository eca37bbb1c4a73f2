# Lentera: two commands. `make run` builds and starts everything; `make test`
# runs every test. Both fetch what they lack from the package registries.

SHELL := /bin/bash
.DELETE_ON_ERROR:

GO_SOURCES  := $(shell find . -name '*.go' -not -path './node_modules/*' -not -path './frontend/node_modules/*' 2>/dev/null) $(shell find . -name '*.sql' -o -name '*.html' -not -path './frontend/*' 2>/dev/null) $(wildcard frontend/*.html frontend/*.css frontend/*.json) frontend/src/app/routes.json frontend/src/app/admin-routes.json internal/page/page.css go.mod go.sum $(shell find courses/catalogue -type f 2>/dev/null)
APP_SOURCES := $(shell find frontend/src frontend/public frontend/vite -type f 2>/dev/null) $(wildcard frontend/*.ts frontend/*.json frontend/*.js frontend/*.html)
GOFLAGS_BUILD := -trimpath -ldflags "-s -w"

.PHONY: run build test test-go test-app test-browser test-fault bench bench-exam bench-journey bench-pages need need-test clean types

## run: build, start with demo people and the starter course, print the address and the sign-ins
run: build
	LENTERA_DEMO=true LENTERA_MIN_STUDY_PERCENT=0 LENTERA_LOG_LEVEL=$${LENTERA_LOG_LEVEL:-warn} bin/lentera serve

build: need bin/lentera bin/lentera-store

bin/lentera: $(GO_SOURCES) frontend/dist/.built
	go build $(GOFLAGS_BUILD) -o bin/lentera ./cmd/lentera

bin/lentera-store: $(wildcard cmd/lentera-store/*.go) cmd/lentera-store/go.mod cmd/lentera-store/go.sum
	cd cmd/lentera-store && go build $(GOFLAGS_BUILD) -o ../../bin/lentera-store .

frontend/node_modules/.installed: frontend/package-lock.json
	cd frontend && npm ci --no-audit --no-fund --loglevel=error
	touch $@

frontend/dist/.built: frontend/node_modules/.installed $(APP_SOURCES)
	cd frontend && npm run --silent build
	touch $@

## need: what a build and a run want on the machine
need:
	@tools/need run

need-test:
	@tools/need test

## test: everything, browser tests included; fails on any failure and on any skipped test
test: build need-test
	@mkdir -p test-results
	@tools/test

bench: build
	@tools/bench

## bench-exam: 3,000 learners start within ten seconds, answer 16 items, hand in
bench-exam: build
	@tools/bench -what exam -lanes $${LEARNERS:-3000}

## bench-journey: one learner's 28 actions in a closed loop, at 50, 200, 1,000 and 2,000 learners
bench-journey: build
	@tools/bench -what journey -lanes $${LEARNERS:-2000} -seconds $${SECONDS_EACH:-60}

## bench-pages: how soon a learner's pages can be read, at 400 kbit/s on an old phone
bench-pages: build need-test
	cd frontend && node bench/pages.mjs

## types: the app's API types from the OpenAPI document of this source tree
types:
	go run ./cmd/lentera openapi > frontend/openapi.json
	cd frontend && npx openapi-typescript openapi.json -o src/lib/api.gen.ts

clean:
	rm -rf bin frontend/node_modules test-results
	find frontend/dist -mindepth 1 -not -name .keep -delete
