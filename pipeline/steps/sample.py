"""The control sample: calls that raised no flag, drawn so that people also see what the machine holds to be fine."""

import hashlib
from collections.abc import Mapping, Sequence

from pipeline.domain.base import Value
from pipeline.domain.call import ContactType
from pipeline.domain.ids import CallId
from pipeline.domain.score import Flag
from rubrics.policy import CONTROL_SAMPLE
from rubrics.schema import FlagPolicy

_RESOLUTION = 2**64


class UnflaggedCall(Value):
    """A scored call that no rule flagged, with its stratum."""

    call_id: CallId
    contact_type: ContactType | None = None


def choose_control_sample(
    calls: Sequence[UnflaggedCall],
    *,
    share: float = 0.05,
    seed: int,
    shares: Mapping[ContactType, float] | None = None,
) -> frozenset[CallId]:
    """The calls of the sample. `share` is the share of each contact type; `shares` overrides it for some.

    Every call is drawn by itself from seed, type and id: the same call gets the same draw in whatever batch it
    comes, and a batch that is processed twice draws nothing new.
    """
    rates = shares or {}
    return frozenset(
        call.call_id
        for call in calls
        if is_drawn(
            call.call_id,
            call.contact_type,
            share=rates.get(call.contact_type, share) if call.contact_type else share,
            seed=seed,
        )
    )


def is_drawn(call_id: CallId, contact_type: ContactType | None, *, share: float, seed: int) -> bool:
    """Whether this call is in the sample; `share` 0..1. Raising the share only ever adds calls."""
    stratum = contact_type.value if contact_type else "unknown"
    digest = hashlib.sha256(f"{seed}/{stratum}/{call_id}".encode()).digest()
    return int.from_bytes(digest[:8], "big") < share * _RESOLUTION


def control_flag(policy: FlagPolicy) -> Flag:
    """The flag of a call in the control sample."""
    return Flag(rule=CONTROL_SAMPLE, severity=policy.control_sample.severity)
