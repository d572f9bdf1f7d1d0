"""Tracks become a transcript: sides, roles, machines, language, quality. The models are real only where marked slow."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest

from models.speech.listener import Heard
from models.speech.recogniser import WhisperRecogniser
from models.speech.sound16k import Track
from models.speech.voice_activity import Region
from models.speech.voices import Separation
from pipeline.domain.call import CallContext, Speaker
from pipeline.domain.ids import CallId, spoken_id
from pipeline.domain.recording import Sound
from pipeline.domain.transcript import Transcript, Word
from pipeline.errors import MissingWeightsError
from pipeline.settings import Settings

RATE = 8000
CALL_ID = CallId(spoken_id(b"test"))
AGENT = "Thank you for calling Lakeside Clinic. How can I help you today?"
CALLER = "Hi, I'm calling about my appointment."


@dataclass
class Call:
    """A spoken call as the flow hands it over."""

    sound: Sound
    context: CallContext = field(default_factory=CallContext)
    call_id: CallId = CALL_ID


def heard(text: str, start_s: float, **changes: object) -> Heard:
    words = tuple(
        Word(text=word, start_s=start_s + 0.4 * at, end_s=start_s + 0.4 * at + 0.3, probability=0.8)
        for at, word in enumerate(text.split())
    )
    regions = (Region(start_s, start_s + 0.4 * len(words)),) if words else ()
    values = {"words": words, "regions": regions, "windows": 1, "doubtful": 0, "languages": ()}
    return Heard(**(values | changes))  # type: ignore[arg-type]


class Listener:
    """Hears what the test says, whatever the sound."""

    def __init__(self, *heard: Heard) -> None:
        self.heard = heard

    def listen(self, tracks: Sequence[Track]) -> list[Heard]:
        assert len(tracks) == len(self.heard)
        return list(self.heard)


class Voices:
    """Gives every word up to `first` to one voice, the rest to the other."""

    def __init__(self, first: int, certainty: float) -> None:
        self.first, self.certainty = first, certainty

    def separate(self, track: Track, regions: Sequence[Region], words: Sequence[Word]) -> Separation:
        return Separation((tuple(words[: self.first]), tuple(words[self.first :])), self.certainty)


def stereo(seconds: float = 20.0) -> Sound:
    return Sound(np.random.default_rng(1).normal(0, 0.1, (2, int(RATE * seconds))).astype(np.float32), RATE)


def mono(seconds: float = 20.0) -> Sound:
    return Sound(stereo(seconds).samples[:1], RATE)


def recognise(call: Call, *said: Heard, voices: Voices | None = None) -> Transcript | None:
    recogniser = WhisperRecogniser(Listener(*said), voices or Voices(0, 0.0), "fake")  # type: ignore[arg-type]
    (transcript,) = recogniser.transcribe([call])
    return transcript


def told(transcript: Transcript | None) -> list[tuple[Speaker, str]]:
    assert transcript is not None
    return [(turn.speaker, turn.text) for turn in transcript.turns]


@pytest.mark.parametrize("agent_first", [True, False], ids=["agent left", "agent right"])
def test_the_agent_of_a_stereo_call_is_told_from_the_words(agent_first: bool) -> None:
    sides = [heard(AGENT, 0), heard(CALLER, 8)]
    transcript = recognise(Call(stereo()), *(sides if agent_first else sides[::-1]))
    assert told(transcript) == [(Speaker.AGENT, AGENT), (Speaker.CALLER, CALLER)]
    assert transcript is not None
    assert transcript.quality.speakers_separated
    assert transcript.quality.role_confidence > 0.9


def test_the_manifest_says_which_channel_is_the_agent_against_all_words() -> None:
    transcript = recognise(Call(stereo(), CallContext(agent_channel=1)), heard(AGENT, 0), heard(CALLER, 8))
    assert told(transcript) == [(Speaker.CALLER, AGENT), (Speaker.AGENT, CALLER)]
    assert transcript is not None
    assert transcript.quality.role_confidence == 1.0


def test_where_nothing_tells_the_roles_both_stay_unknown() -> None:
    transcript = recognise(Call(stereo()), heard("okay yes", 0), heard("mhm right", 8))
    assert {speaker for speaker, _ in told(transcript)} == {Speaker.UNKNOWN}
    assert transcript is not None
    assert transcript.quality.role_confidence == 0.5


def test_a_voicemail_greeting_is_nobody_of_the_two() -> None:
    greeting = "You've reached Ana, please leave a message after the tone."
    message = "Hello, this is Tom calling from Lakeside Clinic. Thank you for choosing us."
    transcript = recognise(Call(stereo()), heard(greeting, 0), heard(message, 8))
    assert told(transcript) == [(Speaker.OTHER, greeting), (Speaker.AGENT, message)]


def test_two_voices_of_a_mono_call_become_two_speakers() -> None:
    both = heard(f"{AGENT} {CALLER}", 0)
    transcript = recognise(Call(mono()), both, voices=Voices(len(AGENT.split()), 1.0))
    assert told(transcript) == [(Speaker.AGENT, AGENT), (Speaker.CALLER, CALLER)]
    assert transcript is not None
    assert not transcript.quality.speakers_separated


def test_voices_that_are_hard_to_tell_apart_leave_the_roles_unknown() -> None:
    both = heard(f"{AGENT} {CALLER}", 0)
    transcript = recognise(Call(mono()), both, voices=Voices(len(AGENT.split()), 0.1))
    assert {speaker for speaker, _ in told(transcript)} == {Speaker.UNKNOWN}


def test_no_words_are_no_transcript() -> None:
    assert recognise(Call(stereo()), heard("", 0), heard("", 0)) is None


def test_quality_counts_doubtful_windows_and_overlapping_speech_once() -> None:
    transcript = recognise(
        Call(stereo(20)), heard("a b c d e", 0, windows=3, doubtful=1), heard("f g h i j", 1, windows=1)
    )
    assert transcript is not None
    assert transcript.quality.fallback_share == 0.25
    assert transcript.quality.speech_share == pytest.approx(3 / 20)
    assert transcript.quality.mean_word_probability == pytest.approx(0.8)


def test_a_call_in_another_language_is_named_and_a_doubtful_one_is_english() -> None:
    spanish = heard("hola", 0, languages=(("es", 25.0), ("en", 5.0)))
    doubtful = heard("hola", 0, languages=(("es", 14.0), ("en", 16.0)))
    for said, language in ((spanish, "es"), (doubtful, "en")):
        transcript = recognise(Call(mono()), said, voices=Voices(1, 1.0))
        assert transcript is not None
        assert transcript.language == language


@pytest.fixture(scope="module")
def weights_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("speech")


def music(seconds: float) -> np.ndarray:
    """Plucked notes of a scale with overtones, four a second."""
    at = np.arange(int(seconds * RATE)) / RATE
    note = np.random.default_rng(2).choice([220.0, 262.0, 330.0, 392.0, 440.0], int(seconds * 4) + 1)
    pitch, since = note[(at * 4).astype(int)], at % 0.25
    return (
        sum(np.sin(2 * np.pi * pitch * overtone * at) / overtone for overtone in (1, 2, 3)) * np.exp(-6 * since) * 0.2
    )


def nobody_speaks(seconds: float = 20.0) -> dict[str, np.ndarray]:
    at = np.arange(int(seconds * RATE)) / RATE
    noise = np.random.default_rng(3).normal(0, 1, at.size)
    return {
        "silence": np.zeros(at.size),
        "ringing": 0.2 * (np.sin(2 * np.pi * 440 * at) + np.sin(2 * np.pi * 480 * at)) * (at % 6 < 2),
        "line noise": 0.02 * noise,
        "loud noise": 0.3 * noise,
        "keypad": 0.2 * (np.sin(2 * np.pi * 770 * at) + np.sin(2 * np.pi * 1336 * at)) * (at % 0.5 < 0.1),
        "hold music": music(seconds),
    }


@pytest.mark.slow
@pytest.mark.parametrize("model", ["tiny.en", "base"])
def test_no_words_are_made_of_sound_in_which_nobody_speaks(model: str, weights_home: Path) -> None:
    from models.speech.loader import load_recogniser

    recogniser = load_recogniser(Settings(home=weights_home, whisper_model=model))
    calls = [Call(Sound(samples.astype(np.float32)[None], RATE)) for samples in nobody_speaks().values()]
    assert recogniser.transcribe(calls) == [None] * len(calls)


@pytest.mark.slow
def test_an_unknown_model_is_refused_without_a_network(weights_home: Path) -> None:
    from models.speech.loader import load_recogniser

    with pytest.raises(MissingWeightsError, match=r"tiny\.en or base"):
        load_recogniser(Settings(home=weights_home, whisper_model="colossal"))
