"""What a batch and the store came to, in one plain line of redaction."""

from pathlib import Path

import pytest

from pipeline.cli.inspect_store import status
from pipeline.cli.summary import hidden_line, print_summary
from pipeline.domain.call import Speaker
from pipeline.domain.ids import BatchId
from pipeline.domain.recording import Rejection, RejectionReason, Step
from pipeline.domain.status import HiddenCounts
from pipeline.settings import Settings
from pipeline.store.store import Store, open_store
from tests import builders
from tests.store.deliveries import deliver

LINE = "redaction: 3 identifiers hidden, 2 of them by the second look; 1 call withheld by it"


def filled(store: Store, folder: Path) -> BatchId:
    """One call with an identifier and two that the gate found, one that it withheld, one that could not be redacted."""
    batch, sources = deliver(store, folder, "clean", "suspect", "broken")
    for source, name in zip(sources, ("clean", "suspect", "broken"), strict=True):
        store.admit(source, builders.recording(name), builders.context())
    store.save_redacted(builders.redacted(((Speaker.CALLER, "It is [NAME]."),), "clean", by_gate=2))
    for name, reason in (("suspect", RejectionReason.LEAK_SUSPECTED), ("broken", RejectionReason.REDACTION_FAILED)):
        call = builders.call_id(name)
        store.reject(Rejection(source_id=store.source_of(call), call_id=call, step=Step.REDACT, reason=reason))
    return batch


def test_the_summary_of_a_batch_tells_of_its_own_calls(
    settings: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    store = open_store(settings)
    batch = filled(store, tmp_path / "in")
    other, _ = deliver(store, tmp_path / "in", "another")
    print_summary(store, batch, 0.0, 1.0)
    assert LINE in capsys.readouterr().out.splitlines()
    print_summary(store, other, 0.0, 1.0)
    assert "redaction: 0 identifiers hidden" in capsys.readouterr().out


def test_the_status_tells_of_the_whole_store(
    settings: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    filled(open_store(settings), tmp_path / "in")
    status(settings.home)
    printed = capsys.readouterr().out
    assert LINE in printed.splitlines()
    assert "rejected: redaction_failed" in printed


def test_large_numbers_can_be_read_and_one_is_one() -> None:
    many = HiddenCounts(identifiers=12345, by_gate=1000, withheld_by_gate=2)
    one = HiddenCounts(identifiers=1, by_gate=0, withheld_by_gate=0)
    assert "12,345 identifiers hidden, 1,000 of them by the second look; 2 calls withheld by it" in hidden_line(many)
    assert "1 identifier hidden, 0 of them by the second look; 0 calls withheld by it" in hidden_line(one)
