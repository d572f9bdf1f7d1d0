"""The steps' work on ids: open the values, call one pure step, keep the result. Runs in a worker; knows no Prefect."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from models.provenance import describe_provenance
from pipeline.domain.acts import ActDetection
from pipeline.domain.ids import CallId, SourceId
from pipeline.domain.phi import RedactedTranscript
from pipeline.domain.recording import Rejection, RejectionReason, Step
from pipeline.domain.transcript import Transcript
from pipeline.errors import LeakSuspectedError, RedactionError, RejectedRecordingError
from pipeline.flows.tools import OpenedCall, Tools
from pipeline.ports import VaultKind
from pipeline.steps.admit import admit
from pipeline.steps.facts import establish_facts
from pipeline.steps.flag import flag
from pipeline.steps.mute import mute
from pipeline.steps.redact import redact, site_policy
from pipeline.steps.sample import control_flag, is_drawn
from pipeline.steps.score import score
from pipeline.steps.sound import decode, encode_flac

ACTOR = "pipeline"
_WITHHELD = "withheld: process it again after an update, or see docs/operations.md"


@dataclass(frozen=True)
class StepFailure:
    """An id whose step failed for a reason that is ours, not the recording's. `cause`: a type name, never a message."""

    id: str
    cause: str


@dataclass(frozen=True)
class StepOutcome:
    """What came of one step for a group: ids that go on, and ids that failed. Rejected ids are in neither."""

    passed: tuple[str, ...] = ()
    failures: tuple[StepFailure, ...] = ()


class Work:
    """Does one step for a group of ids. Whatever is done already is not done again."""

    def __init__(self, tools: Tools) -> None:
        self._tools = tools
        self._settings = tools.settings

    def do(self, step: Step, ids: tuple[str, ...]) -> StepOutcome:
        """Dispatch to the step; a single id's trouble becomes a rejection or a failure, never an exception."""
        if step is Step.ADMIT:
            return self._each(step, ids, self._admit)
        waiting = tuple(one for one in ids if step not in self._tools.store.steps_done(CallId(one)))
        done = tuple(one for one in ids if one not in waiting)
        if not waiting:
            return StepOutcome(done)  # no model is loaded for nothing
        if step is Step.TRANSCRIBE:
            outcome = self._transcribe(waiting)
        else:
            single = {Step.REDACT: self._redact, Step.SCORE: self._score, Step.FLAG: self._flag}[step]
            outcome = self._each(step, waiting, single)
        return StepOutcome(done + outcome.passed, outcome.failures)

    def _each(self, step: Step, ids: tuple[str, ...], work: Callable[[str], str]) -> StepOutcome:
        passed: list[str] = []
        failures: list[StepFailure] = []
        for one in ids:
            try:
                passed.append(work(one))
            except RejectedRecordingError as error:
                self._reject(one, step, error.reason, error.hint)
            except LeakSuspectedError:
                hint = f"the leak gate kept finding identifiers; {_WITHHELD}"
                self._reject(one, step, RejectionReason.LEAK_SUSPECTED, hint)
            except RedactionError:
                hint = f"a turn could not be redacted; {_WITHHELD}"
                self._reject(one, step, RejectionReason.REDACTION_FAILED, hint)
            except Exception as error:  # noqa: BLE001  one call's trouble never stops the batch; its words stay here
                failures.append(StepFailure(one, type(error).__name__))
        return StepOutcome(tuple(passed), tuple(failures))

    def _reject(self, one: str, step: Step, reason: RejectionReason, hint: str) -> None:
        call_id = None if step is Step.ADMIT else CallId(one)
        source_id = SourceId(one) if call_id is None else self._tools.store.source_of(call_id)
        self._tools.store.reject(Rejection(source_id=source_id, call_id=call_id, step=step, reason=reason, hint=hint))

    def _admit(self, one: str) -> str:
        source_id = SourceId(one)
        known = self._tools.store.call_of(source_id)
        if known is not None:
            return known
        path, context = self._tools.store.open_source(source_id)
        content = _read(path)
        recording, _ = admit(
            content, min_duration_s=self._settings.min_duration_s, max_duration_s=self._settings.max_duration_s
        )
        if self._tools.store.was_deleted(recording.call_id):
            raise RejectedRecordingError(RejectionReason.DELETED_BEFORE, "this call was deleted here; it stays deleted")
        # The vault first: a call that the store knows must be there to be read.
        if not self._tools.vault.holds(recording.call_id, VaultKind.RECORDING):
            self._tools.vault.put(recording.call_id, VaultKind.RECORDING, content)
        self._tools.store.admit(source_id, recording, context)
        return recording.call_id

    def _open(self, call_id: CallId) -> OpenedCall:
        content = self._tools.vault.get(call_id, VaultKind.RECORDING, actor=ACTOR, purpose="process")
        sound = decode(content, self._settings.max_duration_s).sound
        return OpenedCall(call_id, sound, self._tools.store.context(call_id))

    def _transcribe(self, ids: tuple[str, ...]) -> StepOutcome:
        """Several recordings at once; if that fails, each alone, so that only the one at fault drops out."""
        try:
            calls = [self._open(CallId(one)) for one in ids]
            transcripts = self._tools.recogniser.transcribe(calls)
        except Exception:  # noqa: BLE001  found out one by one below
            return self._each(Step.TRANSCRIBE, ids, self._transcribe_alone)
        kept = dict(zip(ids, transcripts, strict=True))
        return self._each(Step.TRANSCRIBE, ids, lambda one: self._keep_transcript(one, kept[one]))

    def _transcribe_alone(self, one: str) -> str:
        return self._keep_transcript(one, self._tools.recogniser.transcribe([self._open(CallId(one))])[0])

    def _keep_transcript(self, one: str, transcript: Transcript | None) -> str:
        if transcript is None:
            raise RejectedRecordingError(RejectionReason.NO_SPEECH, "nobody speaks; check the recorder's tap")
        if transcript.language.split("-")[0] not in self._settings.languages:
            read = ", ".join(sorted(self._settings.languages))
            hint = f"spoken language '{transcript.language}': PHI is found in {read} only, so the call is withheld"
            raise RejectedRecordingError(RejectionReason.LANGUAGE_NOT_SUPPORTED, hint)
        self._tools.vault.put(transcript.call_id, VaultKind.TRANSCRIPT, transcript.model_dump_json().encode())
        self._tools.store.mark_done(transcript.call_id, Step.TRANSCRIBE)
        return one

    def _redact(self, one: str) -> str:
        call_id = CallId(one)
        content = self._tools.vault.get(call_id, VaultKind.TRANSCRIPT, actor=ACTOR, purpose="redact")
        redacted = redact(
            Transcript.model_validate_json(content),
            self._tools.detector,
            site_policy(self._settings),
            self._tools.masker,
        )
        muted = mute(self._open(call_id).sound, redacted.muted, self._settings.mute_with)
        self._tools.vault.put(call_id, VaultKind.REDACTED_SOUND, encode_flac(muted))
        self._tools.store.save_redacted(redacted)
        return one

    def _score(self, one: str) -> str:
        redacted = self._tools.store.redacted(CallId(one))
        self._judge(redacted, self._tools.classifier.detect(redacted))
        return one

    def rescore(self, call_id: CallId) -> bool:
        """Judge a stored call anew by the present rubrics, from its stored acts; whether the scorecard changed."""
        before = self._tools.store.scorecard_versions(call_id)
        self._judge(self._tools.store.redacted(call_id), self._tools.store.scorecard(call_id).acts)
        self._flag(call_id)
        return self._tools.store.scorecard_versions(call_id) > before

    def _judge(self, redacted: RedactedTranscript, detections: tuple[ActDetection, ...]) -> None:
        scorecard = score(
            redacted,
            self._tools.store.context(redacted.call_id),
            detections,
            establish_facts(redacted, detections),
            self._tools.rubrics,
            describe_provenance(self._settings, self._tools.classifier, self._tools.rubrics),
        )
        self._tools.store.save_scorecard(scorecard)

    def _flag(self, one: str) -> str:
        call_id = CallId(one)
        context = self._tools.store.context(call_id)
        flags = flag(self._tools.store.scorecard(call_id), context, self._tools.flag_policy)
        share, seed = self._settings.control_sample, self._settings.seed
        if not flags and is_drawn(call_id, context.contact_type, share=share, seed=seed):
            flags = (control_flag(self._tools.flag_policy),)
        self._tools.store.save_flags(call_id, flags)
        return one


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise RejectedRecordingError(
            RejectionReason.UNREADABLE_FILE, f"the file cannot be read: {type(error).__name__}"
        ) from None
