"""A call as the rules see it: who spoke in which order, the acts heard, and what else is known. No words."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from pipeline.domain.acts import AGENT_ACTS, CALLER_ACTS, Act, ActDetection
from pipeline.domain.call import CallContext, CallFacts, ContactType, Direction, Role, Speaker
from pipeline.domain.phi import PhiLabel

# What identifies a person when they say it to be identified. An age or a device number does not, nor staff's names.
IDENTIFIER_KINDS = frozenset(
    {
        PhiLabel.NAME,
        PhiLabel.DATE,
        PhiLabel.GEO,
        PhiLabel.PHONE,
        PhiLabel.EMAIL,
        PhiLabel.SSN,
        PhiLabel.MRN,
        PhiLabel.HEALTH_PLAN_ID,
        PhiLabel.ACCOUNT,
        PhiLabel.LICENSE,
        PhiLabel.OTHER_ID,
    }
)
# The labels allow no other: whoever is neither agent nor caller only ever plays the notice.
_CAN_DO = {
    Speaker.AGENT: AGENT_ACTS,
    Speaker.CALLER: CALLER_ACTS,
    Speaker.OTHER: frozenset({Act.RECORDING_NOTICE}),
    Speaker.UNKNOWN: frozenset[Act](),
}


@dataclass(frozen=True)
class Hit:
    """An act heard in a turn."""

    turn: int
    act: Act
    probability: float


@dataclass(frozen=True)
class HeardTurn:
    """One turn without its words. Times in seconds, None where unknown."""

    index: int
    speaker: Speaker
    acts: Mapping[Act, float]
    kinds: frozenset[PhiLabel] = frozenset()
    word_count: int = 0
    start_s: float | None = None
    end_s: float | None = None

    @property
    def said(self) -> Mapping[Act, float]:
        """The acts that this speaker can do; a caller's turn never counts as the agent's doing."""
        able = _CAN_DO[self.speaker]
        return {act: probability for act, probability in self.acts.items() if act in able}


@dataclass(frozen=True)
class CallView:
    """One call, or one reading of it where something is unknown."""

    turns: tuple[HeardTurn, ...]
    contact_type: ContactType | None
    role: Role | None
    direction: Direction | None
    facts: CallFacts
    site: str | None = None
    ivr_played_notice: bool = False
    pauses_known: bool = True
    speakers_separated: bool = False

    @property
    def times_known(self) -> bool:
        """Whether every turn has its times."""
        return all(turn.start_s is not None and turn.end_s is not None for turn in self.turns)

    def hits(self, acts: Collection[Act], turns: Iterable[HeardTurn] | None = None) -> list[Hit]:
        """Where any of the acts was done by a speaker who can do it, in order; default: in the whole call."""
        return [
            Hit(turn.index, act, turn.said[act])
            for turn in (self.turns if turns is None else turns)
            for act in acts
            if act in turn.said
        ]

    def agent_turns(self, after: int = -1) -> list[HeardTurn]:
        """The agent's own turns after a turn index."""
        return [turn for turn in self.turns if turn.speaker is Speaker.AGENT and turn.index > after]

    def until(self, index: int) -> "CallView":
        """The call up to and with a turn, as it stood then."""
        return replace(self, turns=tuple(turn for turn in self.turns if turn.index <= index))


def acts_by_turn(detections: Sequence[ActDetection]) -> dict[int, dict[Act, float]]:
    """Detections as act to probability, by turn index; of a repeated act the surest counts."""
    found: dict[int, dict[Act, float]] = {}
    for one in detections:
        acts = found.setdefault(one.turn, {})
        acts[one.act] = max(one.probability, acts.get(one.act, 0.0))
    return found


def view_of(turns: Sequence[HeardTurn], context: CallContext, facts: CallFacts, **known: bool) -> CallView:
    """The view of a call. An outreach call without a stated direction is outbound: the type says so."""
    direction = context.direction
    if direction is None and context.contact_type is ContactType.OUT:
        direction = Direction.OUTBOUND
    return CallView(
        turns=tuple(turns),
        contact_type=context.contact_type,
        role=context.role,
        direction=direction,
        facts=facts,
        site=context.site,
        ivr_played_notice=bool(context.ivr_played_notice),
        **known,
    )
