"""What the tagger learns from: excerpts written for it, the act classifier's dialogues, and pools of new names."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from models.phi.lexicon import listed_words, words_of
from models.training.corpus import DIALOGUES, load_dialogues
from models.training.phi.noise import disturb
from models.training.phi.pieces import Piece, Shown, in_pieces
from models.training.phi.surrogates import Pools, Surrogates
from pipeline.domain.labelled import LabelledCall
from pipeline.domain.phi import KEPT, PhiLabel

EXCERPTS = Path(__file__).with_name("excerpts")
VALIDATION = "validation"
RENAMED, HALF_REDACTED = 0.75, 0.25  # shares of showings with new identifiers, and with most of them hidden already


@dataclass(frozen=True)
class Corpus:
    """Calls to train on, calls to choose thresholds on (other writers), and the pools."""

    training: Sequence[LabelledCall]
    validation: Sequence[LabelledCall]
    pools: Pools


def load_corpus() -> Corpus:
    """Every excerpt and dialogue in the repository. Raises BadInputError with file and line."""
    excerpts = load_dialogues(EXCERPTS)
    validation = excerpts.pop(VALIDATION, [])
    training = [call for calls in (*excerpts.values(), *load_dialogues(DIALOGUES).values()) for call in calls]
    return Corpus(training, validation, _pools(training))


def show_call(call: LabelledCall, pools: Pools, chance: random.Random) -> list[Shown]:
    """The call as training sees it this time: mostly with new identifiers, in one of many styles."""
    turns = [in_pieces(turn) for turn in call.turns]
    if chance.random() < RENAMED:
        surrogates = Surrogates(pools, chance, [piece for turn in turns for piece in turn.pieces])
        turns = [Shown(turn.speaker, tuple(surrogates.of(piece) for piece in turn.pieces)) for turn in turns]
    if chance.random() < HALF_REDACTED:
        share = chance.uniform(0.5, 1.0)
        turns = [
            Shown(turn.speaker, tuple(_perhaps_hidden(piece, share, chance) for piece in turn.pieces)) for turn in turns
        ]
    return disturb(turns, chance)


def _perhaps_hidden(piece: Piece, share: float, chance: random.Random) -> Piece:
    """A placeholder in the place of some identifiers, as the leak gate reads a call: the rest must still be found."""
    if piece.label is None or piece.label in KEPT or chance.random() >= share:
        return piece
    return Piece(piece.label.placeholder, None)


def _pools(calls: Sequence[LabelledCall]) -> Pools:
    given, surnames = listed_words("census_given"), listed_words("census_surnames")
    wordlike = tuple(sorted(words_of("ambiguous_names") & (set(given) | set(surnames))))
    organisations = sorted(
        {
            turn.text[span.start : span.end]
            for call in calls
            for turn in call.turns
            for span in turn.phi
            if span.label is PhiLabel.ORG
        }
    )
    return Pools(given, surnames, listed_words("geonames_towns"), wordlike, organisations)
