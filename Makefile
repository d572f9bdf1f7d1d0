.DEFAULT_GOAL := help
PY := .venv/bin/python
export PYTHONHASHSEED := 0

help: ## list what there is
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

setup: ## make .venv from the lock files (every other target does it by itself)
	@python3 scripts/install.py

demo: setup ## the sample calls through the whole way, then how to open the dashboard
	@$(PY) -m pipeline.cli demo

dashboard: setup ## open the review dashboard on the demo's store
	@$(PY) -m pipeline.cli dashboard --home .callqa-demo

test: setup ## all tests
	@$(PY) -m pytest

check: setup ## style, types, layers, rubrics, sizes
	@.venv/bin/ruff check .
	@.venv/bin/ruff format --check .
	@.venv/bin/mypy
	@.venv/bin/lint-imports
	@$(PY) -m pipeline.cli rubrics check
	@$(PY) scripts/check_sizes.py

train: setup ## train the act classifier and the PHI tagger on what lies in models/training
	@$(PY) -m models.training.train
	@$(PY) -m models.training.phi.train

bench: setup ## speech and redaction benchmarks on the sample calls
	@$(PY) -m benchmarks.speech.compare samples/audio --truth samples/truth.jsonl
	@$(PY) -m benchmarks.phi.compare benchmarks/phi/test-split.jsonl --hard-negatives benchmarks/phi/hard-negatives.jsonl
	@$(PY) -m benchmarks.phi.synth
	@$(PY) -m benchmarks.phi.sound samples/audio --truth samples/truth.jsonl

lock: setup ## resolve pyproject.toml anew into requirements.lock (needs uv)
	@sh scripts/lock.sh

clean: ## remove the environment and the demo's store
	rm -rf .venv .callqa-demo

.PHONY: help setup demo dashboard test check train bench lock clean
