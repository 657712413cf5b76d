# SPDX-License-Identifier: MIT
# make demo     the whole story against a sandbox on this machine: nothing leaves it, nothing is left of it
# make test     everything that has to hold before a change lands, the fastest first
# make test-images  the heavy tests of images: both variants on docker and podman started here, registries, full disks; needs root
# make install  stripped, static binaries in $(PREFIX)/bin
# make help     this list

PREFIX ?= /usr/local
SWIFT  ?= swift
PYTHON ?= python3
VENV   := .venv
BIN    := $(DESTDIR)$(PREFIX)/bin
# A Python with the packages of Tests/Sandbox/requirements.txt; without one, .venv is made.
ifdef HIMAT_TEST_PYTHON
VENV_READY :=
else
HIMAT_TEST_PYTHON := $(CURDIR)/$(VENV)/bin/python
VENV_READY := $(VENV)/installed
endif
export HIMAT_TEST_PYTHON

BINARIES := himat-eks himat-k8s himat-image himat-inventory
IMAGE_STORY := ^ContainersTests\.(PushCommandTests/thePushedDigest|ContainerRunTests/aContainersStatus)
# Without the symbols that the static library exports by default, the linker drops what no command uses.
RELEASE  := -c release --static-swift-stdlib -Xlinker -s -Xlinker --no-export-dynamic

.NOTPARALLEL:
.DELETE_ON_ERROR:
.PHONY: help build release install uninstall test test-sandbox test-swift test-images demo check format bench deps
.PHONY: deps-images venv clean

build: deps
	$(SWIFT) build

# By product: the tests' own libraries do not build against the static standard library.
release: deps
	set -e; for product in $(BINARIES); do $(SWIFT) build $(RELEASE) --product $$product; done

install: release
	$(call as_owner,install -D -m 0755 -t "$(BIN)" $(addprefix .build/release/,$(BINARIES)))

uninstall:
	$(call as_owner,rm -f $(addprefix "$(BIN)"/,$(BINARIES)))

# Seconds, then a minute, then the long one: what fails soonest runs first, and a failure ends the run.
test: check test-sandbox test-swift
	@echo "make test: everything passed"

test-sandbox: venv
	"$(HIMAT_TEST_PYTHON)" -m pytest -q -p no:cacheprovider Tests/Sandbox/tests

# One bundle after the other: all suites of a run start at once, and a hundred sandboxes at once starve the timed tests.
# Of the image tests only one build, push and start on each engine.
test-swift: deps-images venv
	$(SWIFT) build --build-tests
	$(SWIFT) test --skip-build --filter '^(HimatCoreTests|HimatInventoryTests)\.'
	$(SWIFT) test --skip-build --filter '^HimatImageTests\.'
	$(SWIFT) test --skip-build --filter '^(HimatEKSTests|HimatK8sTests)\.'
	$(SWIFT) test --skip-build --filter '^IntegrationTests\.'
	$(SWIFT) test --skip-build --filter '$(IMAGE_STORY)'

test-images: deps-images venv
	$(SWIFT) build --build-tests
	$(SWIFT) test --skip-build --filter '^ContainersTests\.'
	HIMAT_TEST_IMAGES=1 $(SWIFT) test --skip-build --filter '^HimatImageTests\.ImageStoryTests'

demo: build venv
	Examples/demo/run .build/debug

check:
	.ci/check

format:
	$(SWIFT) format -i -r Sources Tests Package.swift

bench: release venv
	Benchmarks/run .build/release

deps:
	@.ci/deps "$(PYTHON)"

deps-images:
	@.ci/deps "$(PYTHON)" images

venv: deps $(VENV_READY)

$(VENV)/installed: Tests/Sandbox/requirements.txt
	rm -rf $(VENV)
	$(PYTHON) -m venv $(VENV)
	$(VENV)/bin/python -m pip install -q --disable-pip-version-check -r Tests/Sandbox/requirements.txt
	touch $@

clean:
	rm -rf .build .build-images $(VENV)

help:
	@sed -n 's/^# \(make .*\)/\1/p' Makefile

# Runs a command, by sudo where the folder belongs to somebody else.
as_owner = if mkdir -p "$(BIN)" 2>/dev/null && [ -w "$(BIN)" ]; then $(1); else sudo $(1); fi
