import socket
from collections.abc import Iterator

import pytest

from models.phi import load_detector, load_masker
from models.phi.detector import keep_offline
from pipeline.domain.phi import PhiLabel, PhiSpan
from pipeline.ports import PhiDetector
from pipeline.settings import Settings
from pipeline.steps.redact import mask

pytestmark = pytest.mark.slow  # the spaCy model takes seconds to load

STAFF = {PhiLabel.STAFF, PhiLabel.ORG}


@pytest.fixture(scope="module")
def no_network() -> Iterator[None]:
    """Every attempt to reach a host fails the test."""

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("something tried the network")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", refuse)
        patch.setattr(socket, "getaddrinfo", refuse)
        yield


@pytest.fixture(scope="module")
def detector(no_network: None) -> PhiDetector:
    return load_detector(Settings())


def hidden(detector: PhiDetector, *turns: str) -> list[str]:
    """What is hidden in the last of the turns; each begins with `a:`, `c:` or `o:`."""
    names = {"a": "agent", "c": "caller", "o": "other"}
    texts = [turn[2:].strip() for turn in turns]
    spans = detector.detect(texts, [names[turn[0]] for turn in turns])
    return [texts[-1][one.start : one.end] for one in spans[-1] if one.label not in STAFF]


@pytest.mark.parametrize(
    ("turns", "expected"),
    [
        (("a: who am i speaking with", "c: uh odalys brimfeld"), ["odalys brimfeld"]),
        (("a: your name please", "c: brimfeld b r i m f e l d"), ["brimfeld b r i m f e l d"]),
        (("c: My name is Tolliver Achterman.",), ["Tolliver Achterman"]),
        (("a: Thank you, Mr. Achterman.",), ["Achterman"]),
        (("a: date of birth?", "c: june second ninety one"), ["june second ninety one"]),
        (("a: date of birth?", "c: 3/4/82"), ["3/4/82"]),
        (("a: so i've got you down for the fourteenth",), ["the fourteenth"]),
        (("c: call me at (612) 555-0148",), ["612) 555-0148"]),
        (
            ("c: five oh seven five five five uh oh one double two",),
            ["five oh seven five five five uh oh one double two"],
        ),
        (("a: last four of your social?", "c: six six one four"), ["six six one four"]),
        (("c: My social is 472-55-6614.",), ["472-55-6614"]),
        (("a: your email?", "c: d crombie four two at yahoo dot com"), ["d crombie four two at yahoo dot com"]),
        (("c: it's jo.vint@mail.example thanks",), ["jo.vint@mail.example"]),
        (("c: my visa is 4012-8888-8888-1881",), ["4012-8888-8888-1881"]),
        (("a: and the code on the back?", "c: three nine two"), ["three nine two"]),
        (("a: expiration?", "c: oh nine twenty seven"), ["oh nine twenty seven"]),
        (("c: my medical record number is 00482913",), ["00482913"]),
        (("a: member ID?", "c: MWA 66 201 947"), ["MWA 66 201 947"]),
        (("a: your claim number is CL-884",), ["CL-884"]),
        (("c: She lives at 1820 Quarry Hill Road.",), ["1820 Quarry Hill Road"]),
        (("a: and the zip?", "c: five five four oh six"), ["five five four oh six"]),
        (("c: She's ninety-three and can't hear.",), ["ninety-three"]),
        (("c: it says 203.0.113.58 here",), ["203.0.113.58"]),
        (("a: go to www.fennick.example please",), ["www.fennick.example"]),
    ],
)
def test_an_identifier_is_hidden_whole(detector: PhiDetector, turns: tuple[str, ...], expected: list[str]) -> None:
    assert hidden(detector, *turns) == expected


@pytest.mark.parametrize(
    "turn",
    [
        "c: I take Metformin 500 twice a day and Lisinopril, ten milligrams.",
        "c: my blood pressure was one forty over ninety this morning",
        "c: She's 46 and she has Parkinson's disease.",
        "c: I've had it for three days and it's a six out of ten.",
        "a: We're open Monday through Friday, eight to five.",
        "a: The copay is $35 and the deductible is $1,500.",
        "c: her oxygen is 93 and her pulse is ninety eight",
        "c: I had a heart attack in 2014.",
        "a: Call 911 now, or 988.",
        "a: It takes 24 to 48 hours.",
        "c: i'm taking eliquis and basaglar",
    ],
)
def test_clinical_talk_prices_and_hours_stay(detector: PhiDetector, turn: str) -> None:
    assert hidden(detector, turn) == []


def test_a_name_given_once_is_hidden_in_every_turn_in_lower_case_and_as_a_nickname(detector: PhiDetector) -> None:
    first = "c: my husband is Ronald Achterman"
    assert hidden(detector, first, "a: so ronald called") == ["ronald"]
    assert hidden(detector, first, "a: okay", "c: ronnie sit down") == ["ronnie"]


def test_a_number_that_is_read_back_is_hidden_again(detector: PhiDetector) -> None:
    turns = ("a: member ID?", "c: MWA 66 201 947", "a: okay so ending nine four seven")
    assert hidden(detector, *turns) == ["nine four seven"]


def test_the_agent_and_clinicians_are_staff(detector: PhiDetector) -> None:
    texts = ["Lakeside Clinic, this is Maya.", "Hi Maya. I see Dr. Pell."]
    spans = detector.detect(texts, ["agent", "caller"])
    found = [
        (text[one.start : one.end], one.label) for text, of_turn in zip(texts, spans, strict=True) for one in of_turn
    ]
    assert ("Maya", PhiLabel.STAFF) in found
    assert ("Pell", PhiLabel.STAFF) in found
    assert hidden(detector, "a: Lakeside Clinic, this is Maya.", "c: Hi Maya. I see Dr. Pell.") == []


def test_empty_turns_are_read_too(detector: PhiDetector) -> None:
    assert detector.detect(["", "  "], ["agent", "caller"]) == [[], []]
    assert detector.detect([], []) == []


def test_presidios_anonymizer_puts_the_same_placeholders_as_the_plain_mask() -> None:
    text = "Odo Vint Odo, 5/5/55 5/5/55 at Fenn Road."
    spans = [
        PhiSpan(start=0, end=8, label=PhiLabel.NAME),
        PhiSpan(start=9, end=12, label=PhiLabel.NAME),
        PhiSpan(start=14, end=20, label=PhiLabel.DATE),
        PhiSpan(start=21, end=27, label=PhiLabel.DATE),
        PhiSpan(start=31, end=40, label=PhiLabel.GEO),
    ]
    assert load_masker()(text, spans) == mask(text, spans) == "[NAME] [NAME], [DATE] [DATE] at [GEO]."


def test_presidios_own_email_recogniser_does_not_fetch_the_suffix_list(no_network: None) -> None:
    from presidio_analyzer.predefined_recognizers import EmailRecognizer

    keep_offline()
    assert [one.start for one in EmailRecognizer().analyze("mail jo@fennick.com", ["EMAIL_ADDRESS"])] == [5]
