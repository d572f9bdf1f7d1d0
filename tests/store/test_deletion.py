"""A deleted call is gone: from rows, vault and the database's own pages, and it does not come back by itself."""

from pathlib import Path

import pytest
from sqlalchemy import func, select

from pipeline.domain.call import CallContext, Speaker
from pipeline.domain.ids import CallId
from pipeline.domain.queue import QueueFilter
from pipeline.domain.recording import Rejection, RejectionReason, Step
from pipeline.errors import RejectedRecordingError, UnknownIdError
from pipeline.ports import VaultKind
from pipeline.settings import Settings
from pipeline.store import FileVault, Store, open_store, open_vault
from pipeline.store.tables import Base
from tests import builders
from tests.store.deliveries import admitted, deliver

SAID = "the heron flew over the old mill at dawn"


def fill(store: Store, vault: FileVault, folder: Path, name: str) -> CallId:
    """A call with something in every table."""
    call = admitted(store, folder, name)
    for kind in VaultKind:
        vault.put(call, kind, b"sound")
    store.mark_done(call, Step.TRANSCRIBE)
    store.save_redacted(builders.redacted(((Speaker.CALLER, f"{SAID} {name}"),), name))
    store.save_scorecard(builders.scorecard(name))
    store.save_scorecard(builders.scorecard(name, scores=(1.0, 2.0, 3.0)))
    store.save_flags(call, [builders.flag()])
    store.save_review(builders.review(name))
    store.reject(
        Rejection(source_id=store.source_of(call), call_id=call, step=Step.FLAG, reason=RejectionReason.STEP_FAILED)
    )
    vault.get(call, VaultKind.RECORDING, actor="ines", purpose="review")
    return call


def everything(store: Store, vault: FileVault, call: CallId) -> tuple[object, ...]:
    return (
        store.recording(call),
        store.context(call),
        store.steps_done(call),
        store.redacted(call),
        store.scorecard(call, 1),
        store.scorecard(call, 2),
        store.flags(call),
        store.reviews(call),
        store.open_source(store.source_of(call)),
        [vault.holds(call, kind) for kind in VaultKind],
    )


def test_a_deleted_call_is_nowhere_and_the_others_stay_as_they_were(
    store: Store, vault: FileVault, tmp_path: Path
) -> None:
    gone, stays = fill(store, vault, tmp_path, "gone"), fill(store, vault, tmp_path, "stays")
    before = everything(store, vault, stays)
    report = store.delete_call(gone, vault, actor="ines")
    assert report.clean
    assert (report.call_id, report.actor, report.vault_files) == (gone, "ines", 3)
    assert report.rows == {
        "call": 1,
        "source": 1,
        "batch_source": 1,
        "rejection": 1,
        "step_done": 5,
        "redacted_transcript": 1,
        "redacted_turn": 1,
        "scorecard": 2,
        "act_detection": 2,
        "criterion_result": 2,
        "dimension_score": 6,
        "flag": 1,
        "review": 1,
        "criterion_opinion": 1,
    }
    assert everything(store, vault, stays) == before
    assert [item.call_id for item in store.queue(QueueFilter(include_unflagged=True))] == [stays]
    assert store.status().deleted_calls == 1
    with pytest.raises(UnknownIdError):
        store.recording(gone)


def test_who_read_and_who_deleted_it_stays_on_record(store: Store, vault: FileVault, tmp_path: Path) -> None:
    call = fill(store, vault, tmp_path, "gone")
    store.delete_call(call, vault, actor="omar")
    assert [(event.actor, event.action) for event in store.access_events(call)] == [
        ("ines", "read"),
        ("omar", "delete"),
    ]


def test_deleting_twice_says_the_same_and_adds_nothing(store: Store, vault: FileVault, tmp_path: Path) -> None:
    call = fill(store, vault, tmp_path, "gone")
    first = store.delete_call(call, vault, actor="ines")
    assert store.delete_call(call, vault, actor="omar") == first
    assert len(store.access_events(call)) == 2


def test_a_deletion_that_was_cut_off_is_known_and_completed_by_the_next(
    store: Store, vault: FileVault, tmp_path: Path
) -> None:
    class CutOffError(Exception):
        pass

    class BreakingVault(FileVault):
        def delete(self, call_id: CallId) -> int:
            raise CutOffError

    call = fill(store, vault, tmp_path, "gone")
    with pytest.raises(CutOffError):
        store.delete_call(call, BreakingVault(tmp_path / "elsewhere", bytes(32), store), actor="ines")
    assert store.status().unfinished_deletions == (call,)
    assert store.was_deleted(call)
    report = store.delete_call(call, vault, actor="ines")
    assert report.clean
    assert report.vault_files == 3
    assert store.status().unfinished_deletions == ()


def test_the_same_recording_does_not_come_back_by_itself(store: Store, vault: FileVault, tmp_path: Path) -> None:
    call = fill(store, vault, tmp_path, "gone")
    store.delete_call(call, vault, actor="ines")
    assert store.was_deleted(call)
    _, (source,) = deliver(store, tmp_path, "gone")
    assert store.call_of(source) is None
    with pytest.raises(RejectedRecordingError, match="deleted_before"):
        store.admit(source, builders.recording("gone"), CallContext())
    assert store.status().calls == 0


def test_a_call_that_was_never_here_cannot_be_deleted(store: Store, vault: FileVault) -> None:
    with pytest.raises(UnknownIdError):
        store.delete_call(CallId("k7mq-3wxz-9h2p"), vault, actor="ines")
    assert store.status().deleted_calls == 0


def test_the_proof_finds_a_file_and_a_row_that_still_mention_the_call(
    store: Store, vault: FileVault, store_settings: Settings, tmp_path: Path
) -> None:
    gone, stays = fill(store, vault, tmp_path, "gone"), fill(store, vault, tmp_path, "stays")
    logs = store_settings.home / "logs"
    logs.mkdir()
    (logs / "run.log").write_text(f"done with {gone}\n")
    (logs / f"{gone}.txt").write_text("")
    (logs / "other.log").write_text(f"done with {stays}\n")
    store.save_review(builders.review("stays", after_minutes=1, note=f"the same caller as in {gone}"))
    report = store.delete_call(gone, vault, actor="ines")
    assert not report.clean
    assert report.rows_left == {"review": 1}
    assert set(report.files_left) == {"logs/run.log", f"logs/{gone}.txt"}
    assert report.files_searched >= 6
    assert report.columns_searched > 80


def test_every_table_with_a_call_in_it_is_emptied_by_a_deletion(store: Store, vault: FileVault, tmp_path: Path) -> None:
    """A new table that nobody taught the deletion would fail here."""
    call = fill(store, vault, tmp_path, "gone")
    tables = set(Base.metadata.tables)
    filled = {table for table in tables if _rows(store, table)}
    assert tables - filled == {"tombstone"}
    store.delete_call(call, vault, actor="ines")
    assert {table for table in tables if _rows(store, table)} == {"tombstone", "access_event", "batch"}


def test_deleted_words_are_not_left_on_the_disk(settings: Settings, tmp_path: Path) -> None:
    """SQLite alone: what PostgreSQL does with freed pages is its vacuum's business."""
    store = open_store(settings)
    vault = open_vault(settings, store)
    call = fill(store, vault, tmp_path, "gone")
    assert _on_disk(settings)
    store.delete_call(call, vault, actor="ines")
    assert not _on_disk(settings)
    store.close()


def _on_disk(settings: Settings) -> bool:
    return any(SAID.encode() in path.read_bytes() for path in settings.home.glob("store.sqlite3*"))


def _rows(store: Store, table: str) -> int:
    (row,) = store.read(select(func.count()).select_from(Base.metadata.tables[table]))
    return int(row[0])
