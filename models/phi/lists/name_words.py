"""How much a single word of a patient's name says: that patient wherever it is said, a name if so written, nothing."""

from dataclasses import dataclass

from models.phi.lexicon import Lexicon, words_of
from models.phi.lists.windows import View

_BY_HAND = ("given_names", "surnames")  # a "~" marks what is a word too


@dataclass(frozen=True)
class NameWords:
    """Judges folded words.

    `given`: usual first names, most often somebody else's: an agent's, a nurse's. `listed`: every listed name.
    `spoken`: names that are words of plain talk, chosen by hand: will, may, rose.
    """

    lexicon: Lexicon
    given: frozenset[str]
    listed: frozenset[str]
    spoken: frozenset[str]

    def is_plain(self, word: str) -> bool:
        """Whether plain talk uses the word: "will", "bell", "price", a drug. "johnson" is none, dictionary or not."""
        lexicon = self.lexicon
        if word in self.spoken or lexicon.is_common(word) or lexicon.is_clinical(word):
            return True
        return word not in self.listed and lexicon.is_everyday(word)

    def alone(self, word: str) -> View | None:
        """How the word by itself is compared: in any writing, with a capital inside a sentence, or not at all."""
        if word in self.given or self.is_plain(word):
            return None
        return View.CAPITALS if self.lexicon.is_everyday(word) else View.TEXT


def name_words(lexicon: Lexicon) -> NameWords:
    """With the names of this package's lists."""

    def names(*lists: str) -> frozenset[str]:
        return frozenset(word for one in lists for word in words_of(one))

    def bare(words: frozenset[str]) -> frozenset[str]:
        return frozenset(word.removeprefix("~") for word in words)

    spoken = frozenset(word for word in names(*_BY_HAND) if word.startswith("~"))
    surnames = bare(names("surnames", "census_surnames"))
    given = bare(names("given_names"))
    return NameWords(
        lexicon,
        given=given | (names("census_given") - surnames),  # the census counts "Johnson" as a first name too
        listed=given | surnames | names("census_given"),
        spoken=bare(spoken) | names("ambiguous_names"),
    )
