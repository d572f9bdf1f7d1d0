"""Recordings and their reference texts, for the measurements of this folder."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import permutations
from pathlib import Path

from models.speech.sound16k import Track, split_tracks
from pipeline.domain.call import Speaker
from pipeline.domain.labelled import LabelledCall
from pipeline.domain.recording import Sound
from pipeline.errors import RejectedRecordingError
from pipeline.steps.sound import decode

LONGEST_S = 4 * 3600.0


@dataclass(frozen=True)
class Material:
    """One recording: its tracks at 16 kHz, and what is really said in it, where that is known."""

    name: str
    sound: Sound
    tracks: tuple[Track, ...]
    truth: LabelledCall | None


def load_material(paths: Sequence[Path], truth: Path | None) -> list[Material]:
    """Every file below `paths` that is audio. A truth line belongs to the file whose name begins with its id."""
    calls = [LabelledCall.model_validate_json(line) for line in _lines(truth)]
    found = []
    for path in sorted(file for given in paths for file in (given.rglob("*") if given.is_dir() else [given])):
        if not path.is_file():
            continue
        try:
            sound = decode(path.read_bytes(), LONGEST_S).sound
        except RejectedRecordingError:
            continue
        stem = path.stem.lower()
        match = next((call for call in calls if f"{stem}-".startswith(f"{call.call_id.lower()}-")), None)
        found.append(Material(path.name, sound, split_tracks(sound), match))
    return found


def _lines(truth: Path | None) -> Iterable[str]:
    return truth.read_text(encoding="utf-8").splitlines() if truth else ()


def references(material: Material) -> list[tuple[str, ...]]:
    """Possible reference texts, one a track each: which channel holds which speaker is not taken for granted."""
    if material.truth is None:
        return []
    turns = material.truth.turns
    if len(material.tracks) == 1:
        return [(" ".join(turn.text for turn in turns),)]
    sides = [
        " ".join(turn.text for turn in turns if turn.speaker in speakers)
        for speakers in ((Speaker.AGENT, Speaker.OTHER), (Speaker.CALLER,))
    ]
    others = [
        " ".join(turn.text for turn in turns if turn.speaker in speakers)
        for speakers in ((Speaker.AGENT,), (Speaker.CALLER, Speaker.OTHER))
    ]
    return [*permutations(sides), *permutations(others)]
