"""What an import may bring along; import-linter holds the layers, this holds the weight."""

import subprocess
import sys

import pytest

HEAVY = ("torch", "whisper", "transformers", "presidio_analyzer", "spacy", "prefect", "streamlit")


@pytest.mark.parametrize(
    ("module", "allowed"),
    [
        ("pipeline.domain.score", ()),
        ("pipeline.steps.score", ()),
        ("pipeline.steps.redact", ()),
        ("pipeline.steps.admit", ()),
        ("pipeline.store.store", ()),
        ("pipeline.flows.tools", ()),
        ("pipeline.flows.workers", ()),
        ("pipeline.cli.app", ()),
        ("pipeline.flows.process", ("prefect",)),
        ("dashboard.queries", ("streamlit",)),
    ],
)
def test_importing_a_module_loads_no_library_that_it_may_not_know(module: str, allowed: tuple[str, ...]) -> None:
    code = f"import sys, {module}; print([name for name in {HEAVY!r} if name in sys.modules])"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert set(eval(loaded)) <= set(allowed)  # noqa: S307  our own program's list
