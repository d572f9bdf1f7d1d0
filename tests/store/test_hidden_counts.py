"""How much was hidden, and what becomes of calls that are withheld, for every database alike."""

from pathlib import Path

import pytest

from pipeline.domain.call import CallContext, Speaker
from pipeline.domain.ids import BatchId
from pipeline.domain.queue import QueueFilter
from pipeline.domain.recording import WITHHELD, Rejection, RejectionReason, Step
from pipeline.domain.status import HiddenCounts
from pipeline.errors import UnknownIdError
from pipeline.store import Store
from tests import builders
from tests.store.deliveries import admitted, deliver


class TestHiddenCounts:
    SAID = ((Speaker.CALLER, "I am [NAME]."), (Speaker.AGENT, "Thank you, [NAME]."))

    def test_they_add_up_over_the_store_and_over_a_batch(self, store: Store, tmp_path: Path) -> None:
        for name, by_gate in (("a", 0), ("b", 3)):
            admitted(store, tmp_path, name)
            store.save_redacted(builders.redacted(self.SAID, name, by_gate=by_gate))
        assert store.status().hidden == HiddenCounts(identifiers=7, by_gate=3, withheld_by_gate=0)
        (only_b, _) = deliver(store, tmp_path, "b")
        assert store.hidden_counts(only_b) == HiddenCounts(identifiers=5, by_gate=3, withheld_by_gate=0)

    def test_an_empty_store_has_hidden_nothing(self, store: Store) -> None:
        nothing = HiddenCounts(identifiers=0, by_gate=0, withheld_by_gate=0)
        assert store.status().hidden == store.hidden_counts(BatchId("none")) == nothing

    def test_another_redaction_counts_anew(self, store: Store, tmp_path: Path) -> None:
        admitted(store, tmp_path)
        store.save_redacted(builders.redacted(self.SAID, by_gate=2))
        store.save_redacted(builders.redacted(self.SAID))
        assert store.status().hidden == HiddenCounts(identifiers=2, by_gate=0, withheld_by_gate=0)


class TestWithheldCalls:
    def withhold(self, store: Store, reason: RejectionReason = RejectionReason.LEAK_SUSPECTED) -> None:
        call = builders.call_id()
        store.reject(Rejection(source_id=store.source_of(call), call_id=call, step=Step.REDACT, reason=reason))

    @pytest.mark.parametrize("reason", sorted(WITHHELD))
    def test_an_older_redaction_is_shown_no_longer(self, store: Store, tmp_path: Path, reason: RejectionReason) -> None:
        call = admitted(store, tmp_path)
        store.mark_done(call, Step.TRANSCRIBE)
        store.save_redacted(builders.redacted(((Speaker.CALLER, "It is Brimblewick Lane."),)))
        store.save_scorecard(builders.scorecard())
        store.save_flags(call, [builders.flag()])
        self.withhold(store, reason)
        with pytest.raises(UnknownIdError):
            store.redacted(call)
        assert store.queue() == []
        assert store.queue(QueueFilter(text="Brimblewick", include_unflagged=True)) == []
        assert store.steps_done(call) == {Step.ADMIT, Step.TRANSCRIBE}
        assert store.status().hidden.identifiers == 0

    def test_another_rejection_leaves_results_alone(self, store: Store, tmp_path: Path) -> None:
        call = admitted(store, tmp_path)
        store.save_redacted(builders.redacted())
        self.withhold(store, RejectionReason.STEP_FAILED)
        assert store.redacted(call) == builders.redacted()

    def test_they_are_counted_whatever_number_of_copies_was_delivered(self, store: Store, tmp_path: Path) -> None:
        batch, (first, copy) = deliver(store, tmp_path, "first", "copy")
        for source in (first, copy):
            store.admit(source, builders.recording("first"), CallContext())
            store.reject(
                Rejection(
                    source_id=source,
                    call_id=builders.call_id(),
                    step=Step.REDACT,
                    reason=RejectionReason.LEAK_SUSPECTED,
                )
            )
        assert store.status().hidden.withheld_by_gate == 1
        assert store.hidden_counts(batch).withheld_by_gate == 1

    def test_they_are_tried_again_when_a_batch_that_holds_them_is_ordered_to(
        self, store: Store, tmp_path: Path
    ) -> None:
        batch, (mine, broken) = deliver(store, tmp_path / "in", "first", "broken")
        store.admit(mine, builders.recording(), CallContext())
        store.reject(Rejection(source_id=broken, step=Step.ADMIT, reason=RejectionReason.SILENT))
        self.withhold(store)
        other, _ = deliver(store, tmp_path / "in", "other")
        assert store.retry_withheld(other) == 0
        assert store.retry_withheld(batch) == 1
        assert [one.reason for one in store.rejections(batch)] == [RejectionReason.SILENT]
        assert store.batch_progress(batch).calls == 1
