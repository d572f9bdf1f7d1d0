"""What the rules need beside acts, read from a redacted call: pauses, voicemail, settled values, payment, promises.

Patterns read redacted words, so that a date or a number may stand as `[DATE]` or `[PHONE]`.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.domain.acts import Act, ActDetection
from pipeline.domain.call import CallFacts, Pause, PauseKind, Speaker
from pipeline.domain.phi import RedactedTranscript
from pipeline.steps.scoring import phrases

MIN_PAUSE_S = 3.0  # shorter gaps are breath and thought
MIN_ANNOUNCED_HOLD_S = 5.0
HOLD_S = 30.0  # the contract's bound: an unannounced silence of this length is a hold
PROMISE_WINDOW = 3  # agent turns after a promise in which its parts may still be said


@dataclass(frozen=True)
class SpokenTurn:
    """One redacted turn; times in seconds, None where unknown."""

    index: int
    speaker: Speaker
    text: str
    start_s: float | None = None
    end_s: float | None = None


def establish_facts(transcript: RedactedTranscript, detections: Sequence[ActDetection]) -> CallFacts:
    """The facts of a redacted call. Pauses come from the turns' times; there are none where no turn has any."""
    timed = any(turn.end_s > 0 for turn in transcript.turns)
    turns = [
        SpokenTurn(turn.index, turn.speaker, turn.text, turn.start_s if timed else None, turn.end_s if timed else None)
        for turn in transcript.turns
    ]
    return facts_of(turns, detections)


def facts_of(turns: Sequence[SpokenTurn], detections: Sequence[ActDetection]) -> CallFacts:
    """The facts of a call whose turns may lack times."""
    acts: dict[int, set[Act]] = {}
    for one in detections:
        acts.setdefault(one.turn, set()).add(one.act)
    return CallFacts(
        pauses=find_pauses(turns, acts),
        voicemail=is_voicemail(turns),
        settled=is_settled(turns, acts),
        payment=is_payment(turns, acts),
        promises=find_promises(turns, acts),
    )


def find_pauses(turns: Sequence[SpokenTurn], acts: dict[int, set[Act]]) -> tuple[Pause, ...]:
    """Gaps of 3 s or more between turns: a hold where it was asked for or announced, or lasts 30 s, else a silence."""
    pauses: list[Pause] = []
    ended: float | None = None
    for position, turn in enumerate(turns):
        if turn.start_s is None or turn.end_s is None:
            return ()
        if ended is not None and turn.start_s - ended >= MIN_PAUSE_S:
            before = turns[max(0, position - 2) : position]
            seconds = round(turn.start_s - ended, 2)
            kind = PauseKind.HOLD if _is_hold(seconds, before, acts) else PauseKind.SILENCE
            pauses.append(Pause(after=turns[position - 1].index, kind=kind, seconds=seconds))
        ended = max(turn.end_s, ended or 0.0)
    return tuple(pauses)


def _is_hold(seconds: float, before: Sequence[SpokenTurn], acts: dict[int, set[Act]]) -> bool:
    """Asked or announced in the last words of the agent; the caller's "go ahead" may stand between."""
    if seconds >= HOLD_S:
        return True
    agent = [turn for turn in before if turn.speaker is Speaker.AGENT]
    announced = any(
        Act.ASKS_HOLD in acts.get(turn.index, ()) or phrases.ANNOUNCES_HOLD.search(turn.text) for turn in agent
    )
    return announced and seconds >= MIN_ANNOUNCED_HOLD_S


def is_voicemail(turns: Sequence[SpokenTurn]) -> bool:
    """A machine's greeting, and after it nobody but the agent and the machine.

    A machine on the callee's channel is often heard as the caller, so it is told by its words.
    """
    machine = [turn.index for turn in turns if turn.speaker is not Speaker.AGENT and _is_machine(turn)]
    if not machine:
        return False
    later = [turn for turn in turns if turn.index > machine[0]]
    answered = any(turn.speaker is Speaker.CALLER and not _is_machine(turn) for turn in later)
    return any(turn.speaker is Speaker.AGENT for turn in later) and not answered


def _is_machine(turn: SpokenTurn) -> bool:
    if phrases.MACHINE.search(turn.text):
        return True
    return turn.speaker is Speaker.OTHER and phrases.GREETING.search(turn.text) is not None


def is_settled(turns: Sequence[SpokenTurn], acts: dict[int, set[Act]]) -> bool:
    """A date, time, phone number or drug with strength was settled, read back or not.

    Settled is what the agent reads back; what the agent's words book, in that turn or the two before; what the caller
    accepts of the turn before; and a telephone number that the caller gives for anything but identification.
    """
    if any(Act.READS_BACK in found for found in acts.values()):
        return True
    for position, turn in enumerate(turns):
        near = [one for one in turns[max(0, position - 2) : position + 1] if _is_new(one, acts)]
        if turn.speaker is Speaker.AGENT and _is_new(turn, acts) and phrases.SETTLES.search(turn.text):
            if any(phrases.VALUE.search(one.text) for one in near):
                return True
        elif turn.speaker is Speaker.CALLER and _is_new(turn, acts):
            if "[PHONE]" in turn.text:
                return True
            offer = [one for one in near[:-1] if one.speaker is Speaker.AGENT][-1:]
            if phrases.ACCEPTS.search(turn.text) and any(phrases.TIME.search(one.text) for one in offer):
                return True
    return False


def _is_new(turn: SpokenTurn, acts: dict[int, set[Act]]) -> bool:
    """Neither what stood in the record already, nor what was said to be identified, nor what will be rung about."""
    old = {Act.DISCLOSES_PHI, Act.GIVES_IDENTIFIER, Act.CALLBACK_PROMISE, Act.SUMMARISES, Act.DOWNGRADES}
    return not old & acts.get(turn.index, set())


def is_payment(turns: Sequence[SpokenTurn], acts: dict[int, set[Act]]) -> bool:
    """A payment was taken: card data asked, given or secured, or words that say it went through."""
    card = {Act.SECURES_PAYMENT, Act.REQUESTS_CARD, Act.GIVES_CARD}
    return any(card & found for found in acts.values()) or any(phrases.PAID.search(turn.text) for turn in turns)


def find_promises(turns: Sequence[SpokenTurn], acts: dict[int, set[Act]]) -> dict[int, frozenset[str]]:
    """For each callback promise, which of who, when and number are said in it or until three agent turns later."""
    found: dict[int, frozenset[str]] = {}
    for position, turn in enumerate(turns):
        if Act.CALLBACK_PROMISE in acts.get(turn.index, ()):
            found[turn.index] = _parts(turn, _window(turns[position + 1 :]))
    return found


def _window(later: Sequence[SpokenTurn]) -> list[SpokenTurn]:
    """Up to and with the third agent turn, what is said between included."""
    window, agents = [], 0
    for turn in later:
        window.append(turn)
        agents += turn.speaker is Speaker.AGENT
        if agents == PROMISE_WINDOW:
            break
    return window


def _parts(promise: SpokenTurn, window: Sequence[SpokenTurn]) -> frozenset[str]:
    parts = set()
    agent_says = [promise.text, *(turn.text for turn in window if turn.speaker is Speaker.AGENT)]
    if _names_who(promise.text):
        parts.add("who")
    if phrases.WHEN.search(promise.text) or any(
        phrases.SPEAKS_OF_CALL.search(text) and phrases.WHEN.search(text) for text in agent_says[1:]
    ):
        parts.add("when")
    said_number = any(phrases.NUMBER_SAID.search(text) for text in agent_says)
    if said_number or any("[PHONE]" in turn.text for turn in window):
        parts.add("number")
    return frozenset(parts)


def _names_who(text: str) -> bool:
    """Somebody in particular: a name, a role, a department, or the speaker. Plain "somebody" is nobody."""
    named = phrases.WHO.search(text)
    if named is None:
        return False
    vague = phrases.VAGUE_WHO.search(text)
    return vague is None or phrases.CERTAINLY_WHO.search(text) is not None
