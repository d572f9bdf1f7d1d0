"""What the flow and the dashboard rely on, for every database alike."""

from pathlib import Path

import pytest

from pipeline.domain.acts import Act, ActDetection
from pipeline.domain.call import CallContext, ContactType, Speaker
from pipeline.domain.ids import BatchId, CallId, SourceId
from pipeline.domain.queue import QueueFilter, ReviewState
from pipeline.domain.recording import Rejection, RejectionReason, Step
from pipeline.domain.review import CriterionReview, Opinion
from pipeline.domain.score import Severity, Verdict
from pipeline.errors import UnknownIdError
from pipeline.settings import Settings
from pipeline.store import Store, open_store
from tests import builders
from tests.store.deliveries import admitted, deliver


class TestIntake:
    def test_the_same_files_ordered_twice_in_any_order_are_one_batch(self, store: Store, tmp_path: Path) -> None:
        first, sources = deliver(store, tmp_path / "in", "a", "b", "c")
        again, same = deliver(store, tmp_path / "in", "c", "b", "a")
        assert again == first
        assert same == sources
        assert store.status().sources == 3

    def test_a_file_listed_twice_in_one_order_is_one_source(self, store: Store, tmp_path: Path) -> None:
        _, sources = deliver(store, tmp_path / "in", "a", "a")
        assert len(sources) == 1

    def test_a_file_that_changed_is_another_source(self, store: Store, tmp_path: Path) -> None:
        _, before = deliver(store, tmp_path / "in", "a")
        (tmp_path / "in" / "a.wav").write_bytes(b"longer than before")
        _, after = deliver(store, tmp_path / "in", "a")
        assert before != after

    def test_a_file_that_is_gone_can_still_be_ordered(self, store: Store, tmp_path: Path) -> None:
        batch = store.create_batch([(tmp_path / "gone.wav", CallContext())])
        (source,) = store.sources_of(batch)
        assert store.open_source(source)[0] == tmp_path / "gone.wav"

    def test_path_and_context_come_back_as_given(self, store: Store, tmp_path: Path) -> None:
        path, context = tmp_path / "Dana Whitlow 5550101.wav", builders.context()
        (source,) = store.sources_of(store.create_batch([(path, context)]))
        assert store.open_source(source) == (path, context)

    def test_a_later_manifest_renews_the_context_of_a_source(self, store: Store, tmp_path: Path) -> None:
        path = tmp_path / "a.wav"
        batch = store.create_batch([(path, CallContext())])
        assert store.create_batch([(path, builders.context(team="Nurses"))]) == batch
        (source,) = store.sources_of(batch)
        assert store.open_source(source)[1].team == "Nurses"

    def test_an_admitted_call_gives_back_its_recording_and_context(self, store: Store, tmp_path: Path) -> None:
        call = admitted(store, tmp_path, contact_type=ContactType.RX)
        assert store.recording(call) == builders.recording()
        assert store.context(call) == builders.context(contact_type=ContactType.RX)
        assert store.steps_done(call) == {Step.ADMIT}

    def test_what_the_manifest_does_not_say_stays_unknown(self, store: Store, tmp_path: Path) -> None:
        _, (source,) = deliver(store, tmp_path, "a")
        store.admit(source, builders.recording("a"), CallContext())
        assert store.context(builders.call_id("a")) == CallContext()

    def test_the_same_bytes_twice_are_one_call(self, store: Store, tmp_path: Path) -> None:
        batch, (first, copy) = deliver(store, tmp_path / "in", "a", "copy-of-a")
        assert store.admit(first, builders.recording("a"), builders.context())
        assert not store.admit(copy, builders.recording("a"), builders.context(team="another"))
        assert store.calls_of(batch) == [builders.call_id("a")]
        assert store.call_of(copy) == builders.call_id("a")
        assert store.source_of(builders.call_id("a")) in (first, copy)
        assert store.context(builders.call_id("a")).team == "Front desk"

    def test_calls_come_in_the_order_of_their_sources(self, store: Store, tmp_path: Path) -> None:
        batch, sources = deliver(store, tmp_path / "in", "a", "b", "c")
        for name, source in reversed(list(zip("abc", sources, strict=True))):
            store.admit(source, builders.recording(name), CallContext())
        assert store.calls_of(batch) == [builders.call_id(name) for name in "abc"]

    def test_a_rejection_belongs_to_its_batch(self, store: Store, tmp_path: Path) -> None:
        batch, (bad, _) = deliver(store, tmp_path / "in", "bad", "good")
        other, _ = deliver(store, tmp_path / "in", "good")
        rejection = Rejection(source_id=bad, step=Step.ADMIT, reason=RejectionReason.NOT_AUDIO, hint="send audio")
        store.reject(rejection)
        store.reject(rejection)
        assert store.rejections(batch) == store.rejections() == [rejection]
        assert store.rejections(other) == []

    def test_a_rejection_goes_when_the_source_is_admitted_after_all(self, store: Store, tmp_path: Path) -> None:
        batch, (source,) = deliver(store, tmp_path, "a")
        store.reject(Rejection(source_id=source, step=Step.ADMIT, reason=RejectionReason.UNREADABLE_FILE))
        store.admit(source, builders.recording("a"), CallContext())
        assert store.rejections(batch) == []

    def test_a_rejection_goes_only_when_its_own_step_succeeds(self, store: Store, tmp_path: Path) -> None:
        call = admitted(store, tmp_path)
        rejection = Rejection(
            source_id=store.source_of(call), call_id=call, step=Step.REDACT, reason=RejectionReason.STEP_FAILED
        )
        store.reject(rejection)
        store.mark_done(call, Step.TRANSCRIBE)
        assert store.rejections() == [rejection]
        store.save_redacted(builders.redacted())
        assert store.rejections() == []

    def test_ids_that_nobody_gave_out_are_refused(self, store: Store) -> None:
        for ask in (
            lambda: store.sources_of(BatchId("none")),
            lambda: store.open_source(SourceId("none")),
            lambda: store.recording(CallId("none")),
            lambda: store.redacted(CallId("none")),
            lambda: store.scorecard(CallId("none")),
            lambda: store.mark_done(CallId("none"), Step.SCORE),
            lambda: store.save_redacted(builders.redacted()),
            lambda: store.reject(Rejection(source_id=SourceId("none"), step=Step.ADMIT, reason=RejectionReason.SILENT)),
        ):
            with pytest.raises(UnknownIdError):
                ask()


class TestResults:
    def test_a_redacted_transcript_comes_back_equal(self, store: Store, tmp_path: Path) -> None:
        call = admitted(store, tmp_path)
        said = ((Speaker.CALLER, "I am [NAME], born [DATE]."), (Speaker.AGENT, "Thank you – one moment, José."))
        store.save_redacted(builders.redacted(said))
        assert store.redacted(call) == builders.redacted(said)
        assert Step.REDACT in store.steps_done(call)

    def test_a_call_in_which_nothing_is_said_can_be_kept(self, store: Store, tmp_path: Path) -> None:
        call = admitted(store, tmp_path)
        empty = builders.redacted(())
        store.save_redacted(empty)
        assert store.redacted(call) == empty

    def test_a_scorecard_comes_back_equal_in_order(self, store: Store, tmp_path: Path) -> None:
        call = admitted(store, tmp_path)
        card = builders.scorecard(
            results=(
                builders.result("ES-01", Verdict.NOT_MET, severity=Severity.CRITICAL, auto_fail=True, evidence=(4, 7)),
                builders.result("EM-01", Verdict.CANNOT_SCORE, evidence=(), confidence=0.4, reason="roles are unsure"),
            ),
            acts=(
                ActDetection(turn=4, act=Act.RED_FLAG_CARDIAC, probability=0.8),
                ActDetection(turn=1, act=Act.CLOSES),
            ),
        )
        store.save_scorecard(card)
        assert store.scorecard(call) == card

    def test_the_same_result_twice_changes_nothing(self, store: Store, tmp_path: Path) -> None:
        call = admitted(store, tmp_path)
        for _ in range(2):
            store.save_redacted(builders.redacted())
            store.save_scorecard(builders.scorecard())
            store.save_flags(call, [builders.flag()])
        assert store.scorecard_versions(call) == 1
        assert store.flags(call) == (builders.flag(),)
        assert store.steps_done(call) == {Step.ADMIT, Step.REDACT, Step.SCORE, Step.FLAG}

    def test_another_scorecard_becomes_the_newest_and_the_older_one_stays(self, store: Store, tmp_path: Path) -> None:
        call = admitted(store, tmp_path)
        older, newer = builders.scorecard(), builders.scorecard(scores=(50.0, 80.0, None))
        store.save_scorecard(older)
        store.save_scorecard(newer)
        assert store.scorecard(call) == newer
        assert store.scorecard(call, version=1) == older
        assert store.scorecard_versions(call) == 2

    def test_another_redaction_makes_scoring_and_flagging_due_again(self, store: Store, tmp_path: Path) -> None:
        call = admitted(store, tmp_path)
        store.save_redacted(builders.redacted())
        store.save_scorecard(builders.scorecard())
        store.save_flags(call, [])
        changed = builders.redacted(((Speaker.AGENT, "Something else."),))
        store.save_redacted(changed)
        assert store.redacted(call) == changed
        assert store.steps_done(call) == {Step.ADMIT, Step.REDACT}

    def test_another_scorecard_makes_flagging_due_again(self, store: Store, tmp_path: Path) -> None:
        call = admitted(store, tmp_path)
        store.save_scorecard(builders.scorecard())
        store.save_flags(call, [builders.flag()])
        store.save_scorecard(builders.scorecard(scores=(1.0, 2.0, 3.0)))
        assert Step.FLAG not in store.steps_done(call)

    def test_newer_flags_take_the_place_of_all_older_ones(self, store: Store, tmp_path: Path) -> None:
        call = admitted(store, tmp_path)
        store.save_flags(call, [builders.flag("auto_fail"), builders.flag("red_flag")])
        store.save_flags(call, [builders.flag("cannot_score", Severity.MODERATE, ["EM-02", "EM-06"])])
        assert store.flags(call) == (builders.flag("cannot_score", Severity.MODERATE, ["EM-02", "EM-06"]),)

    def test_no_flags_is_a_result_too(self, store: Store, tmp_path: Path) -> None:
        call = admitted(store, tmp_path)
        store.save_flags(call, [])
        assert store.flags(call) == ()
        assert Step.FLAG in store.steps_done(call)

    def test_reopening_a_step_reopens_the_later_ones(self, store: Store, tmp_path: Path) -> None:
        call = admitted(store, tmp_path)
        for step in Step:
            store.mark_done(call, step)
        store.reopen(call, Step.SCORE)
        assert store.steps_done(call) == {Step.ADMIT, Step.TRANSCRIBE, Step.REDACT}

    def test_everything_is_there_when_the_store_is_opened_again(
        self, store: Store, store_settings: Settings, tmp_path: Path
    ) -> None:
        call = admitted(store, tmp_path)
        store.save_redacted(builders.redacted())
        store.save_scorecard(builders.scorecard())
        again = open_store(store_settings)
        try:
            assert again.context(call) == builders.context()
            assert again.redacted(call) == builders.redacted()
            assert again.scorecard(call) == builders.scorecard()
        finally:
            again.close()


class TestReviews:
    def test_reviews_are_kept_oldest_first_and_once(self, store: Store, tmp_path: Path) -> None:
        call = admitted(store, tmp_path)
        later = builders.review(
            after_minutes=5,
            opinions=(
                CriterionReview(criterion="ES-01", opinion=Opinion.DISAGREE),
                CriterionReview(criterion="EM-01", opinion=Opinion.CANNOT_TELL),
            ),
            note="The agent of [NAME] said so.",
        )
        for one in (later, builders.review(), later):
            store.save_review(one)
        assert store.reviews(call) == (builders.review(), later)

    def test_counts_tell_who_judged_how_many_calls(self, store: Store, tmp_path: Path) -> None:
        for name in ("a", "b", "c"):
            call = admitted(store, tmp_path, name)
            store.save_flags(call, [builders.flag()])
        store.save_review(builders.review("a", "Ines"))
        store.save_review(builders.review("a", "Ines", after_minutes=9))
        store.save_review(builders.review("b", "Ines"))
        store.save_review(builders.review("b", "Omar"))
        counts = store.review_counts()
        assert (counts.waiting, counts.reviewed) == (1, 2)
        assert counts.by_reviewer == {"Ines": 2, "Omar": 1}

    def test_access_events_come_back_in_the_order_they_happened(self, store: Store, tmp_path: Path) -> None:
        first, second = builders.access(), builders.access(actor="omar", kind="transcript")
        store.record(first)
        store.record(second)
        assert store.access_events(builders.call_id()) == (first, second)
        assert store.access_events(builders.call_id("other")) == ()


class TestStatus:
    def test_it_counts_calls_by_step_reasons_rules_and_hours(self, store: Store, tmp_path: Path) -> None:
        _, (bad, good, plain) = deliver(store, tmp_path / "in", "bad", "good", "plain")
        store.reject(Rejection(source_id=bad, step=Step.ADMIT, reason=RejectionReason.SILENT))
        store.admit(good, builders.recording("good", duration_s=5400.0), CallContext())
        store.admit(plain, builders.recording("plain", duration_s=1800.0), CallContext())
        store.save_scorecard(builders.scorecard("good"))
        store.save_flags(builders.call_id("good"), [builders.flag("auto_fail"), builders.flag("red_flag")])
        status = store.status()
        assert (status.batches, status.sources, status.calls) == (1, 3, 2)
        assert status.calls_by_step == {
            Step.ADMIT: 2,
            Step.TRANSCRIBE: 0,
            Step.REDACT: 0,
            Step.SCORE: 1,
            Step.FLAG: 1,
        }
        assert status.rejections_by_reason == {RejectionReason.SILENT: 1}
        assert status.flags_by_rule == {"auto_fail": 1, "red_flag": 1}
        assert status.audio_hours == 2.0
        assert status.waiting_for_review == 1
        assert status.database_bytes > 10_000

    def test_a_review_leaves_nothing_waiting(self, store: Store, tmp_path: Path) -> None:
        call = admitted(store, tmp_path)
        store.save_flags(call, [builders.flag()])
        store.save_review(builders.review())
        assert store.status().waiting_for_review == 0
        assert [item.state for item in store.queue(QueueFilter())] == [ReviewState.REVIEWED]
