# SPDX-License-Identifier: MIT
# make demo     the whole story against a sandbox on this machine: nothing leaves it, nothing is left of it
# make test     everything that has to hold before a change lands
# make install  stripped, static binaries in $(PREFIX)/bin

PREFIX ?= /usr/local
SWIFT  ?= swift
PYTHON ?= python3
VENV   := .venv
SUDO   := $(shell [ "$$(id -u)" = 0 ] || echo sudo)
export HIMAT_TEST_PYTHON := $(CURDIR)/$(VENV)/bin/python

BINARIES := himat-eks himat-k8s himat-image himat-inventory
PACKAGES := libcurl4-openssl-dev libsqlite3-dev libyaml-dev libexpat1-dev pkg-config python3-venv curl
RELEASE  := -c release --static-swift-stdlib -Xlinker -s

.PHONY: build release install test test-swift test-sandbox demo check format bench deps venv clean

build: deps
	$(SWIFT) build

release: deps
	$(SWIFT) build $(RELEASE)

install: release
	install -d "$(DESTDIR)$(PREFIX)/bin"
	install -m 0755 $(addprefix .build/release/,$(BINARIES)) "$(DESTDIR)$(PREFIX)/bin"

test: check test-sandbox test-swift

test-swift: deps venv
	$(SWIFT) build --build-tests
	$(SWIFT) test --skip-build

test-sandbox: venv
	$(VENV)/bin/python -m pytest -q Tests/Sandbox/tests

demo: build venv
	Examples/demo/run .build/debug

check: deps
	.ci/check

format:
	$(SWIFT) format -i -r Sources Tests Package.swift

bench: release venv
	Benchmarks/run .build/release

# Debian packages that are missing, and only those.
deps:
	@missing=""; for p in $(PACKAGES); do dpkg -s $$p >/dev/null 2>&1 || missing="$$missing $$p"; done; \
	if [ -n "$$missing" ]; then $(SUDO) apt-get update -qq && $(SUDO) apt-get install -y -qq --no-install-recommends $$missing; fi

venv: deps $(VENV)/installed

$(VENV)/installed: Tests/Sandbox/requirements.txt
	$(PYTHON) -m venv $(VENV)
	$(VENV)/bin/python -m pip install -q --disable-pip-version-check -r Tests/Sandbox/requirements.txt
	touch $@

clean:
	rm -rf .build $(VENV)
