"""Errors of ours carry ids and reason codes, never words of a call: Prefect and logs keep what they say."""

from collections.abc import Sequence

from pipeline.domain.recording import RejectionReason


class CallqaError(Exception):
    """Base of everything we raise on purpose."""


class RejectedRecordingError(CallqaError):
    """A recording cannot be processed. Becomes a Rejection; the batch goes on."""

    def __init__(self, reason: RejectionReason, hint: str = "") -> None:
        super().__init__(reason.value)
        self.reason = reason
        self.hint = hint


class StepFailedError(CallqaError):
    """A step failed for some ids for a reason of ours (a full disk, a lost database); another run takes them up."""

    def __init__(self, ids: Sequence[str]) -> None:
        # No ids in the message: Prefect keeps it, and a deleted call must leave no trace there.
        super().__init__(f"{len(ids)} not finished")
        self.ids = tuple(ids)


class BadInputError(CallqaError):
    """A file that a person wrote is wrong: names the file, the place and the mend. Exit code 2."""


class VaultError(CallqaError):
    """The vault has no such content, or the key does not open it."""


class UnknownIdError(CallqaError):
    """The store has no such call, source or batch."""


class MissingWeightsError(CallqaError):
    """Model weights are absent or do not have the pinned sha256; `callqa doctor` tells how to get them."""


class RedactionError(CallqaError):
    """A turn could not be redacted; the call is withheld."""


class LeakSuspectedError(RedactionError):
    """The leak gate kept finding identifiers; the call is withheld."""
