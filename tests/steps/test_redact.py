import json
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.domain.call import Speaker
from pipeline.domain.phi import PhiLabel, PhiSpan, StaffNames
from pipeline.domain.transcript import Transcript, Turn, Word
from pipeline.errors import RedactionError
from pipeline.steps.redact import RedactionPolicy, mask, redact
from tests import builders
from tests.fakes import OneLook

HIDE_ALL = RedactionPolicy(staff_names=StaffNames.HIDE, keep_organisation=False)
LABELS = st.sampled_from(list(PhiLabel))
TEXTS = st.text(alphabet="abc 0123.,-é", max_size=40)


class Scripted(OneLook):
    """A PhiDetector that answers what it was told."""

    def __init__(self, *answers: Sequence[PhiSpan]) -> None:
        self.answers = [list(answer) for answer in answers]

    def detect(self, texts: Sequence[str], speakers: Sequence[str]) -> list[list[PhiSpan]]:
        return self.answers


class Failing(OneLook):
    """A PhiDetector whose failure repeats what it read."""

    def detect(self, texts: Sequence[str], speakers: Sequence[str]) -> list[list[PhiSpan]]:
        raise ValueError(f"cannot read {texts[0]}")


def span(start: int, end: int, label: PhiLabel = PhiLabel.NAME) -> PhiSpan:
    return PhiSpan(start=start, end=end, label=label)


@st.composite
def spans_of(draw: st.DrawFn, length: int) -> list[PhiSpan]:
    """Sorted, disjoint, non-empty spans within a text of that length."""
    if length == 0:
        return []
    cuts = sorted(draw(st.sets(st.integers(0, length), max_size=6)))
    pairs = list(zip(cuts[::2], cuts[1::2], strict=False))
    return [span(start, end, draw(LABELS)) for start, end in pairs]


@st.composite
def texts_with_spans(draw: st.DrawFn) -> tuple[str, list[PhiSpan]]:
    text = draw(TEXTS)
    return text, draw(spans_of(len(text)))


@st.composite
def turns_with_spans(draw: st.DrawFn) -> tuple[Turn, list[PhiSpan]]:
    """A turn whose words have times or not, and spans anywhere in its text."""
    texts = draw(st.lists(st.text(alphabet="abc12.", min_size=1, max_size=6), min_size=1, max_size=8))
    timed = draw(st.lists(st.booleans(), min_size=len(texts), max_size=len(texts)))
    words = tuple(
        Word(text=text, start_s=float(at) if on else None, end_s=at + 0.5 if on else None)
        for at, (text, on) in enumerate(zip(texts, timed, strict=True))
    )
    text = " ".join(texts)
    turn = Turn(index=0, speaker=Speaker.CALLER, start_s=0.0, end_s=float(len(texts)), text=text, words=words)
    return turn, draw(spans_of(len(text)))


def call_of(*turns: Turn) -> Transcript:
    return Transcript(call_id=builders.call_id(), duration_s=20.0, language="en", turns=turns, quality=builders.QUALITY)


@given(texts_with_spans())
def test_masking_leaves_every_other_character_where_it_was(case: tuple[str, list[PhiSpan]]) -> None:
    text, spans = case
    rest = mask(text, spans)
    done = 0
    for one in spans:
        kept = text[done : one.start]
        assert rest.startswith(kept + one.label.placeholder)
        rest = rest[len(kept) + len(one.label.placeholder) :]
        done = one.end
    assert rest == text[done:]


@given(turns_with_spans())
def test_redacted_words_joined_by_spaces_are_the_redacted_text(case: tuple[Turn, list[PhiSpan]]) -> None:
    turn, spans = case
    policy = HIDE_ALL
    (redacted,) = redact(call_of(turn), Scripted(spans), policy).turns
    assert " ".join(word.text for word in redacted.words) == redacted.text == mask(turn.text, spans)
    assert [(one.start, one.end) for one in redacted.phi] == [(one.start, one.end) for one in spans]


def test_a_name_over_two_words_becomes_one_placeholder_timed_from_the_first_to_the_last() -> None:
    call = builders.transcript([(Speaker.CALLER, "This is Odo Vint, hello.")])
    (turn,) = redact(call, Scripted([span(8, 16)]), RedactionPolicy()).turns
    words = call.turns[0].words
    assert [word.text for word in turn.words] == ["This", "is", "[NAME],", "hello."]
    assert (turn.words[2].start_s, turn.words[2].end_s) == (words[2].start_s, words[3].end_s)


def test_a_muted_span_reaches_the_padding_beyond_its_words() -> None:
    call = builders.transcript([(Speaker.CALLER, "This is Odo here")])
    (muted,) = redact(call, Scripted([span(8, 11)]), RedactionPolicy(mute_padding_s=0.25)).muted
    assert (muted.start_s, muted.end_s) == (1.75, 3.25)


def test_names_of_staff_and_organisations_stay_unless_the_site_hides_them() -> None:
    call = builders.transcript([(Speaker.AGENT, "Orla at Fennick Clinic")])
    found = Scripted([span(0, 4, PhiLabel.STAFF), span(8, 22, PhiLabel.ORG)])
    assert redact(call, found, RedactionPolicy()).turns[0].text == "Orla at Fennick Clinic"
    assert redact(call, found, RedactionPolicy()).muted == ()
    assert redact(call, found, HIDE_ALL).turns[0].text == "[STAFF] at [ORG]"


class Suspicious(Scripted):
    """A PhiDetector whose second look takes every staff name for a patient's."""

    def rescan(
        self, texts: Sequence[str], speakers: Sequence[str], hidden: Sequence[Sequence[PhiSpan]], look: int
    ) -> list[list[PhiSpan]]:
        held = [{(one.start, one.end) for one in spans} for spans in hidden]
        return [
            [span(one.start, one.end) for one in spans if (one.start, one.end) not in done]
            for spans, done in zip(self.answers, held, strict=True)
        ]


def test_a_harder_look_hides_no_name_of_staff_that_the_site_keeps_on_purpose() -> None:
    call = builders.transcript([(Speaker.AGENT, "This is Orla Quill")])
    found = Suspicious([span(8, 18, PhiLabel.STAFF)])
    first = RedactionPolicy(staff_names=StaffNames.FIRST_NAMES)
    assert redact(call, found, RedactionPolicy()).turns[0].text == "This is Orla Quill"
    assert redact(call, found, first).turns[0].text == "This is Orla [STAFF]"


def test_a_harder_look_hides_a_name_that_was_only_guessed_to_be_staffs() -> None:
    call = builders.transcript([(Speaker.AGENT, "This is Orla Quill")])
    guess = PhiSpan(start=8, end=18, label=PhiLabel.STAFF, confidence=0.6)
    assert redact(call, Suspicious([guess]), RedactionPolicy()).turns[0].text == "This is [NAME]"


def test_a_label_that_the_site_keeps_stays_in_text_and_sound() -> None:
    call = builders.transcript([(Speaker.CALLER, "next Tuesday then")])
    policy = RedactionPolicy(keep_labels=frozenset({PhiLabel.DATE}))
    redacted = redact(call, Scripted([span(5, 12, PhiLabel.DATE)]), policy)
    assert redacted.turns[0].text == "next Tuesday then"
    assert redacted.turns[0].phi == ()
    assert redacted.muted == ()


@pytest.mark.parametrize(
    "answers",
    [
        pytest.param((), id="no turn was read"),
        pytest.param(([], []), id="more turns than there are"),
        pytest.param(([span(0, 99)],), id="beyond the text"),
        pytest.param(([span(2, 2)],), id="empty"),
        pytest.param(([span(0, 5), span(3, 8)],), id="overlapping"),
        pytest.param(([span(5, 8), span(0, 3)],), id="out of order"),
    ],
)
def test_a_call_is_withheld_when_the_detector_answers_nonsense(answers: tuple[list[PhiSpan], ...]) -> None:
    call = builders.transcript([(Speaker.CALLER, "Odo Vint here")])
    with pytest.raises(RedactionError) as caught:
        redact(call, Scripted(*answers), RedactionPolicy())
    assert "Odo" not in str(caught.value)


def test_a_failing_detector_withholds_the_call_and_its_words() -> None:
    call = builders.transcript([(Speaker.CALLER, "Odo Vint here")])
    with pytest.raises(RedactionError) as caught:
        redact(call, Failing(), RedactionPolicy())
    assert str(caught.value) == f"call {call.call_id}: the detector failed"
    assert caught.value.__cause__ is None
    assert caught.value.__context__ is None


def test_a_turn_whose_words_are_not_its_text_withholds_the_call() -> None:
    words = (Word(text="Odo", start_s=0.0, end_s=0.5),)
    turn = Turn(index=0, speaker=Speaker.CALLER, start_s=0.0, end_s=1.0, text="Odo Vint", words=words)
    with pytest.raises(RedactionError, match="turn 0"):
        redact(call_of(turn), Scripted([]), RedactionPolicy())


def test_the_redacted_call_holds_no_word_that_was_hidden() -> None:
    call = builders.transcript([(Speaker.CALLER, "Odo Vint, 4471 Fenn Road")])
    found = Scripted([span(0, 8), span(10, 24, PhiLabel.GEO)])
    stored = json.dumps(redact(call, found, RedactionPolicy()).model_dump(mode="json"))
    assert not any(word in stored for word in ("Odo", "Vint", "4471", "Fenn"))
