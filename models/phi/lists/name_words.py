"""Which words of a patient's name may be said of anybody or anything, and which are that patient's wherever said."""

from dataclasses import dataclass

from models.phi.lexicon import Lexicon, words_of

_GIVEN = ("given_names", "census_given", "ambiguous_names")


@dataclass(frozen=True)
class NameWords:
    """Judges folded words. `given`: usual first names, which are most often somebody else's: an agent's, a nurse's."""

    lexicon: Lexicon
    given: frozenset[str]

    def is_ordinary(self, word: str) -> bool:
        """Whether the word has a meaning beside the name: "will", "rose", "bell", a drug, a town."""
        return self.lexicon.is_everyday(word) or self.lexicon.is_clinical(word) or self.lexicon.is_city(word)

    def is_rare(self, word: str) -> bool:
        """Whether the word alone speaks for the patient: a surname, or an unusual first name, and nothing else."""
        return word not in self.given and not self.is_ordinary(word)


def name_words(lexicon: Lexicon) -> NameWords:
    """With the first names of this package's lists."""
    return NameWords(lexicon, frozenset(word.removeprefix("~") for name in _GIVEN for word in words_of(name)))
