"""Reads a call's script: a header, then who says what with acts and PHI marked, pauses and overlaps between."""

import re
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.domain.call import Pause, PauseKind, Speaker
from pipeline.domain.labelled import LabelledTurn
from pipeline.domain.phi import PhiSpan
from pipeline.domain.score import Verdict

# Shorter stretches are a breath between two turns, not a pause anybody would note.
NOTED_PAUSE_S = 5.0
_MARKED = re.compile(r"\{([A-Z_0-9]+)\|([^}]*)\}")
_SAID = re.compile(r"(agent|caller|other)(?: \(([^)]*)\))?: (.+)")
_BETWEEN = re.compile(r"(hold|silence|overlap) (\d+(?:\.\d+)?)|(beep)")


@dataclass(frozen=True)
class Between:
    """What lies before a turn. `kind`: hold, silence, overlap (with the turn before) or beep; `seconds` long."""

    kind: str
    seconds: float


@dataclass(frozen=True)
class Line:
    """One turn with its labels, and what lies before it (None: an ordinary breath)."""

    turn: LabelledTurn
    before: Between | None = None


@dataclass(frozen=True)
class Script:
    """One call as written. `header` holds the lines above the dialogue as they stand."""

    name: str
    header: dict[str, str]
    lines: tuple[Line, ...] = field(repr=False)

    @property
    def pauses(self) -> tuple[Pause, ...]:
        """Holds and noticeable silences, after the turn that they follow."""
        return tuple(
            Pause(after=index - 1, kind=PauseKind(line.before.kind), seconds=line.before.seconds)
            for index, line in enumerate(self.lines)
            if line.before and line.before.kind in {"hold", "silence"} and line.before.seconds >= NOTED_PAUSE_S
        )

    @property
    def verdicts(self) -> dict[str, Verdict]:
        """The verdicts that the header names, by criterion; a criterion that it does not name does not apply."""
        named = (Verdict.MET, Verdict.NOT_MET, Verdict.CANNOT_SCORE)
        return {one: verdict for verdict in named for one in self.header.get(verdict.value, "").split()}

    def says(self, key: str) -> bool:
        """Whether the header answers yes."""
        return self.header.get(key) == "yes"


def read_scripts(folder: Path) -> tuple[Script, ...]:
    """Every script of a folder, by name."""
    return tuple(read_script(path) for path in sorted(folder.glob("*.txt")))


def read_script(path: Path) -> Script:
    """One script. Raises ValueError naming file and line where it does not follow the notation."""
    head, _, dialogue = path.read_text(encoding="utf-8").partition("\n\n")
    header = dict(line.split(": ", 1) for line in head.splitlines())
    lines: list[Line] = []
    before: Between | None = None
    for number, text in enumerate(dialogue.splitlines(), head.count("\n") + 3):
        if between := _BETWEEN.fullmatch(text):
            before = Between(between[1] or between[3], float(between[2] or 0))
        elif said := _SAID.fullmatch(text):
            lines.append(Line(_turn(*said.groups()), before))
            before = None
        else:
            raise ValueError(f"{path.name}, line {number}: neither a turn nor a pause")
    return Script(path.stem, header, tuple(lines))


def _turn(speaker: str, notes: str | None, marked: str) -> LabelledTurn:
    text, phi = _unmark(marked)
    acts: list[str] = []
    promise: tuple[str, ...] | None = None
    for note in (notes or "").split(", ") if notes else ():
        act, _, said = note.partition(":")
        acts.append(act)
        promise = tuple(sorted(said.split("+"))) if said else promise
    return LabelledTurn.model_validate(
        {"speaker": Speaker(speaker), "text": text, "acts": acts, "phi": phi, "promise": promise}
    )


def _unmark(marked: str) -> tuple[str, tuple[PhiSpan, ...]]:
    """The words without their marks, and where the marks stood."""
    text, phi, at = "", [], 0
    for mark in _MARKED.finditer(marked):
        text += marked[at : mark.start()]
        phi.append(PhiSpan.model_validate({"start": len(text), "end": len(text) + len(mark[2]), "label": mark[1]}))
        text += mark[2]
        at = mark.end()
    return text + marked[at:], tuple(phi)
