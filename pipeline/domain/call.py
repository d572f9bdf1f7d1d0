"""What is known of a call before anybody listens to it."""

from datetime import datetime
from enum import StrEnum
from typing import Self

from pydantic import Field, model_validator

from pipeline.domain.base import Value


class ContactType(StrEnum):
    """Why the two parties speak; the seven codes of the rubrics."""

    SCH = "SCH"
    ENQ = "ENQ"
    RX = "RX"
    INS = "INS"
    OUT = "OUT"
    FBK = "FBK"
    TRI = "TRI"

    @property
    def book(self) -> str:
        """`clinical` for nurse triage, else `administrative`; reports keep the two apart."""
        return "clinical" if self is ContactType.TRI else "administrative"


class Role(StrEnum):
    """The agent's licence: NC non-clinical, RN licensed clinician."""

    NC = "NC"
    RN = "RN"


class Direction(StrEnum):
    """Who rang whom."""

    INBOUND = "inbound"
    OUTBOUND = "outbound"


class Speaker(StrEnum):
    """Who says a turn. `other`: IVR, interpreter, voicemail greeting. `unknown`: roles could not be told."""

    AGENT = "agent"
    CALLER = "caller"
    OTHER = "other"
    UNKNOWN = "unknown"


class PauseKind(StrEnum):
    """A hold is announced or lasts 30 s or more; anything shorter is a silence."""

    HOLD = "hold"
    SILENCE = "silence"


class Pause(Value):
    """A stretch without speech after a turn."""

    after: int = Field(ge=0, description="index of the turn before the pause")
    kind: PauseKind
    seconds: float = Field(ge=0)


class CallContext(Value):
    """What the telephone platform's manifest says of a call. Everything is optional; unknown stays None."""

    external_id: str | None = None
    agent_id: str | None = None
    agent_name: str | None = None
    team: str | None = None
    site: str | None = None
    contact_type: ContactType | None = None
    role: Role | None = None
    direction: Direction | None = None
    started_at: datetime | None = None
    agent_channel: int | None = Field(default=None, ge=0, description="zero-based channel of the agent")
    ivr_played_notice: bool | None = Field(default=None, description="whether the IVR played the recording notice")
    queue_wait_s: float | None = Field(default=None, ge=0)

    @model_validator(mode="after")
    def _times_have_a_zone(self) -> Self:
        if self.started_at is not None and self.started_at.tzinfo is None:
            raise ValueError("started_at needs a time zone, such as 2026-03-02T09:15:00-05:00")
        return self


class CallFacts(Value):
    """What the rules need to know beside the acts: timing, and what was settled, paid and promised."""

    pauses: tuple[Pause, ...] = ()
    voicemail: bool = False
    settled: bool = Field(default=False, description="a date, time, phone number or drug strength was settled (CL-11)")
    payment: bool = Field(default=False, description="a payment was taken (CL-13)")
    promises: dict[int, frozenset[str]] = Field(
        default_factory=dict,
        description="turn index -> which of who, when, number a callback promise said (ES-15)",
    )
