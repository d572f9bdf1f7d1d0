"""Builders of domain values with sensible defaults: a test names only what it is about. All people are invented."""

import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from pipeline.domain.acts import Act, ActDetection
from pipeline.domain.call import CallContext, CallFacts, ContactType, Direction, Role, Speaker
from pipeline.domain.ids import CallId, spoken_id
from pipeline.domain.phi import PhiLabel, PhiSpan, RedactedTranscript, RedactedTurn, RedactedWord
from pipeline.domain.recording import Recording
from pipeline.domain.review import AccessEvent, CriterionReview, Opinion, Review
from pipeline.domain.score import (
    CriterionResult,
    Dimension,
    DimensionScore,
    Flag,
    Provenance,
    Scorecard,
    Severity,
    Verdict,
)
from pipeline.domain.transcript import SpeechQuality, Transcript, Turn, Word

MORNING = datetime(2026, 3, 2, 9, 15, tzinfo=UTC)
QUALITY = SpeechQuality(
    mean_word_probability=0.93, fallback_share=0.0, speech_share=0.71, role_confidence=1.0, speakers_separated=True
)
Spoken = tuple[Speaker, str]
OPENING: tuple[Spoken, ...] = (
    (Speaker.AGENT, "Lakeside Clinic, this is Maya, how can I help?"),
    (Speaker.CALLER, "Hi, I would like to move my appointment."),
)


def call_id(name: str = "first") -> CallId:
    """The id of an invented call; the same name, the same id."""
    return CallId(spoken_id(name.encode()))


def recording(name: str = "first", **changes: object) -> Recording:
    """A recording whose bytes are the name's."""
    values: dict[str, object] = {
        "call_id": call_id(name),
        "sha256": hashlib.sha256(name.encode()).hexdigest(),
        "container": "wav",
        "codec": "pcm_mulaw",
        "duration_s": 90.0,
        "sample_rate": 8000,
        "channels": 2,
    }
    return Recording.model_validate(values | changes)


def context(**changes: object) -> CallContext:
    """What a well kept manifest says of a call."""
    values: dict[str, object] = {
        "external_id": "PBX-00017",
        "agent_id": "a-204",
        "agent_name": "Maya",
        "team": "Front desk",
        "site": "Lakeside",
        "contact_type": ContactType.SCH,
        "role": Role.NC,
        "direction": Direction.INBOUND,
        "started_at": MORNING,
        "agent_channel": 0,
        "ivr_played_notice": True,
        "queue_wait_s": 12.5,
    }
    return CallContext.model_validate(values | changes)


def transcript(spoken: Sequence[Spoken] = OPENING, name: str = "first") -> Transcript:
    """A transcript in clear: one turn every five seconds, words of equal length."""
    turns = []
    for index, (speaker, text) in enumerate(spoken):
        words = text.split()
        length = 4.0 / max(len(words), 1)
        turns.append(
            Turn(
                index=index,
                speaker=speaker,
                start_s=index * 5.0,
                end_s=index * 5.0 + 4.0,
                text=" ".join(words),
                words=tuple(
                    Word(
                        text=word,
                        start_s=index * 5.0 + at * length,
                        end_s=index * 5.0 + (at + 1) * length,
                        probability=0.9,
                    )
                    for at, word in enumerate(words)
                ),
            )
        )
    return Transcript(
        call_id=call_id(name), duration_s=len(spoken) * 5.0, language="en", turns=tuple(turns), quality=QUALITY
    )


def redacted(spoken: Sequence[Spoken] = OPENING, name: str = "first", *, by_gate: int = 0) -> RedactedTranscript:
    """A redacted transcript of texts that hold placeholders already; one turn every five seconds.

    `by_gate`: how many identifiers the leak gate found besides, in the last turn.
    """
    found = tuple(
        PhiSpan(start=5 + at, end=6 + at, label=PhiLabel.OTHER_ID, confidence=0.6, by_gate=True)
        for at in range(by_gate)
    )
    turns = tuple(
        RedactedTurn(
            index=turn.index,
            speaker=turn.speaker,
            start_s=turn.start_s,
            end_s=turn.end_s,
            text=turn.text,
            words=tuple(RedactedWord(text=word.text, start_s=word.start_s, end_s=word.end_s) for word in turn.words),
            phi=((PhiSpan(start=0, end=4, label=PhiLabel.NAME),) if "[NAME]" in turn.text else ())
            + (found if turn.index == len(spoken) - 1 else ()),
        )
        for turn in transcript(spoken, name).turns
    )
    return RedactedTranscript(
        call_id=call_id(name), duration_s=len(spoken) * 5.0, language="en", turns=turns, quality=QUALITY
    )


def result(criterion: str = "EM-01", verdict: Verdict = Verdict.MET, **changes: object) -> CriterionResult:
    """A criterion's verdict; its dimension follows from its id."""
    dimensions = {"EM": Dimension.EMPATHY, "ES": Dimension.ESCALATION, "CL": Dimension.COMPLIANCE}
    values: dict[str, object] = {
        "criterion": criterion,
        "dimension": dimensions[criterion[:2]],
        "verdict": verdict,
        "severity": Severity.MINOR,
        "auto_fail": False,
        "evidence": (0,),
    }
    return CriterionResult.model_validate(values | changes)


def scorecard(
    name: str = "first",
    results: Sequence[CriterionResult] = (result(),),
    scores: Sequence[float | None] = (100.0, 80.0, None),
    **changes: object,
) -> Scorecard:
    """A scorecard with the three scores in the order empathy, escalation, compliance."""
    dimensions = tuple(
        DimensionScore(dimension=dimension, score=score, auto_failed=False, score_without_auto_fail=score)
        for dimension, score in zip(Dimension, scores, strict=True)
    )
    values: dict[str, object] = {
        "call_id": call_id(name),
        "acts": (ActDetection(turn=0, act=Act.INTRODUCTION, probability=0.97),),
        "facts": CallFacts(promises={3: frozenset({"who", "when", "number"})}),
        "results": tuple(results),
        "dimensions": dimensions,
        "provenance": Provenance(code_version="0.1.0", models={"acts": "ab" * 32}, rubrics={"empathy": "1.0.0"}),
    }
    return Scorecard.model_validate(values | changes)


def flag(rule: str = "auto_fail", severity: Severity = Severity.CRITICAL, criteria: Sequence[str] = ()) -> Flag:
    """Why a call goes to a person."""
    return Flag(rule=rule, severity=severity, criteria=tuple(criteria))


def review(name: str = "first", reviewer: str = "Ines", after_minutes: int = 0, **changes: object) -> Review:
    """A judgement of one criterion, some minutes after the first."""
    values: dict[str, object] = {
        "call_id": call_id(name),
        "reviewer": reviewer,
        "reviewed_at": MORNING + timedelta(days=1, minutes=after_minutes),
        "opinions": (CriterionReview(criterion="EM-01", opinion=Opinion.AGREE),),
    }
    return Review.model_validate(values | changes)


def access(name: str = "first", **changes: object) -> AccessEvent:
    """One reading of a recording."""
    values: dict[str, object] = {
        "call_id": call_id(name),
        "kind": "recording",
        "actor": "ines",
        "action": "read",
        "purpose": "review",
        "happened_at": MORNING,
    }
    return AccessEvent.model_validate(values | changes)
