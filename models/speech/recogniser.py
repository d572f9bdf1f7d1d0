"""Speech to text for whole calls: tracks, words, speakers, roles, turns, quality."""

from collections.abc import Sequence
from dataclasses import dataclass

from models.speech.listener import Heard, Listener
from models.speech.sound16k import Track, split_tracks
from models.speech.unwritten import find_unwritten
from models.speech.voices import VoiceSeparator
from pipeline.domain.call import CallContext, Speaker
from pipeline.domain.transcript import SpeechQuality, Transcript, Turn, UnwrittenSpeech, Word
from pipeline.ports import SpokenCall
from pipeline.steps.roles import RoleGuess, guess_agent, is_announcement, speakers_of_sides
from pipeline.steps.turns import SpokenWord, build_turns

SIDES = (Speaker.AGENT, Speaker.CALLER)  # placeholders until the roles are told
OPENING_TURNS = 4  # in which a machine may speak: IVR or voicemail greeting
LANGUAGE = "en"
FOREIGN = 0.6  # share of speech above which another language is held to be the call's


@dataclass(frozen=True)
class _Sides:
    """Each side's words, and the recording's channel of each side where it has one."""

    words: tuple[tuple[Word, ...], ...]
    channels: tuple[int | None, ...]
    separated: bool
    certainty: float = 1.0
    """How well the voices of a mono recording were told apart."""


class WhisperRecogniser:
    """`pipeline.ports.SpeechToText` on openai-whisper's model."""

    def __init__(self, listener: Listener, voices: VoiceSeparator, identity: str) -> None:
        self._listener = listener
        self._voices = voices
        self.identity = identity

    def transcribe(self, calls: Sequence[SpokenCall]) -> list[Transcript | None]:
        """One transcript a call, in order; None where nobody speaks. The calls are decoded together."""
        split = [split_tracks(call.sound) for call in calls]
        heard = iter(self._listener.listen([track for tracks in split for track in tracks]))
        return [
            self._transcript(call, tracks, [next(heard) for _ in tracks])
            for call, tracks in zip(calls, split, strict=True)
        ]

    def _transcript(self, call: SpokenCall, tracks: Sequence[Track], heard: Sequence[Heard]) -> Transcript | None:
        words = [word for track in heard for word in track.words]
        if not words:
            return None
        sides = self._sides(tracks, heard)
        turns = build_turns(
            [SpokenWord(speaker, word) for speaker, said in zip(SIDES, sides.words, strict=False) for word in said]
        )
        turns, confidence = _tell_roles(turns, sides, call.context)
        return Transcript(
            call_id=call.call_id,
            duration_s=call.sound.duration_s,
            language=_language(heard),
            turns=turns,
            quality=SpeechQuality(
                mean_word_probability=sum(word.probability for word in words) / len(words),
                fallback_share=sum(track.doubtful for track in heard) / sum(track.windows for track in heard),
                speech_share=min(1.0, _speech_s(heard) / call.sound.duration_s),
                role_confidence=confidence,
                speakers_separated=sides.separated,
            ),
            unwritten=_unwritten(heard),
        )

    def _sides(self, tracks: Sequence[Track], heard: Sequence[Heard]) -> _Sides:
        if len(tracks) > 1:
            channels = tuple(track.channel for track in tracks)
            return _Sides(tuple(track.words for track in heard), channels, separated=True)
        split = self._voices.separate(tracks[0], heard[0].regions, heard[0].words)
        return _Sides(split.words, (None,) * len(split.words), separated=False, certainty=split.certainty)


def _tell_roles(turns: Sequence[Turn], sides: _Sides, context: CallContext) -> tuple[tuple[Turn, ...], float]:
    """The turns with their speakers, and how sure the roles are."""
    speakers, confidence = _speakers(turns, sides, context)
    told = []
    for turn in turns:
        speaker = speakers[SIDES.index(turn.speaker)]
        if turn.index < OPENING_TURNS and is_announcement(turn.text):  # machines speak first
            speaker = Speaker.OTHER
        told.append(turn.model_copy(update={"speaker": speaker}))
    return tuple(told), confidence


def _speakers(turns: Sequence[Turn], sides: _Sides, context: CallContext) -> tuple[tuple[Speaker, ...], float]:
    count = len(sides.words)
    if context.agent_channel is not None and context.agent_channel in sides.channels:
        return speakers_of_sides(RoleGuess(sides.channels.index(context.agent_channel), 1.0), count), 1.0
    texts = [
        [turn.text for turn in turns if turn.speaker is side and not is_announcement(turn.text)]
        for side in SIDES[:count]
    ]
    guess = guess_agent(texts)
    # Where the voices themselves are hard to tell apart, so are the roles.
    confidence = guess.confidence if sides.separated else 0.5 + (guess.confidence - 0.5) * sides.certainty
    return speakers_of_sides(RoleGuess(guess.agent, confidence), count), confidence


def _unwritten(heard: Sequence[Heard]) -> tuple[UnwrittenSpeech, ...]:
    found = (one for track in heard for one in find_unwritten(track.regions, track.words))
    return tuple(sorted(found, key=lambda one: one.start_s))


def _language(heard: Sequence[Heard]) -> str:
    """The language of most speech; English unless another is clear."""
    seconds: dict[str, float] = {}
    for track in heard:
        for code, amount in track.languages:
            seconds[code] = seconds.get(code, 0.0) + amount
    if not seconds:
        return LANGUAGE
    likeliest = max(seconds, key=seconds.__getitem__)
    return likeliest if seconds[likeliest] >= FOREIGN * sum(seconds.values()) else LANGUAGE


def _speech_s(heard: Sequence[Heard]) -> float:
    """Seconds in which anybody speaks; overlaps count once."""
    regions = sorted((region.start_s, region.end_s) for track in heard for region in track.regions)
    total, reached = 0.0, 0.0
    for start_s, end_s in regions:
        total += max(0.0, end_s - max(start_s, reached))
        reached = max(reached, end_s)
    return total
