"""What keeps invented words out: loops are seen and cut, windows that cannot be trusted are told apart."""

import re
from collections.abc import Hashable, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from models.speech.decoder import Decoded
    from models.speech.word_times import TimedWord

LONGEST_PERIOD = 16
REPEATS = 4
LEAST_LOOP = 12  # tokens or words: "no, no, no, no" is no loop, nor is a run of equal digits

# openai-whisper's own bounds (`whisper.transcribe`).
MOST_COMPRESSION = 2.4
LEAST_LOGPROB = -1.0
NO_SPEECH = 0.6

FASTEST_TOKENS_A_SECOND = 10  # fast speech has about five
SPARE_TOKENS = 16

# What whisper learnt from subtitles and prints over noise; nobody says it on the telephone.
_PHANTOM = re.compile(
    r"^(?:(?:thanks|thank you)(?: so much| very much)? for watching"
    r"|(?:please )?(?:like and )?subscribe(?: to (?:my|our|the) channel)?"
    r"|(?:subtitles|transcription|captions?|translation)(?: is| was)? (?:by|made by|provided by)\b.*"
    r"|see you in the next video|.*\bamara\.org\b.*|www\..*)[.! ]*$",
    re.IGNORECASE,
)


def is_looping(tokens: Sequence[Hashable]) -> bool:
    """Whether the tokens end in the same short run at least four times over, at least twelve tokens long."""
    for period in range(1, LONGEST_PERIOD + 1):
        length = max(period * REPEATS, LEAST_LOOP)
        if length > len(tokens):
            break
        tail = list(tokens[-length:])
        if tail[period:] == tail[:-period]:
            return True
    return False


def token_limit(duration_s: float) -> int:
    """The most tokens that so many seconds of speech can hold."""
    return SPARE_TOKENS + int(duration_s * FASTEST_TOKENS_A_SECOND)


def is_silence(decoded: "Decoded") -> bool:
    """Whether the model itself holds that nobody speaks in the window."""
    return not decoded.tokens or (decoded.no_speech > NO_SPEECH and decoded.mean_logprob < LEAST_LOGPROB)


def is_doubtful(decoded: "Decoded") -> bool:
    """Whether a window must be decoded once more: it repeats itself, was cut, or is unlikely."""
    return (
        not decoded.finished
        or decoded.compression_ratio > MOST_COMPRESSION
        or decoded.mean_logprob < LEAST_LOGPROB
        or is_looping(decoded.tokens)
    )


def cut_loops(words: Sequence["TimedWord"]) -> list["TimedWord"]:
    """The words with every loop cut down to its first round."""
    plain = [word.text.lower().strip(".,!?") for word in words]
    kept: list[TimedWord] = []
    at = 0
    while at < len(words):
        period, end = _loop_at(plain, at)
        kept.extend(words[at : at + period])
        at = end
    return kept


def _loop_at(plain: Sequence[str], at: int) -> tuple[int, int]:
    """Length of one round and end of the loop that begins at `at`; (1, at + 1) where none does."""
    for period in range(1, LONGEST_PERIOD + 1):
        end = at + period
        while end < len(plain) and plain[end] == plain[end - period]:
            end += 1
        rounds = (end - at) / period
        if rounds >= REPEATS and end - at >= LEAST_LOOP and not plain[at].isdigit():
            return period, end
    return 1, at + 1


def drop_phantoms(words: Sequence["TimedWord"]) -> list["TimedWord"]:
    """The words without the sentences that whisper is known to invent."""
    kept: list[TimedWord] = []
    sentence: list[TimedWord] = []
    for word in words:
        sentence.append(word)
        if word.text.endswith((".", "!", "?")):
            kept.extend(_unless_phantom(sentence))
            sentence = []
    return kept + _unless_phantom(sentence)


def _unless_phantom(sentence: list["TimedWord"]) -> list["TimedWord"]:
    return [] if _PHANTOM.match(" ".join(word.text for word in sentence)) else sentence
