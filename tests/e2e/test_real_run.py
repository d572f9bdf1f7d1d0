"""The whole way with real sound and real weights."""

import re

import pytest

from pipeline.domain.queue import QueueFilter
from pipeline.domain.recording import RejectionReason, Step
from pipeline.domain.transcript import Transcript
from pipeline.ports import VaultKind
from pipeline.store.store import open_store
from pipeline.store.vault import open_vault
from tests.e2e.conftest import SHORT_SAMPLES, RealRun
from tests.privacy.search import files_below, hits

pytestmark = pytest.mark.slow


def test_every_call_comes_to_the_end_and_the_broken_file_is_a_rejection(real_run: RealRun) -> None:
    store = open_store(real_run.settings)
    items = store.queue(QueueFilter(include_unflagged=True))
    assert len(items) == len(SHORT_SAMPLES), real_run.finished.stderr
    assert all(store.steps_done(item.call_id) == frozenset(Step) for item in items)
    assert [one.reason for one in store.rejections()] == [RejectionReason.NOT_AUDIO]
    assert real_run.finished.returncode == 1, "a rejection is a partial failure"
    assert "not_audio" in real_run.finished.stdout


def test_nothing_tries_the_network(real_run: RealRun) -> None:
    assert not real_run.network_log.exists(), real_run.network_log.read_text()


def test_no_words_that_were_hidden_stand_outside_the_vault(real_run: RealRun) -> None:
    store = open_store(real_run.settings)
    vault = open_vault(real_run.settings, store)
    hidden: set[str] = set()
    for item in store.queue(QueueFilter(include_unflagged=True)):
        content = vault.get(item.call_id, VaultKind.TRANSCRIPT, actor="test", purpose="search")
        clear = Transcript.model_validate_json(content)
        for turn in store.redacted(item.call_id).turns:
            text = clear.turns[turn.index].text
            hidden.update(text[span.start : span.end].strip(" .,?!") for span in turn.phi)
    # Whole identifiers: a lone digit or a day's name stands in many a file for good reasons.
    canaries = sorted(one for one in hidden if len(one) >= 8 and re.search(r"\d|\s", one))
    assert len(canaries) >= 3
    files = [one for one in files_below(real_run.settings.home, real_run.temp_folder) if one.suffix != ".safetensors"]
    assert hits(files, canaries) == []
    printed = real_run.finished.stdout + real_run.finished.stderr
    assert not [canary for canary in canaries if canary in printed]


def test_no_file_is_left_in_the_temporary_folder(real_run: RealRun) -> None:
    assert [one.name for one in files_below(real_run.temp_folder)] == []
