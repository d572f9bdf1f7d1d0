"""Rules of timing: holds, silences, interruptions."""

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.domain.call import PauseKind, Speaker
from pipeline.steps.scoring.outcome import (
    NOT_APPLICABLE,
    Outcome,
    all_of,
    cannot_score,
    met,
    not_met,
)
from pipeline.steps.scoring.view import CallView, HeardTurn, Hit
from rubrics.rules import HoldRule, InterruptionRule, SilenceRule


@dataclass(frozen=True)
class _Hold:
    after: int
    seconds: float | None


def judge_hold(rule: HoldRule, view: CallView) -> Outcome:
    """Each hold asked for since the last one, thanked for before the next, and not too long."""
    holds = _holds(rule, view)
    if not holds:
        asked = view.hits(rule.asked_by)
        if asked and not view.pauses_known:
            because = "a hold was asked for; without times nobody knows whether it came"
            return cannot_score(because, tuple(sorted({hit.turn for hit in asked})))
        return NOT_APPLICABLE
    fine, evidence, heard = True, set[int](), list[Hit]()
    for at, hold in enumerate(holds):
        before = holds[at - 1].after if at else -1
        until = holds[at + 1].after if at + 1 < len(holds) else len(view.turns)
        asked = [hit for hit in view.hits(rule.asked_by) if before < hit.turn <= hold.after][-1:]
        returned = [hit for hit in view.hits(rule.returned_by) if hold.after < hit.turn <= until][:1]
        heard += [*asked, *returned]
        evidence |= {hold.after, *(hit.turn for hit in [*asked, *returned])}
        too_long = hold.seconds is not None and hold.seconds > rule.longest_s
        fine = fine and bool(asked) and bool(returned) and not too_long
    turns = tuple(sorted(evidence))
    return met(turns, all_of(heard)) if fine else not_met(turns)


def _holds(rule: HoldRule, view: CallView) -> list[_Hold]:
    """The measured holds; where there is none, those that the agent came back from, of unknown length."""
    measured = [
        _Hold(pause.after, pause.seconds)
        for pause in view.facts.pauses
        if pause.kind is PauseKind.HOLD or pause.seconds >= rule.silence_is_hold_s
    ]
    if measured:
        return sorted(measured, key=lambda hold: hold.after)
    return [_Hold(hit.turn - 1, None) for hit in view.hits(rule.returned_by) if hit.turn > 0]


def judge_silence(rule: SilenceRule, view: CallView) -> Outcome:
    """No pause outside a hold that is too long; one of hold length is a hold, and judged as such."""
    if not view.pauses_known:
        return cannot_score("the times of the call are unknown")
    long = [
        pause.after
        for pause in view.facts.pauses
        if pause.kind is PauseKind.SILENCE and rule.longest_s < pause.seconds < rule.silence_is_hold_s
    ]
    return not_met(tuple(sorted(long))) if long else met(())


def judge_interruption(rule: InterruptionRule, view: CallView) -> Outcome:
    """How often the agent starts while the caller speaks, and the caller stops before the agent does."""
    if not view.times_known:
        return cannot_score("the times of the call are unknown")
    if not view.speakers_separated:
        return cannot_score("the speakers have no channel of their own")
    callers = [turn for turn in view.turns if turn.speaker is Speaker.CALLER]
    cuts = tuple(turn.index for turn in view.agent_turns() if _cuts_off(turn, callers, rule.overlap_s))
    return not_met(cuts) if len(cuts) >= rule.fewer_than else met(cuts)


def _cuts_off(agent: HeardTurn, callers: Sequence[HeardTurn], overlap_s: float) -> bool:
    if agent.start_s is None or agent.end_s is None:
        return False
    for caller in callers:
        if caller.start_s is None or caller.end_s is None:
            continue
        speaking = caller.start_s < agent.start_s < caller.end_s
        # A caller who talks on past the agent was not stopped: the agent said "mhm".
        stopped = caller.end_s <= agent.end_s
        if speaking and stopped and caller.end_s - agent.start_s >= overlap_s:
            return True
    return False
