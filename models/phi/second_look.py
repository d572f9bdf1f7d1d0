"""The second, harder look: what stands in clear beside the placeholders is read again, with less benefit of the doubt.

The tagger reads the call as redacted (a lone surname or four digits beside `[NAME]` look suspicious there), every
threshold lowered; names that sound like hidden ones, and pieces of hidden numbers, are searched for in what is left.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import jellyfish

from models.phi.found import Found, Strength
from models.phi.lexicon import Lexicon
from models.phi.recognisers.tagged import TaggerRecogniser
from models.phi.runs import is_public_number, runs_in
from models.phi.spoken import to_written, tokens_of
from models.phi.tagger.tagger import TaggedWord, Tagger
from pipeline.domain.call import Speaker
from pipeline.domain.phi import KEPT, PhiLabel, PhiSpan

HARDER = (0.75, 1.0)  # of each threshold: the first look, and all after it
_SHORTEST_NAME, _LIKE = 5, 0.92  # letters; Jaro-Winkler similarity from which a misheard name is the same
_SHORTEST_PIECE, _ALWAYS = 4, 7  # digits: a piece of a hidden number; long enough to be hidden without any reason
_FLOOR = 0.03  # of a word in a piece of a hidden number: "nineteen oh four" may be a price all the same
_NUMBERS = frozenset(PhiLabel) - KEPT - {PhiLabel.NAME, PhiLabel.DATE, PhiLabel.GEO, PhiLabel.AGE_OVER_89}


@dataclass(frozen=True)
class Masked:
    """One turn with placeholders, and for each of its characters where it stood in the original (None: nowhere)."""

    text: str
    origin: tuple[int | None, ...]

    @classmethod
    def of(cls, text: str, hidden: Sequence[PhiSpan]) -> "Masked":
        """`hidden`: sorted, disjoint, within the text."""
        pieces: list[str] = []
        origin: list[int | None] = []
        done = 0
        for span in hidden:
            put = span.label.placeholder
            pieces += [text[done : span.start], put]
            origin += [*range(done, span.start), *([None] * len(put))]
            done = span.end
        return cls("".join([*pieces, text[done:]]), (*origin, *range(done, len(text))))


def look_again(
    tagger: Tagger | None,
    lexicon: Lexicon,
    texts: Sequence[str],
    speakers: Sequence[Speaker],
    hidden: Sequence[Sequence[PhiSpan]],
    factor: float,
) -> list[list[Found]]:
    """For each turn what is found outside `hidden`; offsets into the original texts. `factor`: of the thresholds."""
    masked = [Masked.of(text, spans) for text, spans in zip(texts, hidden, strict=True)]
    tagged = tagger.tag([one.text for one in masked], speakers) if tagger else [()] * len(texts)
    names, numbers = _names(texts, hidden, lexicon), _numbers(texts, hidden)
    recogniser = TaggerRecogniser(tagger.spec.thresholds, factor) if tagger else None
    found = []
    for one, words in zip(masked, tagged, strict=True):
        here = [each for each in recogniser.spans(words) if each.label not in KEPT] if recogniser else []
        here += _like_names(one, names, lexicon) + _pieces_of(one, numbers, words)
        kept = [each for each in here if not _is_harmless(one, each, lexicon)]
        found.append([back for each in kept for back in _in_original(one, each)])
    return found


def _is_harmless(masked: Masked, found: Found, lexicon: Lexicon) -> bool:
    """Whether it is a drug, a clinical word or a number that everybody shares."""
    text = masked.text[found.start : found.end]
    words = [token.text for token in tokens_of(text) if token.is_word]
    if found.label in (PhiLabel.NAME, PhiLabel.GEO) and words:
        return all(lexicon.is_clinical(word) or lexicon.is_conversation(word) for word in words)
    return is_public_number(to_written(text).written)


def _names(texts: Sequence[str], hidden: Sequence[Sequence[PhiSpan]], lexicon: Lexicon) -> Mapping[str, str]:
    """Phonetic key -> name, of the hidden names that are no ordinary words."""
    words = {
        token.lower
        for text, spans in zip(texts, hidden, strict=True)
        for span in spans
        if span.label is PhiLabel.NAME
        for token in tokens_of(text[span.start : span.end])
        if token.is_word and len(token.text) >= _SHORTEST_NAME and not lexicon.is_everyday(token.text)
    }
    return {jellyfish.metaphone(word): word for word in sorted(words)}


def _like_names(masked: Masked, names: Mapping[str, str], lexicon: Lexicon) -> list[Found]:
    found = []
    for token in tokens_of(masked.text):
        if not token.is_word or len(token.text) < _SHORTEST_NAME or lexicon.is_everyday(token.text):
            continue
        sounds = names.get(jellyfish.metaphone(token.lower))
        like = sounds or next(
            (name for name in names.values() if jellyfish.jaro_winkler_similarity(name, token.lower) >= _LIKE), None
        )
        if like is not None:
            found.append(Found(token.start, token.end, PhiLabel.NAME, Strength.FAIR))
    return found


def _numbers(texts: Sequence[str], hidden: Sequence[Sequence[PhiSpan]]) -> Mapping[str, PhiLabel]:
    """Digits of hidden numbers -> label."""
    return {
        digits: span.label
        for text, spans in zip(texts, hidden, strict=True)
        for span in spans
        if span.label in _NUMBERS
        for digits in [re.sub(r"\D", "", to_written(text[span.start : span.end]).written)]
        if len(digits) >= _SHORTEST_PIECE
    }


def _pieces_of(masked: Masked, numbers: Mapping[str, PhiLabel], tagged: tuple[TaggedWord, ...]) -> list[Found]:
    """Runs of digits that are part of a hidden number, or too long to be anything else."""
    spoken = to_written(masked.text)
    found = []
    for run in runs_in(spoken.written):
        if len(run.digits) < _SHORTEST_PIECE or run.is_money:
            continue
        start, end = spoken.span(run.start, run.end)
        inside = [word.phi for word in tagged if start <= word.start and word.end <= end]
        likely = not run.is_measure and max(inside, default=1.0) >= _FLOOR
        label = next((label for digits, label in numbers.items() if run.digits in digits and likely), None)
        if label is None and len(run.digits) >= _ALWAYS and not run.is_list:
            label = PhiLabel.OTHER_ID
        if label is not None:
            found.append(Found(start, end, label, Strength.LENGTH))
    return found


def _in_original(masked: Masked, found: Found) -> list[Found]:
    """The parts of a finding that stand outside placeholders, in the original's offsets."""
    parts: list[Found] = []
    start = end = None
    for at in range(found.start, found.end):
        origin = masked.origin[at]
        if origin is not None and end is not None and origin == end:
            end = origin + 1
            continue
        if start is not None and end is not None:
            parts.append(Found(start, end, found.label, found.strength))
        start, end = (origin, origin + 1) if origin is not None else (None, None)
    if start is not None and end is not None:
        parts.append(Found(start, end, found.label, found.strength))
    return parts
