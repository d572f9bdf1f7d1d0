"""A recording, its sound in memory, and what becomes of one that cannot be processed."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt
from pydantic import Field

from pipeline.domain.base import Value
from pipeline.domain.ids import CallId, SourceId


@dataclass(frozen=True, eq=False)
class Sound:
    """Sound in memory, never written in clear. `samples`: float32, shape (channels, frames), within -1..1."""

    samples: npt.NDArray[np.float32]
    sample_rate: int

    @property
    def duration_s(self) -> float:
        """Length in seconds."""
        return float(self.samples.shape[1] / self.sample_rate)

    @property
    def channels(self) -> int:
        """How many channels there are, at least 1."""
        return int(self.samples.shape[0])

    def __repr__(self) -> str:
        return f"Sound({self.channels} channels, {self.duration_s:.1f} s, {self.sample_rate} Hz)"


class MuteWith(StrEnum):
    """What is heard where sound is muted."""

    SILENCE = "silence"
    TONE = "tone"


class Recording(Value):
    """One admitted recording; the bytes themselves lie in the vault."""

    call_id: CallId
    sha256: str = Field(pattern="^[0-9a-f]{64}$")
    container: str
    codec: str
    duration_s: float = Field(gt=0)
    sample_rate: int = Field(gt=0)
    channels: int = Field(ge=1)


class RejectionReason(StrEnum):
    """Why a recording could not be processed. The value is what tables, pages and exports show."""

    EMPTY_FILE = "empty_file"
    NOT_AUDIO = "not_audio"
    ENCRYPTED = "encrypted"
    TRUNCATED = "truncated"
    CORRUPT = "corrupt"
    SILENT = "silent"
    TOO_SHORT = "too_short"
    TOO_LONG = "too_long"
    UNREADABLE_FILE = "unreadable_file"
    NO_SPEECH = "no_speech"
    LANGUAGE_NOT_SUPPORTED = "language_not_supported"
    DELETED_BEFORE = "deleted_before"
    REDACTION_FAILED = "redaction_failed"
    LEAK_SUSPECTED = "leak_suspected"
    STEP_FAILED = "step_failed"


WITHHELD = frozenset({RejectionReason.REDACTION_FAILED, RejectionReason.LEAK_SUSPECTED})
"""The recording is fine, but no redaction of it can be trusted: nothing of the call is shown until one can."""


class Step(StrEnum):
    """The steps of the way, in order."""

    ADMIT = "admit"
    TRANSCRIBE = "transcribe"
    REDACT = "redact"
    SCORE = "score"
    FLAG = "flag"


class Rejection(Value):
    """A source that could not be processed: where it stopped and why, never words or names from it."""

    source_id: SourceId
    call_id: CallId | None = None
    step: Step
    reason: RejectionReason
    hint: str = Field(default="", description="what a person can do about it; holds nothing of the call")
