"""Rules of occurrence and order: duty after a trigger, needs at a place, absence, one act before another."""

from pipeline.domain.acts import RED_FLAGS
from pipeline.steps.scoring.conditions import any_holds
from pipeline.steps.scoring.outcome import NOT_APPLICABLE, Outcome, all_of, any_of, met, not_met, turns_of
from pipeline.steps.scoring.view import CallView, HeardTurn, Hit
from rubrics.rules import AbsenceRule, BeforeRule, Duty, DutyRule, FreeTurns, Need, OccursRule, Within


def judge_duty(rule: DutyRule, view: CallView) -> Outcome:
    """After the first trigger every duty is done in time, and `never` is not done at all."""
    triggers = view.hits(rule.trigger)
    if not triggers:
        return NOT_APPLICABLE
    first = [hit for hit in triggers if hit.turn == triggers[0].turn]
    done = [_first_done(duty, view, first[0].turn) for duty in rule.duties]
    broken = view.hits(rule.never) if rule.never else []
    heard = [hit for hits in done for hit in hits]
    because = _red_flag_kinds(first)
    if all(done) and not broken:
        outcome = met(turns_of(first, heard), all_of([_surest(first), *(_surest(hits) for hits in done)]))
    else:
        outcome = not_met(turns_of(first, heard, broken), min(any_of(first), any_of(broken)))
    return Outcome(outcome.verdict, outcome.evidence, outcome.confidence, because)


def _surest(hits: list[Hit]) -> Hit:
    return max(hits, key=lambda hit: hit.probability)


def _red_flag_kinds(hits: list[Hit]) -> str:
    kinds = sorted(hit.act.value.removeprefix("red_flag.").replace("_", "-") for hit in hits if hit.act in RED_FLAGS)
    return f"red flag: {', '.join(kinds)}" if kinds else ""


def _first_done(duty: Duty, view: CallView, trigger: int) -> list[Hit]:
    """The duty's acts in the first turn that does it in time; empty where none does."""
    for turn in _turns_in_time(duty.within, view, trigger):
        hits = view.hits(duty.acts, [turn])
        if hits:
            return hits
    return []


def _turns_in_time(within: Within | None, view: CallView, trigger: int) -> list[HeardTurn]:
    """The agent's turns after the trigger that still lie within the limits."""
    turns = view.agent_turns(after=trigger)
    if within is None:
        return turns
    in_time, used = [], 0
    for turn in turns:
        if within.agent_turns is not None and used >= within.agent_turns:
            break
        if within.seconds is not None and _seconds_between(view, trigger, turn) > within.seconds:
            break
        in_time.append(turn)
        used += not any(_is_free(free, turn, view) for free in within.not_counting)
    return in_time


def _is_free(free: FreeTurns, turn: HeardTurn, view: CallView) -> bool:
    if free.types and view.contact_type not in free.types:
        return False
    if free.roles and view.role not in free.roles:
        return False
    return any(act in turn.said for act in free.acts)


def _seconds_between(view: CallView, trigger: int, turn: HeardTurn) -> float:
    """From the end of the trigger's turn to the start of the other; 0 where a time is unknown, so that it passes."""
    ended = next(one.end_s for one in view.turns if one.index == trigger)
    return 0.0 if ended is None or turn.start_s is None else turn.start_s - ended


def judge_occurs(rule: OccursRule, view: CallView) -> Outcome:
    """Every need is there, or waived."""
    found = [(need, _where_needed(need, view)) for need in rule.needs]
    heard = [hit for _, hits in found for hit in hits]
    missing = [need for need, hits in found if not hits and not any_holds(need.waived_when, view)]
    if missing:
        # What is missing at the end is looked for at the end.
        closing = any(need.where is not None and need.where.last_agent_turns for need in missing)
        end = [turn.index for turn in view.agent_turns()[-1:]] if closing else []
        return not_met(tuple(sorted({*turns_of(heard), *end})))
    return met(turns_of(heard), all_of([_surest(hits) for _, hits in found if hits]))


def _where_needed(need: Need, view: CallView) -> list[Hit]:
    place = need.where
    if place is None:
        return view.hits(need.acts)
    if place.first_turns is not None:
        # Whoever speaks: a notice counts before it is known who is who.
        turns = view.turns[: place.first_turns]
        return [Hit(t.index, act, t.acts[act]) for t in turns for act in need.acts if act in t.acts]
    agent = view.agent_turns()
    chosen = agent[: place.first_agent_turns] if place.first_agent_turns else agent[-(place.last_agent_turns or 0) :]
    return view.hits(need.acts, chosen)


def judge_absence(rule: AbsenceRule, view: CallView) -> Outcome:
    """None of the acts, or none after the first trigger."""
    start, sure = -1, 1.0
    if rule.after is not None:
        triggers = view.hits(rule.after)
        if not triggers:
            return NOT_APPLICABLE
        start, sure = triggers[0].turn, any_of([hit for hit in triggers if hit.turn == triggers[0].turn])
    broken = [hit for hit in view.hits(rule.acts) if hit.turn > start]
    if broken:
        return not_met(turns_of(broken), min(sure, any_of(broken)))
    shown = view.hits(rule.instead) if rule.instead else []
    return met(turns_of(shown), min(sure, any_of(shown)))


def judge_before(rule: BeforeRule, view: CallView) -> Outcome:
    """`first` stands in an earlier turn than the first guarded act that it guards."""
    firsts = view.hits(rule.first)
    guarded = view.hits(rule.guarded)
    triggers: list[Hit] = []
    if rule.after is not None:
        triggers = view.hits(rule.after)[:1]
        guarded = [hit for hit in guarded if triggers and hit.turn > triggers[0].turn]
        guarded = [hit for hit in guarded if not _released(rule, view, hit.turn)]
        if not guarded:
            return NOT_APPLICABLE
    if not guarded:
        return met(turns_of(firsts[:1]), any_of(firsts)) if firsts else not_met(())
    early = [hit for hit in firsts if hit.turn < guarded[0].turn]
    if early:
        return met(turns_of(triggers, early[:1], guarded[:1]), any_of(early))
    return not_met(turns_of(triggers, guarded[:1]), all_of([*triggers, guarded[0]]))


def _released(rule: BeforeRule, view: CallView, at: int) -> bool:
    """The guarded act goes to somebody else by then: after the last trigger, released and then verified."""
    if rule.after is None or rule.released_by is None or rule.verified_by is None:
        return False
    last = max(hit.turn for hit in view.hits(rule.after) if hit.turn < at)
    released = [hit.turn for hit in view.hits(rule.released_by) if last < hit.turn < at]
    return any(released[0] < hit.turn < at for hit in view.hits(rule.verified_by)) if released else False
