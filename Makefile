# Thin: each target sets up what it needs, then calls an npm script or an entry point. `make help` lists the targets.

# A shell named otherwise than make's default is looked up on PATH, and makes old makes respect the PATH below.
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory
# Two JVMs at a time are slower than one after the other, and need twice the memory.
.NOTPARALLEL:

# Node 24 lies there, whatever the machine has.
export PATH := $(CURDIR)/node_modules/.bin:$(PATH)
# How large the models are: pr (minutes), or what conformance/leasehold/bin knows beside it.
export BOUNDS ?= pr

NPM_RUN := npm run --silent

.PHONY: help
help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(firstword $(MAKEFILE_LIST)) | sort | \
	  while IFS=: read -r name rest; do printf '  make %-15s %s\n' "$$name" "$${rest#*## }"; done

.PHONY: verify
verify: spec conform drift ## spec + conform + drift: the specification holds, the code conforms, nothing has drifted

.PHONY: spec
spec: node java ## check every model of the specification with TLC
	@tsx conformance/leasehold/bin/spec.ts

.PHONY: conform
conform: node ## replay the corpus through the code, and see that every seeded fault is noticed (no Java)
# Not by tsx: it wraps each function to keep its name, which makes replay slower by a quarter.
	@node conformance/leasehold/bin/conform.ts

.PHONY: conform-service
conform-service: node ## replay the corpora through the service, on real files and a real store (minutes; MODEL=<name> for one)
	@node conformance/leasehold/bin/service.ts

.PHONY: controls
controls: node java ## check that each model that must fall holds with its rules in place, and record it (minutes)
	@tsx conformance/leasehold/bin/controls.ts

.PHONY: trace
trace: node ## the shortest path to a state of the corpus: MODEL=<name> STATE=<id>, and ITF=<file> to write it for other tools
	@tsx conformance/leasehold/bin/trace.ts

# Small models of every concern, and those that claim something of fairness.
DIFF_PR := --model '*replay/*' --model '*_Liveness' --model '*_Settled'
# Two directories, or else two revisions.
DIFF_DIRECTORIES = $(strip $(foreach side,$(BASE) $(HEAD),$(if $(wildcard $(side)/.),$(side))))
DIFF_SIDES = $(if $(filter 2,$(words $(DIFF_DIRECTORIES))),$(BASE) $(HEAD),$(if $(DIFF_DIRECTORIES),\
  $(error of BASE=$(BASE) and HEAD=$(HEAD) only $(DIFF_DIRECTORIES) is a directory: name two directories, or two revisions),\
  --git $(BASE)..$(HEAD) --path spec))
.PHONY: diff
diff: node java ## what a change of the specification allows and forbids: BASE, HEAD (directories or revisions), MODEL, ARGS for more
	$(if $(and $(BASE),$(HEAD)),,$(error name two revisions, BASE=main HEAD=HEAD, or two directories, BASE=../old/spec HEAD=spec))
	@bin/leasehold spec diff --cache .cache/diff $(DIFF_SIDES) \
	  --driver conformance/leasehold/impact.ts --roles conformance/leasehold/roles.ts \
	  $(if $(MODEL),--model '$(MODEL)',$(DIFF_PR)) $(ARGS)

.PHONY: drift
drift: node java ## generate manifest, corpus and pages anew, and compare them with what is committed
	@tsx conformance/leasehold/bin/drift.ts

.PHONY: manifest
manifest: node java ## rewrite manifest, corpus and generated pages (CI never does)
	@tsx conformance/leasehold/bin/manifest.ts

.PHONY: test
test: node browser ## the tests; those that need TLC or a browser are skipped where there is none
	@$(NPM_RUN) test

.PHONY: crashes
crashes: node ## cut off every kind of write before each of its operations, by crashes and losses of power (many minutes)
	@node --disable-warning=ExperimentalWarning test/crash/main.ts

.PHONY: kills
kills: node ## kill processes that run tasks at any moment, and look for what was acknowledged: TASKS, KILLS, ROUNDS, SEED (minutes)
	@node --disable-warning=ExperimentalWarning test/killed/main.ts

.PHONY: check
check: node ## types, lint, format
	@$(NPM_RUN) types
	@$(NPM_RUN) lint
	@$(NPM_RUN) format:check

.PHONY: format
format: node ## format every file in place
	@$(NPM_RUN) format

.PHONY: build
build: node ## compile src/ to dist/, which is what the package has
	@$(NPM_RUN) build

.PHONY: bench
bench: node ## measure (3 minutes): ONLY="name ..." some of it, BENCH_DIR=<dir> on that mount, RECORD=1 to write it into the pages
# Not by tsx: it wraps each function to keep its name.
	@node bench/main.ts $(if $(RECORD),--record) $(ONLY)

.PHONY: torture
torture: node ## kill, stop and edit around real processes, then look for what is lost: WRITES, SEED, WITHOUT=<guard>|each
	@node torture/main.ts

.PHONY: setup
setup: node java browser ## Node 24 and the packages from npm, Java, Maven, Chromium: what the other targets do by themselves

.PHONY: node
node:
	@scripts/setup-node.sh

.PHONY: java
java:
	@scripts/setup-java.sh

.PHONY: browser
browser:
	@scripts/setup-browser.sh

.PHONY: clean
clean: ## remove reports and what was built (node_modules and the cache of TLC outside the tree stay)
	@rm -rf reports .cache dist
