"""What every recogniser shares: Presidio's interface over a `Reading`, and patterns on the written form."""

import re
from abc import abstractmethod
from collections.abc import Iterable
from typing import ClassVar

from presidio_analyzer import EntityRecognizer, RecognizerResult
from presidio_analyzer.nlp_engine import NlpArtifacts
from spacy.tokens import Doc
from spacy.vocab import Vocab

from models.phi.found import Found, Strength
from models.phi.reading import Reading
from pipeline.domain.phi import PhiLabel

_NO_WORDS = Vocab()  # Presidio's artifacts want a document; ours lies in the reading


NO_ARTIFACTS = NlpArtifacts(
    entities=[], tokens=Doc(_NO_WORDS), tokens_indices=[], lemmas=[], nlp_engine=None, language="en", scores=[]
)
"""For Presidio's pattern recognisers, which look at the text alone."""


class TurnArtifacts(NlpArtifacts):
    """Presidio hands this from the engine to each recogniser; ours carries the whole reading of the turn."""

    def __init__(self, reading: Reading) -> None:
        super().__init__(
            entities=[], tokens=Doc(_NO_WORDS), tokens_indices=[], lemmas=[], nlp_engine=None, language="en", scores=[]
        )
        self.reading = reading


class TurnRecogniser(EntityRecognizer):
    """A recogniser that looks at one turn, its written form, and the slots that are open. Subclasses say `find`."""

    labels: ClassVar[tuple[PhiLabel, ...]]

    def __init__(self) -> None:
        super().__init__(supported_entities=[label.value for label in self.labels])

    def load(self) -> None:
        """Nothing to load: word lists come with the reading."""

    @abstractmethod
    def find(self, reading: Reading) -> Iterable[Found]:
        """Spans in the original text of the turn; overlaps are settled later."""

    def analyze(
        self,
        text: str,  # noqa: ARG002 Presidio's signature; the reading holds the text
        entities: list[str],
        nlp_artifacts: NlpArtifacts,
    ) -> list[RecognizerResult]:
        """Presidio's entry: the same spans as its results, the score being the strength as a share."""
        if not isinstance(nlp_artifacts, TurnArtifacts):
            raise TypeError("these recognisers read whole turns: pass TurnArtifacts")
        return [
            RecognizerResult(found.label.value, found.start, found.end, found.strength / 100)
            for found in self.find(nlp_artifacts.reading)
            if found.end > found.start and found.label.value in entities
        ]


class PatternRecogniser(TurnRecogniser):
    """Regular expressions on the written form (number words are digits there); a group `phi` narrows the span."""

    patterns: ClassVar[tuple[tuple[PhiLabel, re.Pattern[str], Strength], ...]]

    def find(self, reading: Reading) -> Iterable[Found]:
        """Every match of every pattern."""
        for label, pattern, strength in self.patterns:
            for match in pattern.finditer(reading.spoken.written):
                start, end = match.span("phi") if "phi" in pattern.groupindex else match.span()
                if end > start:
                    yield Found(*reading.spoken.span(start, end), label, strength)
