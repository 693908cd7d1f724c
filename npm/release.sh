#!/bin/sh
# Builds the packages for npm, PyPI and JSR, checks them as users install them, and prints their files: `deno task release`. It
# publishes nothing.
set -e
cd "$(dirname "$0")/.."
deno test --no-check --quiet --allow-all tests/versions_test.ts tests/jsr_test.ts >&2
deno publish --quiet --dry-run --allow-dirty >&2
npm=$(deno task --quiet pack)
wheel=$(deno task --quiet pack --wheel)
GRID_WORKERS_REQUIRE_ALL=1 deno test --no-check --quiet --allow-all tests/npm tests/pip >&2
sha256sum "$npm" "$wheel"
