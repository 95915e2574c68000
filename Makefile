# Every target sets up what it needs; `make` alone lists them.
SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help setup build test demo bench accept replay fuzz crash live-github format check dist

# The same for everybody: sorting, messages and times must not depend on the machine.
export LC_ALL := C.UTF-8
export TZ := UTC

help: ## lists the targets
	@sed -nE 's/^([a-z-]+):[^#]*## (.*)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 16

setup: ## installs what is missing on a Debian machine; nothing where nothing is
	@Scripts/setup

build: setup ## builds the tool for debugging
	swift build

test: setup ## builds and runs all tests, beside a PostgreSQL server of their own, and lists what was skipped
	Scripts/run-tests

demo: setup ## builds the tool and releases a workspace of five repositories in a temporary folder
	swift build --product slipway
	.build/debug/slipway demo

bench: setup ## runs the benchmarks
	Scripts/bench

accept: setup ## runs the acceptance checks on real workspaces
	Scripts/accept

replay: setup ## plans real releases again and compares them with what was released
	Scripts/replay

fuzz: setup ## runs every parser and editor under a fuzzer; SECONDS=60 for each, TARGET=toml for one alone
	Scripts/fuzz --compare --seconds $(or $(SECONDS),60) --target $(or $(TARGET),all)

crash: setup ## kills releases at every boundary and at random moments; SEEDS=0..400 for more of the latter
	Scripts/crash --sweep --seeds $(or $(SEEDS),0..100)

live-github: ## runs the contract of forges on a scratch repository: REPO=owner/name, and a token
	Scripts/live-github "$(REPO)"

format: ## lays the code out
	swift format -i -r Package.swift Sources Tests $(wildcard Benchmarks Acceptance Crashes Doubles) Fuzzing/Sources

check: setup ## checks layout, imports, the generated reference, the situations at forges and of publishing, the tests that pages name, the schema, the API and what the program needs
	Scripts/check-format
	Scripts/check-imports
	Scripts/check-docs
	Scripts/check-forge-field
	Scripts/check-publish-field
	Scripts/check-named-tests
	Scripts/check-schema
	Scripts/check-openapi
	Scripts/dist --check

dist: setup ## makes the release archive: the stripped program with the Swift runtime, and its checksum
	Scripts/dist
