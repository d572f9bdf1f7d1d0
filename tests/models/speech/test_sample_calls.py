"""The real models on sample calls of the repository: words, speakers and times against what the scripts say."""

import warnings
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import jiwer
import pytest
from whisper.normalizers import EnglishTextNormalizer

from models.speech.loader import load_recogniser
from pipeline.domain.call import CallContext, Speaker
from pipeline.domain.ids import CallId, spoken_id
from pipeline.domain.labelled import LabelledCall
from pipeline.domain.recording import Sound
from pipeline.domain.transcript import Transcript
from pipeline.settings import Settings
from pipeline.steps.sound import decode

SAMPLES = Path(__file__).parents[3] / "samples"
AGENT_RIGHT, MONO, VOICEMAIL = "s05", "s04", "s08"
WORST = 0.25  # word error of one speaker; measured: 0.11 to 0.23

pytestmark = pytest.mark.slow


@dataclass
class Call:
    """A spoken call as the flow hands it over; the manifest says nothing."""

    sound: Sound
    call_id: CallId
    context: CallContext = field(default_factory=CallContext)


@cache
def truth() -> dict[str, LabelledCall]:
    lines = (SAMPLES / "truth.jsonl").read_text(encoding="utf-8").splitlines()
    return {call.call_id.lower(): call for call in map(LabelledCall.model_validate_json, lines)}


def sample(name: str) -> Call:
    (path,) = (SAMPLES / "audio").glob(f"{name}-*")
    return Call(decode(path.read_bytes(), 3600).sound, CallId(spoken_id(name.encode())))


@pytest.fixture(scope="module")
def transcripts(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Transcript]:
    names = (AGENT_RIGHT, MONO, VOICEMAIL)
    recogniser = load_recogniser(Settings(home=tmp_path_factory.mktemp("samples")))
    found = recogniser.transcribe([sample(name) for name in names])
    assert all(found)
    return {name: transcript for name, transcript in zip(names, found, strict=True) if transcript}


@cache
def normalizer() -> EnglishTextNormalizer:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)  # it leaves its spelling list to the garbage collector
        return EnglishTextNormalizer()


def said(turns: object, speaker: Speaker) -> str:
    return normalizer()(" ".join(turn.text for turn in turns if turn.speaker is speaker))  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", [AGENT_RIGHT, MONO])
@pytest.mark.parametrize("speaker", [Speaker.AGENT, Speaker.CALLER])
def test_each_speaker_is_heard_and_named_right(transcripts: dict[str, Transcript], name: str, speaker: Speaker) -> None:
    reference = said(truth()[name].turns, speaker)
    assert jiwer.wer(reference, said(transcripts[name].turns, speaker)) <= WORST


def test_turns_begin_where_they_are_spoken(transcripts: dict[str, Transcript]) -> None:
    spoken = [turn for turn in truth()[AGENT_RIGHT].turns if turn.start_s is not None]
    for turn in transcripts[AGENT_RIGHT].turns:
        nearest = min(abs((other.start_s or 0) - turn.start_s) for other in spoken if other.speaker is turn.speaker)
        assert nearest < 1.0


def test_a_voicemail_greeting_is_neither_agent_nor_caller(transcripts: dict[str, Transcript]) -> None:
    assert {turn.speaker for turn in transcripts[VOICEMAIL].turns} == {Speaker.OTHER, Speaker.AGENT}


def test_a_call_gives_the_same_words_alone_as_in_a_group(
    transcripts: dict[str, Transcript], tmp_path_factory: pytest.TempPathFactory
) -> None:
    recogniser = load_recogniser(Settings(home=tmp_path_factory.mktemp("alone")))
    assert recogniser.transcribe([sample(AGENT_RIGHT)]) == [transcripts[AGENT_RIGHT]]
