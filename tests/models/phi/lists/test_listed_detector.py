"""The site's lists around a detector: deny outweighs allow, allow outweighs the rest, and never frees a part."""

from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.phi.lists.detector import ListedDetector, SiteLists, laid_over
from models.phi.lists.folded import fold
from models.phi.lists.phrases import PhraseList
from pipeline.domain.phi import PhiLabel, PhiSpan
from pipeline.steps.redact import RedactionPolicy, hidden_spans, mask

LABELS = {"N": PhiLabel.NAME, "O": PhiLabel.ORG, "S": PhiLabel.STAFF, "P": PhiLabel.PHONE}


class Knows:
    """A PhiDetector that finds what it was told, in detection or in the second look."""

    def __init__(self, found: list[list[PhiSpan]], *, later: bool = False) -> None:
        self._found = found
        self._later = later

    def detect(self, texts: Sequence[str], speakers: Sequence[str]) -> list[list[PhiSpan]]:
        return [[] for _ in texts] if self._later else self._found

    def rescan(
        self, texts: Sequence[str], speakers: Sequence[str], hidden: Sequence[Sequence[PhiSpan]], look: int
    ) -> list[list[PhiSpan]]:
        held = [{(span.start, span.end) for span in spans} for spans in hidden]
        fresh = [
            [span for span in spans if (span.start, span.end) not in done]
            for spans, done in zip(self._found, held, strict=True)
        ]
        return fresh if self._later else [[] for _ in texts]


def marked(text: str) -> tuple[str, list[PhiSpan]]:
    """A text in which <N:…> stands around what a detector finds."""
    said, spans = "", []
    for at, piece in enumerate(text.replace(">", "<").split("<")):
        start = len(said)
        said += piece[2:] if at % 2 else piece
        if at % 2:
            spans.append(PhiSpan(start=start, end=len(said), label=LABELS[piece[0]]))
    return said, spans


def phrases(*lines: str, label: PhiLabel = PhiLabel.OTHER_ID) -> PhraseList:
    return PhraseList({fold(line).key: label for line in lines})


def redacted(lists: SiteLists, *texts: str, later: bool = False, policy: RedactionPolicy | None = None) -> list[str]:
    turns = [marked(text) for text in texts]
    plain = [text for text, _ in turns]
    detector = ListedDetector(Knows([spans for _, spans in turns], later=later), lists)
    spans = hidden_spans(plain, ["agent"] * len(plain), detector, policy or RedactionPolicy(), "T1")
    return [mask(text, one) for text, one in zip(plain, spans, strict=True)]


def test_what_is_denied_is_hidden_though_no_detector_finds_it() -> None:
    lists = SiteLists(deny=phrases("Rosewood House"))
    assert redacted(lists, "I live at rosewood house.") == ["I live at [OTHER_ID]."]


def test_what_is_denied_is_hidden_though_the_site_keeps_its_label() -> None:
    lists = SiteLists(deny=phrases("Fennick Clinic", label=PhiLabel.ORG))
    policy = RedactionPolicy(keep_organisation=True)
    assert redacted(lists, "At <O:Fennick Clinic> on Marl Lane", policy=policy) == ["At [ORG] on Marl Lane"]


def test_a_denied_word_within_a_longer_finding_leaves_nothing_of_it_in_clear() -> None:
    lists = SiteLists(deny=phrases("Vint"))
    assert redacted(lists, "<N:Odo Vint Osgood> here") == ["[NAME] [OTHER_ID] [NAME] here"]


def test_a_finding_of_the_denied_words_own_label_stays_one_placeholder() -> None:
    lists = SiteLists(deny=phrases("Vint", label=PhiLabel.NAME))
    policy = RedactionPolicy(keep_labels=frozenset({PhiLabel.NAME}))
    assert redacted(lists, "<N:Odo Vint> and <N:Bea>", policy=policy) == ["[NAME] and Bea"]


def test_of_two_denied_phrases_that_overlap_both_are_hidden_whole() -> None:
    lists = SiteLists(deny=phrases("Rosewood Care", "care home east", "home"))
    assert redacted(lists, "the Rosewood care home east wing") == ["the [OTHER_ID] [OTHER_ID] wing"]


def test_what_is_allowed_stays_however_it_is_said() -> None:
    lists = SiteLists(allow=phrases("703-555-0100", "Mercy"))
    texts = ("from <N:Mercy>: call <P:703 555 0100>", "that is <P:seven oh three five five five oh one oh oh>")
    assert redacted(lists, *texts) == [
        "from Mercy: call 703 555 0100",
        "that is seven oh three five five five oh one oh oh",
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<N:Mercy Vint> called", "[NAME] called"),
        ("<N:Mercy> <N:Vint> called", "[NAME] [NAME] called"),
        ("on <P:1 703 555 0100>", "on [PHONE]"),
        ("on <P:703> <P:555 0100> 7", "on [PHONE] [PHONE] 7"),
        ("on 703-<P:555-0100>", "on 703-[PHONE]"),
    ],
)
def test_an_allowed_phrase_frees_no_part_of_a_longer_identifier(text: str, expected: str) -> None:
    assert redacted(SiteLists(allow=phrases("Mercy", "555 0100", "703 555 0100 8")), text) == [expected]


def test_an_allowed_word_that_is_part_of_somebodys_name_in_the_call_is_not_allowed_in_it() -> None:
    lists = SiteLists(allow=phrases("Mercy"))
    texts = ("I am <N:Mercy Vint>", "Thank you, <N:Mercy>", "from <O:Mercy> then")
    assert redacted(lists, *texts) == ["I am [NAME]", "Thank you, [NAME]", "from Mercy then"]


def test_an_allowed_name_of_the_clinic_does_not_stand_in_the_way_of_a_shorter_one() -> None:
    lists = SiteLists(allow=phrases("Mercy", "Mercy Clinic"))
    assert redacted(lists, "<N:Mercy Clinic>, I mean <N:Mercy>") == ["Mercy Clinic, I mean Mercy"]


def test_deny_outweighs_allow() -> None:
    lists = SiteLists(deny=phrases("Mercy Vint"), allow=phrases("Mercy Vint", "Mercy"))
    assert redacted(lists, "<N:Mercy Vint>, mercy") == ["[OTHER_ID], mercy"]


def test_the_second_look_finds_no_more_of_what_is_allowed() -> None:
    lists = SiteLists(allow=phrases("Mercy"))
    assert redacted(lists, "from <N:Mercy> and <N:Odo>", later=True) == ["from Mercy and [NAME]"]


@st.composite
def layers(draw: st.DrawFn) -> tuple[str, list[PhiSpan], list[PhiSpan]]:
    text = draw(st.text(alphabet="ab .-'é1", max_size=30))

    def spans(listed: bool) -> list[PhiSpan]:
        cuts = sorted(draw(st.sets(st.integers(0, len(text)), max_size=6)))
        pairs = zip(cuts[::2], cuts[1::2], strict=False)
        labels = st.sampled_from([PhiLabel.NAME, PhiLabel.DATE])
        return [PhiSpan(start=start, end=end, label=draw(labels), listed=listed) for start, end in pairs]

    return text, spans(False), spans(True)


@given(layers())
def test_laying_one_finding_over_another_sets_nothing_free(
    case: tuple[str, list[PhiSpan], list[PhiSpan]],
) -> None:
    text, below, above = case
    result = laid_over(text, below, above)
    assert all(0 <= one.start < one.end <= len(text) for one in result)
    assert all(a.end <= b.start for a, b in pairwise(result))
    assert all(any(one.start <= top.start and top.end <= one.end and one.listed for one in result) for top in above)

    def covered(spans: Sequence[PhiSpan]) -> set[int]:
        return {at for one in spans for at in range(one.start, one.end) if text[at].isalnum()}

    assert covered(result) == covered(below) | covered(above)


@given(
    st.lists(st.text(alphabet="ab1 .O", max_size=20), max_size=4),
    st.sets(st.text(alphabet="ab1 O", min_size=2, max_size=6), max_size=3),
    st.sets(st.text(alphabet="ab1 O", min_size=2, max_size=6), max_size=3),
)
def test_spans_are_in_order_and_disjoint_whatever_the_lists_hold(
    texts: list[str], deny: set[str], allow: set[str]
) -> None:
    lists = SiteLists(
        deny=phrases(*(one for one in deny if fold(one).key)), allow=phrases(*(one for one in allow if fold(one).key))
    )
    found = [[PhiSpan(start=0, end=len(text), label=PhiLabel.NAME)] if text else [] for text in texts]
    for text, spans in zip(texts, ListedDetector(Knows(found), lists).detect(texts, []), strict=True):
        assert all(0 <= one.start < one.end <= len(text) for one in spans)
        assert all(a.end <= b.start for a, b in pairwise(spans))
