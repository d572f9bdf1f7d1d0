"""Names that the gazetteer holds as names and nothing else."""

from collections.abc import Iterable

from models.phi.found import Found, Strength
from models.phi.names import capture
from models.phi.reading import Reading
from models.phi.recognisers.base import TurnRecogniser
from pipeline.domain.phi import PhiLabel


class ListedNameRecogniser(TurnRecogniser):
    """NAME for a listed name that is no ordinary word, and what follows it: "oluchi brand", "Ines"."""

    labels = (PhiLabel.NAME,)

    def find(self, reading: Reading) -> Iterable[Found]:
        """Only suspicions: staff have such names too."""
        for token in reading.words:
            if reading.lexicon.is_sure_name(token.text) and (not reading.is_cased or token.text[0].isupper()):
                span = capture(reading, token.start, trusting=True)
                if span:
                    yield Found(*span, PhiLabel.NAME, Strength.WEAK)
