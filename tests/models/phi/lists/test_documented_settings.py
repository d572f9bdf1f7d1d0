"""The tables of docs/redaction.md: every line is run, and what it says comes out."""

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from models.phi import load_detector
from models.phi.language import model_folder
from models.phi.lexicon import load_lexicon
from models.phi.lists.detector import ListedDetector
from models.phi.lists.hashes import write_hashes
from models.phi.lists.name_words import name_words
from models.phi.lists.patients import Field, PatientList
from pipeline.cli.options import read_settings
from pipeline.flows.detector import read_site_lists
from pipeline.ports import PhiDetector
from pipeline.settings import Settings
from pipeline.steps.redact import hidden_spans, mask, site_policy
from pipeline.store.list_key import patient_list_key

pytestmark = pytest.mark.slow

PAGE = Path(__file__).parents[4] / "docs" / "redaction.md"


def examples() -> Iterator[list[str]]:
    """The code spans of each line of a table: a setting, for a list what it holds, what is said, what is shown."""
    for line in PAGE.read_text(encoding="utf-8").splitlines():
        if line.startswith("| `"):
            yield re.findall(r"`([^`]+)`", line)


@pytest.fixture(scope="module")
def detector() -> PhiDetector:
    return load_detector(Settings())


def set_up(setting: str, content: str) -> None:
    """Write the settings, and the list that they name."""
    if not content:
        Path("callqa.toml").write_text(setting + "\n")
        return
    Path("callqa.toml").write_text(f'{setting} = "list"\nhome = "home"\n')
    if setting != "patient_hashes":
        Path("list").write_text(content + "\n")
        return
    patients = PatientList(name_words(load_lexicon(model_folder())))
    patients.add({Field.NAME: content})
    write_hashes(Path("list"), patient_list_key(Settings(home=Path("home"))), patients.entries)


@pytest.mark.parametrize("example", list(examples()), ids=lambda example: example[0])
def test_the_page_shows_what_really_comes_out(
    example: list[str], detector: PhiDetector, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.startswith("CALLQA_")]:
        monkeypatch.delenv(name)  # the page speaks of the file alone
    setting, *content, said, shown = example
    set_up(setting, *content or [""])
    settings = read_settings()
    speaker, _, text = said.partition(": ")
    lists = ListedDetector(detector, read_site_lists(settings))
    (spans,) = hidden_spans([text], [speaker], lists, site_policy(settings), "T1")
    assert mask(text, spans) == shown


def test_the_page_has_an_example_of_every_list_and_of_every_setting_of_names() -> None:
    settings = [example[0] for example in examples()]
    for name in ("staff_names", "keep_organisation", "keep_labels", "deny_list", "allow_list", "patient_hashes"):
        assert any(setting.startswith(name) for setting in settings)
