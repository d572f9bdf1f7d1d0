"""What a step may ask of the world. Steps know these shapes only; models and store implement them."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Protocol

from pipeline.domain.acts import ActDetection
from pipeline.domain.call import CallContext
from pipeline.domain.ids import CallId
from pipeline.domain.phi import PhiSpan, RedactedTranscript
from pipeline.domain.recording import Sound
from pipeline.domain.review import AccessEvent
from pipeline.domain.transcript import Transcript


class SpokenCall(Protocol):
    """What a recogniser needs of one recording: its id, its sound, and what the manifest says."""

    @property
    def call_id(self) -> CallId:
        """Which call this is."""
        ...

    @property
    def sound(self) -> Sound:
        """The decoded sound, all channels."""
        ...

    @property
    def context(self) -> CallContext:
        """What the manifest says, the agent's channel among it."""
        ...


class SpeechToText(Protocol):
    """Recognises speech in several recordings at once."""

    def transcribe(self, calls: Sequence[SpokenCall]) -> list[Transcript | None]:
        """One transcript per call, in order; None where nobody speaks."""
        ...


class PhiDetector(Protocol):
    """Finds PHI in a whole call, since an answer is PHI because of the question before it."""

    def detect(self, texts: Sequence[str], speakers: Sequence[str]) -> list[list[PhiSpan]]:
        """For each turn its spans: sorted, not overlapping, within the turn's text."""
        ...

    def rescan(
        self, texts: Sequence[str], speakers: Sequence[str], hidden: Sequence[Sequence[PhiSpan]], look: int
    ) -> list[list[PhiSpan]]:
        """Another, harder look: for each turn further spans, outside `hidden`, sorted and not overlapping.

        `look` counts from 0: the first is the most suspicious, later ones need only confirm that nothing is left.
        """
        ...


class ActClassifier(Protocol):
    """Detects acts in redacted turns."""

    @property
    def identity(self) -> str:
        """Name and sha256 of the weights, for the scorecard's provenance."""
        ...

    def detect(self, transcript: RedactedTranscript) -> tuple[ActDetection, ...]:
        """Every act at or above its own threshold, by turn."""
        ...


class VaultKind(StrEnum):
    """What the vault keeps of a call."""

    RECORDING = "recording"
    TRANSCRIPT = "transcript"
    REDACTED_SOUND = "redacted_sound"


class Vault(Protocol):
    """The encrypted store of everything that holds PHI, redacted voices included."""

    def put(self, call_id: CallId, kind: VaultKind, content: bytes) -> None:
        """Encrypt and keep; replaces what was there under the same key."""
        ...

    def get(self, call_id: CallId, kind: VaultKind, *, actor: str, purpose: str) -> bytes:
        """Decrypt; records an AccessEvent first. Raises VaultError where there is nothing or a wrong key."""
        ...

    def holds(self, call_id: CallId, kind: VaultKind) -> bool:
        """Whether something is kept under this key, without reading it."""
        ...

    def delete(self, call_id: CallId) -> int:
        """Remove everything of the call; how many files went."""
        ...


class AccessLog(Protocol):
    """Where each reading of the vault is recorded."""

    def record(self, event: AccessEvent) -> None:
        """Keep the event for good."""
        ...
