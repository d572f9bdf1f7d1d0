"""Every recogniser does what its line in models/phi/README.md shows."""

import re
from pathlib import Path

import pytest

import models.phi
from models.phi.detector import load_detector
from models.phi.presidio import PresidioDetector
from models.phi.recognisers.base import TurnRecogniser
from models.phi.registry import RULES
from pipeline.domain.phi import PhiLabel
from pipeline.settings import Settings

pytestmark = pytest.mark.slow

README = Path(models.phi.__file__).with_name("README.md")
LINE = re.compile(r"\| \[`(?P<name>\w+)`\]\((?P<file>\S+)\) \| (?P<label>[A-Z_0-9]+) \| (?P<example>.*?) \|\n")
LINES = [match.groupdict() for match in LINE.finditer(README.read_text(encoding="utf-8"))]


@pytest.fixture(scope="module")
def detector() -> PresidioDetector:
    found = load_detector(Settings())
    assert isinstance(found, PresidioDetector)
    return found


@pytest.mark.parametrize("line", LINES, ids=[f"{line['name']}-{line['label']}" for line in LINES])
def test_the_recogniser_finds_what_its_example_shows(line: dict[str, str], detector: PresidioDetector) -> None:
    turns = [turn.split(": ", 1) for turn in line["example"].split(" / ")]
    speakers = [{"a": "agent", "c": "caller"}[who] for who, _ in turns]
    texts = [re.sub("[«»]", "", text) for _, text in turns]
    (recogniser,) = [one for one in detector.recognisers if type(one).__name__ == line["name"]]
    found = [
        texts[-1][one.start : one.end]
        for one in recogniser.find(detector.read(texts, speakers)[-1])
        if one.label is PhiLabel(line["label"])
    ]
    (shown,) = re.findall("«(.*?)»", line["example"])
    assert shown in found


def test_every_recogniser_is_documented_and_its_file_is_there(detector: PresidioDetector) -> None:
    assert {type(one).__name__ for one in detector.recognisers} == {line["name"] for line in LINES}
    assert all((README.parent / line["file"]).is_file() for line in LINES)
    assert {recogniser.__name__ for recogniser in RULES} < {line["name"] for line in LINES}


def test_recognisers_are_presidio_s(detector: PresidioDetector) -> None:
    assert all(isinstance(one, TurnRecogniser) for one in detector.recognisers)
