"""A labelled turn as a row of pieces, so that text can change and the labels' offsets follow by themselves."""

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.domain.call import Speaker
from pipeline.domain.labelled import LabelledTurn
from pipeline.domain.phi import PhiLabel, PhiSpan


@dataclass(frozen=True)
class Piece:
    """A stretch of text with one label, or none."""

    text: str
    label: PhiLabel | None

    @property
    def is_placeholder(self) -> bool:
        """Whether it stands for an identifier that is hidden already, as `[NAME]`."""
        return self.label is None and self.text.startswith("[") and self.text.endswith("]")


@dataclass(frozen=True)
class Shown:
    """One turn as training shows it this time."""

    speaker: Speaker
    pieces: tuple[Piece, ...]

    @property
    def text(self) -> str:
        """The whole turn."""
        return "".join(piece.text for piece in self.pieces)

    def spans(self) -> list[PhiSpan]:
        """Where the labelled pieces stand."""
        found, at = [], 0
        for piece in self.pieces:
            if piece.label is not None and piece.text:
                found.append(PhiSpan(start=at, end=at + len(piece.text), label=piece.label))
            at += len(piece.text)
        return found


def in_pieces(turn: LabelledTurn) -> Shown:
    """The turn as it was written. Overlapping spans keep the first."""
    pieces: list[Piece] = []
    at = 0
    for span in sorted(turn.phi, key=lambda one: one.start):
        if span.start < at:
            continue
        pieces += [Piece(turn.text[at : span.start], None), Piece(turn.text[span.start : span.end], span.label)]
        at = span.end
    return Shown(turn.speaker, (*pieces, Piece(turn.text[at:], None)))


def joined(turns: Sequence[Shown], speaker: Speaker) -> Shown:
    """Several turns as one, a space between them."""
    pieces: list[Piece] = []
    for turn in turns:
        pieces += [*([Piece(" ", None)] if pieces else []), *turn.pieces]
    return Shown(speaker, tuple(pieces))
