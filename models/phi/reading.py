"""A turn as read: its words, its written form, what the language model saw, and what was asked before it."""

from dataclasses import dataclass
from functools import cached_property

from models.phi.lexicon import Lexicon
from models.phi.slots import Slot
from models.phi.spoken import Spoken, Token, tokens_of
from models.phi.tagger.tagger import TaggedWord
from pipeline.domain.call import Speaker


@dataclass(frozen=True)
class Entity:
    """A named entity of the language model: its own label, offsets in the original text."""

    start: int
    end: int
    label: str


@dataclass(frozen=True)
class Reading:
    """One turn with everything that a recogniser may look at."""

    index: int
    text: str
    speaker: Speaker
    spoken: Spoken
    asked: tuple[Slot, ...]
    entities: tuple[Entity, ...]
    lexicon: Lexicon
    tagged: tuple[TaggedWord, ...] = ()

    @cached_property
    def tokens(self) -> tuple[Token, ...]:
        """Words, digit runs and signs of the original text."""
        return tokens_of(self.text)

    @cached_property
    def words(self) -> tuple[Token, ...]:
        """The words alone."""
        return tuple(token for token in self.tokens if token.is_word)

    def words_in(self, start: int, end: int) -> list[str]:
        """The words that a stretch of the original text touches."""
        return [token.text for token in self.words if token.start < end and start < token.end]

    @cached_property
    def is_cased(self) -> bool:
        """Whether capitals mean anything here; verbatim transcripts have none, or only "I"."""
        return has_case(self.text)

    def name_like(self, token: Token) -> bool:
        """Whether the token may belong to a name once a trigger says that a name comes here."""
        lexicon = self.lexicon
        if not token.is_word or lexicon.is_clinical(token.text):
            return False
        if self.is_cased:
            shouted = token.text.isupper() and 1 < len(token.text) <= _ACRONYM
            plain = lexicon.is_conversation(token.text) or (shouted and not lexicon.is_listed_name(token.text))
            return token.text[0].isupper() and not plain
        return lexicon.could_be_name(token.text)


_ACRONYM = 4  # "RN", "MRI", "HIPA" are no names; a name that is shouted is longer or listed


def has_case(text: str) -> bool:
    """Whether the text uses capitals: at least one word beside "I" begins with one."""
    return any(
        token.text[0].isupper() and token.lower not in {"i", "i'm", "i'll", "i've", "i'd"} for token in tokens_of(text)
    )
