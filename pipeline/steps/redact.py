"""A transcript in clear becomes a redacted one: placeholders in the text, and the stretches of sound to mute."""

from collections.abc import Callable, Sequence
from itertools import pairwise

from pydantic import Field

from pipeline.domain.base import Value
from pipeline.domain.phi import (
    KEPT,
    PhiLabel,
    PhiSpan,
    RedactedTranscript,
    RedactedTurn,
    RedactedWord,
    StaffNames,
)
from pipeline.domain.transcript import Transcript, Turn, Word
from pipeline.errors import RedactionError
from pipeline.ports import PhiDetector
from pipeline.settings import Settings
from pipeline.steps.gate import close_leaks
from pipeline.steps.muted_spans import muted_spans, word_offsets
from pipeline.steps.staff_names import without_first_names

_SURE = 0.8  # confidence from which STAFF or ORG is no mere guess

Masker = Callable[[str, Sequence[PhiSpan]], str]
"""Puts a placeholder in the place of each span. Presidio's anonymizer stands behind `models.phi.load_masker`; steps
may not import it, so it comes as a function, and the plain `mask` below, which it must equal, is the default."""


class RedactionPolicy(Value):
    """What a site hides. By default: all PHI; names of staff and of organisations stay, for coaching."""

    staff_names: StaffNames = StaffNames.KEEP
    keep_organisation: bool = True
    keep_labels: frozenset[PhiLabel] = frozenset()
    mute_padding_s: float = Field(default=0.25, ge=0)

    def hides(self, label: PhiLabel) -> bool:
        """Whether spans of this label are hidden at this site, or may be, as to STAFF."""
        if label is PhiLabel.STAFF:
            return self.staff_names is not StaffNames.KEEP
        if label is PhiLabel.ORG:
            return not self.keep_organisation
        return label not in self.keep_labels

    def leaves(self, span: PhiSpan) -> bool:
        """Whether it is well known to be a name that stays: then no harder look takes it for a patient's."""
        stays = self.staff_names is not StaffNames.HIDE if span.label is PhiLabel.STAFF else self.keep_organisation
        return span.label in KEPT and stays and span.confidence >= _SURE and not span.listed

    def hidden_of(self, texts: Sequence[str], found: Sequence[Sequence[PhiSpan]]) -> list[list[PhiSpan]]:
        """What of a whole call's found spans this site hides. That a list named them is not told on: it is stored."""
        if self.staff_names is StaffNames.FIRST_NAMES:
            found = without_first_names(texts, found)
        return [
            [span.model_copy(update={"listed": False}) for span in spans if span.listed or self.hides(span.label)]
            for spans in found
        ]


def site_policy(settings: Settings) -> RedactionPolicy:
    """What this site's settings say of hiding."""
    return RedactionPolicy(
        staff_names=settings.staff_names,
        keep_organisation=settings.keep_organisation,
        keep_labels=settings.keep_labels,
        mute_padding_s=settings.mute_padding_s,
    )


def redact(
    transcript: Transcript, detector: PhiDetector, policy: RedactionPolicy, masker: Masker | None = None
) -> RedactedTranscript:
    """Every turn with its PHI replaced by typed placeholders.

    Raises RedactionError, naming the call and the turn, where a turn could not be read: the call is then withheld.
    """
    spans = hidden_spans(
        [turn.text for turn in transcript.turns],
        [turn.speaker.value for turn in transcript.turns],
        detector,
        policy,
        transcript.call_id,
    )
    put = masker or mask
    turns = []
    for turn, phi in zip(transcript.turns, spans, strict=True):
        words = _redacted_words(turn, phi, put, transcript.call_id)
        turns.append(
            RedactedTurn(
                index=turn.index,
                speaker=turn.speaker,
                start_s=turn.start_s,
                end_s=turn.end_s,
                text=put(turn.text, phi),
                words=words,
                phi=tuple(phi),
            )
        )
    return RedactedTranscript(
        call_id=transcript.call_id,
        duration_s=transcript.duration_s,
        language=transcript.language,
        turns=tuple(turns),
        quality=transcript.quality,
        muted=muted_spans(transcript, spans, policy.mute_padding_s),
    )


def hidden_spans(
    texts: Sequence[str], speakers: Sequence[str], detector: PhiDetector, policy: RedactionPolicy, call_id: str
) -> list[list[PhiSpan]]:
    """What this policy hides in each text. Raises RedactionError where the detector fails or answers nonsense."""
    found = _answer(lambda: detector.detect(texts, speakers), texts, call_id)
    hidden = policy.hidden_of(texts, found)
    clear = [[span for span in spans if policy.leaves(span)] for spans in found]

    def look_again(hidden: Sequence[Sequence[PhiSpan]], look: int) -> list[list[PhiSpan]]:
        found = _answer(lambda: detector.rescan(texts, speakers, hidden, look), texts, call_id)
        return [
            [span for span in spans if policy.hides(span.label) and not any(_inside(span, one) for one in left)]
            for spans, left in zip(found, clear, strict=True)
        ]

    return close_leaks(texts, hidden, look_again, call_id)


def _inside(span: PhiSpan, other: PhiSpan) -> bool:
    return other.start <= span.start and span.end <= other.end


def _answer(ask: Callable[[], list[list[PhiSpan]]], texts: Sequence[str], call_id: str) -> list[list[PhiSpan]]:
    """What the detector says. Raises RedactionError where it fails or answers nonsense."""
    found: list[list[PhiSpan]] = []
    try:
        found = ask()
    except Exception:  # noqa: BLE001 any failure withholds the call, and its message may hold words of it
        failure: str | None = f"call {call_id}: the detector failed"
    else:
        failure = _flaw(texts, found, call_id)
    if failure is not None:
        raise RedactionError(failure)
    return found


def _flaw(texts: Sequence[str], found: Sequence[Sequence[PhiSpan]], call_id: str) -> str | None:
    """Why the detector's answer cannot be used: fewer turns than asked, or spans out of bounds or order."""
    if len(found) != len(texts):
        return f"call {call_id}: {len(found)} of {len(texts)} turns were read"
    for index, (text, spans) in enumerate(zip(texts, found, strict=True)):
        in_bounds = all(span.start < span.end <= len(text) for span in spans)
        if not in_bounds or any(a.end > b.start for a, b in pairwise(spans)):
            return f"call {call_id}: turn {index} has spans out of bounds or order"
    return None


def mask(text: str, spans: Sequence[PhiSpan]) -> str:
    """The text with each span replaced by its placeholder. `spans`: sorted, disjoint, within the text."""
    pieces: list[str] = []
    done = 0
    for span in spans:
        pieces += [text[done : span.start], span.label.placeholder]
        done = span.end
    return "".join([*pieces, text[done:]])


def _redacted_words(turn: Turn, phi: Sequence[PhiSpan], put: Masker, call_id: str) -> tuple[RedactedWord, ...]:
    """The turn's words; those that one span ties together become one, timed from the first to the last."""
    if not turn.words:
        return ()
    offsets = word_offsets(turn)
    if offsets is None:
        raise RedactionError(f"call {call_id}: the words of turn {turn.index} do not make up its text")
    redacted = []
    at = 0
    while at < len(turn.words):
        begin, end = offsets[at]
        last = at
        inside: list[PhiSpan] = []
        for span in phi:
            if span.start <= end and begin < span.end:  # `<=`: a span may begin with the space after the word
                inside.append(span)
                while end < span.end:
                    last += 1
                    end = offsets[last][1]
        shifted = [span.model_copy(update={"start": span.start - begin, "end": span.end - begin}) for span in inside]
        group = turn.words[at : last + 1]
        text = put(turn.text[begin:end], shifted) if inside else group[0].text
        redacted.append(RedactedWord(text=text, start_s=_first_start(group), end_s=_last_end(group)))
        at = last + 1
    return tuple(redacted)


def _first_start(words: Sequence[Word]) -> float | None:
    return next((word.start_s for word in words if word.start_s is not None), None)


def _last_end(words: Sequence[Word]) -> float | None:
    return next((word.end_s for word in reversed(words) if word.end_s is not None), None)
