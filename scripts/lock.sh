#!/bin/sh
# Resolve pyproject.toml into requirements.lock, for all platforms, without the packages that a CPU never uses.
set -eu
cd "$(dirname "$0")/.."
.venv/bin/python -m pip install -q uv==0.13.8
.venv/bin/uv pip compile pyproject.toml --group dev --universal --python-version 3.11 --no-annotate --no-header \
  --no-emit-find-links --no-emit-index-url -o requirements.lock >/dev/null
sed -i.bak '/sys_platform == .never./d' requirements.lock
rm -f requirements.lock.bak
