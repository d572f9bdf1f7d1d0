"""What was said, in clear. Values of this module hold PHI: they live in memory and in the vault only."""

from pydantic import Field

from pipeline.domain.base import Value
from pipeline.domain.call import Speaker
from pipeline.domain.ids import CallId


class Word(Value):
    """One word as recognised. Times are None where the recogniser gives none (digits such as "2014.")."""

    text: str = Field(repr=False)
    start_s: float | None = Field(default=None, ge=0)
    end_s: float | None = Field(default=None, ge=0)
    probability: float = Field(default=1.0, ge=0, le=1)


class Turn(Value):
    """An uninterrupted stretch of one speaker. Joining the words' texts by single spaces gives `text`."""

    index: int = Field(ge=0)
    speaker: Speaker
    start_s: float = Field(ge=0)
    end_s: float = Field(ge=0)
    text: str = Field(repr=False)
    words: tuple[Word, ...] = Field(default=(), repr=False)


class SpeechQuality(Value):
    """How far the recognition can be trusted; later steps refuse on it."""

    mean_word_probability: float = Field(ge=0, le=1)
    fallback_share: float = Field(ge=0, le=1, description="share of windows that needed decoding at a temperature")
    speech_share: float = Field(ge=0, le=1, description="share of the call's time in which anybody speaks")
    role_confidence: float = Field(ge=0, le=1, description="how sure it is who is the agent; 1 where the manifest says")
    speakers_separated: bool = Field(description="each speaker had a channel of their own, so overlaps are known")


class UnwrittenSpeech(Value):
    """A stretch in which somebody speaks and no word stands for it. Nobody knows what was said there."""

    start_s: float = Field(ge=0)
    end_s: float = Field(ge=0)


class Transcript(Value):
    """A whole call in clear: turns in order of start. Not related to RedactedTranscript, on purpose."""

    call_id: CallId
    duration_s: float = Field(ge=0)
    language: str
    turns: tuple[Turn, ...] = Field(repr=False)
    quality: SpeechQuality
    unwritten: tuple[UnwrittenSpeech, ...] = Field(default=(), description="of each channel, in order of start")
