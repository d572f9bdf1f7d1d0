"""A call that the leak gate cannot clean: the whole way, and then every place in which it might show."""

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.backend import Backend
from pipeline.domain.call import Speaker
from pipeline.domain.queue import QueueFilter
from pipeline.domain.recording import RejectionReason, Step
from pipeline.domain.status import HiddenCounts
from pipeline.errors import UnknownIdError
from pipeline.ports import VaultKind
from pipeline.settings import Settings
from pipeline.store.export import export
from tests.dashboard.pages import html, words
from tests.fakes import FakeTools, NeverClean, ScriptedRecogniser, WordListDetector
from tests.flows.runs import deliver, go, tools_for
from tests.privacy.search import files_below, hits

NAME, STREET, CLINIC = "Zyxqualton", "Brimblewick", "Ostervane"
SAID = (NAME, STREET, CLINIC)
SCRIPT = ((Speaker.AGENT, f"{CLINIC} Clinic, how can I help?"), (Speaker.CALLER, f"I am {NAME} of {STREET} Lane."))
OPERATIONS = Path(__file__).parents[2] / "docs" / "operations.md"
Open = Callable[..., AppTest]

pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def quiet(prefect_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.flows.process.RETRY_AFTER_S", [0])
    monkeypatch.setattr(Backend, "warm_up", lambda self: None)


def tools_that_never_come_clean(settings: Settings) -> FakeTools:
    return tools_for(settings, ScriptedRecogniser(SCRIPT), NeverClean((NAME,)))


def test_nothing_that_was_said_in_it_is_in_queue_search_pages_exports_or_files(
    settings: Settings, tmp_path: Path, open_app: Open
) -> None:
    tools = tools_that_never_come_clean(settings)
    batch, store = go(tools, deliver(tmp_path / "in", "a.wav"))
    (call,) = store.calls_of(batch)
    (rejection,) = store.rejections(batch)
    assert (rejection.call_id, rejection.step, rejection.reason) == (call, Step.REDACT, RejectionReason.LEAK_SUSPECTED)
    assert store.status().hidden == HiddenCounts(identifiers=0, by_gate=0, withheld_by_gate=1)

    assert store.queue() == []
    for word in (*SAID, "help", "[NAME]"):
        assert store.queue(QueueFilter(text=word, include_unflagged=True)) == []
    with pytest.raises(UnknownIdError):
        store.redacted(call)
    assert not tools.vault.holds(call, VaultKind.REDACTED_SOUND)

    pages = [open_app(), open_app("status"), open_app("call", call=call)]
    assert not any(page.exception for page in pages)
    assert not [word for page in pages for word in SAID if word in words(page)]
    assert f"<td>{call}</td>" in html(pages[1])
    assert "1 call is withheld" in html(pages[1])
    assert "This call is withheld" in html(pages[2])

    exports = [export(store, tmp_path / "out", "csv"), export(store, tmp_path / "out", "parquet")]
    assert len(exports[0]) == len(exports[1]) > 0
    assert hits(list(files_below(tmp_path / "out", settings.home)), SAID) == []


def test_it_stays_withheld_until_a_person_orders_another_try_which_hears_nothing_twice(
    settings: Settings, tmp_path: Path
) -> None:
    sources = deliver(tmp_path / "in", "a.wav")
    batch, store = go(tools_that_never_come_clean(settings), sources)
    better = tools_for(settings, ScriptedRecogniser(SCRIPT), WordListDetector((NAME, STREET)))
    go(better, sources)
    assert [one.reason for one in store.rejections(batch)] == [RejectionReason.LEAK_SUSPECTED], "as a schedule would"

    assert store.retry_withheld(batch) == 1
    go(better, sources)
    (call,) = store.calls_of(batch)
    assert store.rejections(batch) == []
    assert store.steps_done(call) == frozenset(Step)
    assert store.redacted(call).turns[1].text == "I am [NAME] of [NAME] Lane."
    assert store.hidden_counts(batch) == HiddenCounts(identifiers=2, by_gate=0, withheld_by_gate=0)
    assert isinstance(better.recogniser, ScriptedRecogniser)
    assert better.recogniser.heard == []


def test_the_documented_way_to_its_transcript_prints_it_and_is_on_record(settings: Settings, tmp_path: Path) -> None:
    batch, store = go(tools_that_never_come_clean(settings), deliver(tmp_path / "in", "a.wav"))
    (call,) = store.calls_of(batch)
    (script,) = re.findall(r"<<'END'\n(.*?)^END$", OPERATIONS.read_text(), re.DOTALL | re.MULTILINE)
    printed = subprocess.run(
        [sys.executable, "-", call, "Ines Okafor"],
        input=script,
        env={**os.environ, "CALLQA_HOME": str(settings.home)},
        cwd=OPERATIONS.parents[1],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert f"caller: I am {NAME} of {STREET} Lane." in printed
    assert [(one.kind, one.purpose) for one in store.access_events(call) if one.actor == "Ines Okafor"] == [
        ("transcript", "withheld call")
    ]
