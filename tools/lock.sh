#!/usr/bin/env bash
# Rewrites the three lock files from pyproject.toml: every file by its SHA-256, no index named. Needs uv (pip install uv).
# Versions that are locked already stay; `tools/lock.sh --upgrade` moves them all.
set -euo pipefail
cd "$(dirname "$0")/.."
compile=(uv pip compile --quiet --universal --python-version 3.11 --generate-hashes
  --no-emit-index-url --no-emit-find-links --no-header "$@")
"${compile[@]}" pyproject.toml --group checkout -o requirements.lock
"${compile[@]}" pyproject.toml --group checkout --group dev -c requirements.lock -o requirements-dev.lock
"${compile[@]}" --group node -o requirements-node.lock
