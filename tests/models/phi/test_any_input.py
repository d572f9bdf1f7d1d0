"""Whatever a transcript holds, the detector answers with exact offsets and does not fall over."""

from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.phi.detector import load_detector
from pipeline.domain.call import Speaker
from pipeline.domain.phi import PhiSpan
from pipeline.errors import RedactionError
from pipeline.ports import PhiDetector
from pipeline.settings import Settings
from pipeline.steps.redact import RedactionPolicy, hidden_spans, mask

pytestmark = pytest.mark.slow

WORDS = st.sampled_from(
    ["oh", "double", "seven", "A.", "b", "as", "in", "boy", "dot", "com", "@", "3-4-82", "Ἀθηνᾶ", "ﬁ", "İ", "👩‍⚕️", "é",
     "\u200b", "july", "[NAME]", "mr.", "twenty", "thousand", "hyphen", "uh", "4471", "٣٤", "x", "'", "\x00", "ß", "dr"]
)  # fmt: skip
TEXTS = st.one_of(st.text(max_size=60), st.lists(WORDS, max_size=14).map(" ".join), st.just(""))
CALLS = st.lists(st.tuples(st.sampled_from(list(Speaker)), TEXTS), max_size=7)


@pytest.fixture(scope="module")
def detector() -> PhiDetector:
    return load_detector(Settings())


def checked(detector: PhiDetector, turns: list[tuple[Speaker, str]]) -> None:
    texts = [text for _, text in turns]
    who = [speaker.value for speaker, _ in turns]
    try:
        spans = hidden_spans(texts, who, detector, RedactionPolicy(), "T1")
    except RedactionError:  # withheld by the gate: gibberish may be; what the detector said must be sound all the same
        spans = detector.detect(texts, who)
    assert len(spans) == len(texts)
    for text, found in zip(texts, spans, strict=True):
        assert all(0 <= one.start < one.end <= len(text) for one in found)
        assert all(one.end <= other.start for one, other in pairwise(found))
        clear = "".join(text[start:end] for start, end in _gaps(found, len(text)))
        masked = mask(text, found)
        for one in found:
            masked = masked.replace(one.label.placeholder, "", 1)
        assert sorted(masked) == sorted(clear)


def _gaps(found: list[PhiSpan], length: int) -> list[tuple[int, int]]:
    edges = [0, *(edge for one in found for edge in (one.start, one.end)), length]
    return list(zip(edges[::2], edges[1::2], strict=True))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(turns=CALLS)
def test_any_text_gives_spans_in_bounds_and_in_order(detector: PhiDetector, turns: list[tuple[Speaker, str]]) -> None:
    checked(detector, turns)


def test_a_call_of_no_turns_and_one_of_empty_turns_hold_nothing(detector: PhiDetector) -> None:
    assert hidden_spans([], [], detector, RedactionPolicy(), "T1") == []
    assert hidden_spans(["", " ", "…"], ["agent", "caller", "other"], detector, RedactionPolicy(), "T1") == [[], [], []]


def test_a_call_of_three_hours_in_words_of_one_turn_each_is_read(detector: PhiDetector) -> None:
    words = ["yes", "okay", "four", "seven", "mister", "quillfeather", "and", "then"] * 150
    checked(detector, [(Speaker.CALLER if at % 2 else Speaker.AGENT, word) for at, word in enumerate(words)])


def test_a_turn_longer_than_any_window_is_read_to_its_end(detector: PhiDetector) -> None:
    story = "and then we waited by the door for a while because nobody had come out " * 120
    text = story + "my name is odalys brimfeld"
    (found,) = hidden_spans([text], ["caller"], detector, RedactionPolicy(), "T1")
    assert text[found[-1].start :] == "odalys brimfeld"
