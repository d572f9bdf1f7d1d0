"""The flow with a real store, vault, rubrics and Prefect; only the models are fakes."""

from pathlib import Path

import pytest

from pipeline.domain.call import Speaker
from pipeline.domain.queue import QueueFilter
from pipeline.domain.recording import RejectionReason, Step
from pipeline.errors import StepFailedError
from pipeline.ports import VaultKind
from pipeline.settings import Settings
from pipeline.store.store import Store
from tests.fakes import ScriptedRecogniser
from tests.flows.runs import SCRIPT, deliver, go, tools_for
from tests.sounds import silence, tone, wav

pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def without_waiting(prefect_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.flows.process.RETRY_AFTER_S", [0])


def everything(store: Store) -> list[str]:
    found = []
    for call in sorted(item.call_id for item in store.queue(QueueFilter(include_unflagged=True))):
        parts = (store.redacted(call), store.scorecard(call), store.scorecard_versions(call), store.flags(call))
        found.append(f"{call} {parts!r}")
    return found


def test_good_and_bad_files_together_lose_nothing(settings: Settings, tmp_path: Path) -> None:
    sources = deliver(tmp_path / "in", "a.wav", "b.wav")
    twice, mute, text = tmp_path / "in" / "again.wav", tmp_path / "in" / "mute.wav", tmp_path / "in" / "letter.wav"
    twice.write_bytes(sources[0][0].read_bytes())
    mute.write_bytes(wav(silence(3.0)))
    text.write_bytes(b"Dear all, the recording is attached.\n" * 30)
    context = sources[0][1]
    tools = tools_for(settings)
    batch, store = go(tools, [*sources, (twice, context), (mute, context), (text, context)])
    assert len(store.sources_of(batch)) == 5
    assert len(store.calls_of(batch)) == 2, "the same bytes are one call"
    assert sorted(one.reason for one in store.rejections(batch)) == [RejectionReason.NOT_AUDIO, RejectionReason.SILENT]
    for call in store.calls_of(batch):
        assert store.steps_done(call) == frozenset(Step)
        assert all(tools.vault.holds(call, kind) for kind in VaultKind)


def test_a_second_run_repeats_nothing_and_changes_nothing(settings: Settings, tmp_path: Path) -> None:
    sources = deliver(tmp_path / "in", "a.wav", "b.wav")
    recogniser = ScriptedRecogniser(SCRIPT)
    tools = tools_for(settings, recogniser)
    _, store = go(tools, sources)
    before, heard = everything(store), len(recogniser.heard)
    go(tools, sources)
    assert everything(store) == before
    assert len(recogniser.heard) == heard == 2


def test_what_broke_down_for_a_reason_of_ours_is_reported_and_taken_up_by_the_next_run(
    settings: Settings, tmp_path: Path
) -> None:
    sources = deliver(tmp_path / "in", "a.wav")
    broken = tools_for(settings, ScriptedRecogniser(SCRIPT, MemoryError("out of memory")))
    with pytest.raises(StepFailedError):
        go(broken, sources)
    (rejection,) = broken.store.rejections()
    assert (rejection.reason, rejection.step) == (RejectionReason.STEP_FAILED, Step.TRANSCRIBE)
    assert "MemoryError" in rejection.hint
    batch, store = go(tools_for(settings), sources)
    assert store.rejections(batch) == []
    assert Step.FLAG in store.steps_done(store.calls_of(batch)[0])


def test_a_call_that_was_deleted_does_not_come_back_with_its_file(settings: Settings, tmp_path: Path) -> None:
    sources = deliver(tmp_path / "in", "a.wav")
    tools = tools_for(settings)
    batch, store = go(tools, sources)
    (call,) = store.calls_of(batch)
    assert store.delete_call(call, tools.vault, actor="test").clean
    batch, store = go(tools, sources)
    assert store.calls_of(batch) == []
    assert [one.reason for one in store.rejections(batch)] == [RejectionReason.DELETED_BEFORE]


def test_a_call_in_a_language_in_which_no_phi_is_found_is_withheld(settings: Settings, tmp_path: Path) -> None:
    tools = tools_for(settings, ScriptedRecogniser(((Speaker.CALLER, "Me llamo Inés Arrieta."),), language="es"))
    batch, store = go(tools, deliver(tmp_path / "in", "a.wav"))
    assert [one.reason for one in store.rejections(batch)] == [RejectionReason.LANGUAGE_NOT_SUPPORTED]
    assert not tools.vault.holds(store.calls_of(batch)[0], VaultKind.REDACTED_SOUND)


def test_a_file_that_goes_away_before_it_is_read_is_a_rejection(settings: Settings, tmp_path: Path) -> None:
    sources = deliver(tmp_path / "in", "a.wav")
    sources[0][0].unlink()
    batch, store = go(tools_for(settings), sources)
    assert [one.reason for one in store.rejections(batch)] == [RejectionReason.UNREADABLE_FILE]


def test_the_redacted_sound_is_as_long_as_the_recording(settings: Settings, tmp_path: Path) -> None:
    from pipeline.steps.sound import decode

    tools = tools_for(settings)
    batch, store = go(tools, deliver(tmp_path / "in", "a.wav"))
    (call,) = store.calls_of(batch)
    content = tools.vault.get(call, VaultKind.REDACTED_SOUND, actor="test", purpose="test")
    assert decode(content, 60.0).sound.samples.shape == tone(3.0, channels=2).samples.shape
    assert {event.actor for event in store.access_events(call)} == {"pipeline", "test"}
