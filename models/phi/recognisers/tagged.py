"""What the transformer tagger holds to be PHI, word by word, joined to spans."""

from collections.abc import Iterable, Mapping

from models.phi.found import Found, Strength
from models.phi.reading import Reading
from models.phi.recognisers.base import TurnRecogniser
from models.phi.tagger.tagger import TaggedWord
from pipeline.domain.phi import PhiLabel

_SURE = 0.9
_NEXT_TO = 0.3  # a word beside a found one is found from this share of its threshold on: identifiers come in runs
_GAP = 3  # characters of signs and spaces between words of one span


class TaggerRecogniser(TurnRecogniser):
    """Every word at or above its label's threshold, and its likely neighbours. `thresholds`: per label, in 0..1."""

    labels = tuple(PhiLabel)

    def __init__(self, thresholds: Mapping[PhiLabel, float], factor: float = 1.0) -> None:
        super().__init__()
        self._thresholds = {label: threshold * factor for label, threshold in thresholds.items()}

    def find(self, reading: Reading) -> Iterable[Found]:
        """Hidden labels first, then STAFF and ORG where nothing hidden is likelier."""
        yield from self.spans(reading.tagged)

    def spans(self, words: tuple[TaggedWord, ...]) -> Iterable[Found]:
        """The same for words that no reading holds."""
        seeds = [word.phi >= self._thresholds[word.label] for word in words]
        for run in _runs(words, self._grown(words, seeds)):
            yield _found(run)
        for word in words:
            if word.kept >= self._thresholds[word.kept_label] and word.kept > word.phi:
                strength = Strength.STRONG if word.kept >= _SURE else Strength.FAIR
                yield Found(word.start, word.end, word.kept_label, strength)

    def _grown(self, words: tuple[TaggedWord, ...], seeds: list[bool]) -> list[bool]:
        grown = list(seeds)
        for order, step in ((range(1, len(words)), -1), (range(len(words) - 2, -1, -1), 1)):
            for at in order:
                beside = grown[at + step] and _near(words[at], words[at + step])
                if beside and words[at].phi >= _NEXT_TO * self._thresholds[words[at].label]:
                    grown[at] = True
        return grown


def _near(one: TaggedWord, other: TaggedWord) -> bool:
    return max(one.start, other.start) - min(one.end, other.end) <= _GAP


def _runs(words: tuple[TaggedWord, ...], kept: list[bool]) -> Iterable[list[TaggedWord]]:
    """Neighbouring kept words of one label."""
    run: list[TaggedWord] = []
    for at, word in enumerate(words):
        joins = bool(run) and _near(run[-1], word) and run[-1].label is word.label
        if run and not (kept[at] and joins):
            yield run
            run = []
        if kept[at]:
            run.append(word)
    if run:
        yield run


def _found(run: list[TaggedWord]) -> Found:
    sure = max(word.phi for word in run) >= _SURE
    return Found(run[0].start, run[-1].end, run[0].label, Strength.STRONG if sure else Strength.FAIR)
