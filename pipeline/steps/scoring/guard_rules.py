"""Rules that guard something: identifiers before PHI, card data behind a shield, a promise that is complete."""

from pipeline.domain.phi import PhiLabel
from pipeline.steps.scoring.conditions import any_holds
from pipeline.steps.scoring.outcome import (
    NOT_APPLICABLE,
    Outcome,
    all_of,
    any_of,
    cannot_score,
    met,
    not_met,
    turns_of,
)
from pipeline.steps.scoring.view import IDENTIFIER_KINDS, CallView, Hit
from rubrics.rules import CountRule, Guarded, PromiseRule, ShieldRule


def judge_count(rule: CountRule, view: CallView) -> Outcome:
    """Enough different kinds of identifier before the guarded acts; the first guarded act that fails decides."""
    guarded = view.hits(rule.before)
    triggers = view.hits(rule.after) if rule.after else []
    if rule.after is not None:
        if not triggers:
            return NOT_APPLICABLE
        guarded = [hit for hit in guarded if hit.turn > triggers[0].turn]
        if not guarded:
            return met(turns_of(triggers[:1]), any_of(triggers))
    elif not guarded:
        return NOT_APPLICABLE
    if any_holds(rule.not_applicable_at_point, view.until(guarded[0].turn)):
        return NOT_APPLICABLE
    checked = guarded[:1] if rule.which is Guarded.FIRST else guarded
    outcomes = [_count_one(rule, view, one, triggers[:1]) for one in checked]
    worst = [one for one in outcomes if one.verdict is not outcomes[0].verdict and one.verdict.value == "not_met"]
    unsure = [one for one in outcomes if one.verdict.value == "cannot_score"]
    return (worst or unsure or outcomes)[0]


def _count_one(rule: CountRule, view: CallView, guarded: Hit, triggers: list[Hit]) -> Outcome:
    resets = [hit.turn for hit in view.hits(rule.since_last or ()) if hit.turn <= guarded.turn]
    since = max(resets, default=-1)
    given = [hit for hit in view.hits(rule.acts) if since < hit.turn < guarded.turn]
    by_index = {turn.index: turn for turn in view.turns}
    kinds: set[PhiLabel] = set()
    unnamed = 0
    for hit in given:
        told = by_index[hit.turn].kinds & IDENTIFIER_KINDS
        kinds |= told
        unnamed += not told
    if len(kinds) >= rule.at_least:
        return met(turns_of(triggers, given, [guarded]), all_of([*given, guarded]))
    if unnamed and len(kinds) + unnamed >= rule.at_least:
        return cannot_score("the kinds of identifier cannot be told", turns_of(given, [guarded]))
    return not_met(turns_of(triggers, [guarded]), all_of([*triggers, guarded]))


def judge_shield(rule: ShieldRule, view: CallView) -> Outcome:
    """No `never`, and a shield before, or straight after, everything exposed."""
    never = view.hits(rule.never)
    exposed = view.hits(rule.exposed)
    shields = view.hits(rule.shield)
    bare = [hit for hit in exposed if not _shielded(rule, view, hit, shields)]
    if never or bare:
        return not_met(turns_of(never, exposed), any_of([*never, *bare]))
    return met(turns_of(shields, exposed), any_of(shields))


def _shielded(rule: ShieldRule, view: CallView, exposed: Hit, shields: list[Hit]) -> bool:
    soon = {turn.index for turn in view.agent_turns(after=exposed.turn)[: rule.or_within_agent_turns]}
    return any(hit.turn < exposed.turn or hit.turn in soon for hit in shields)


def judge_promise(rule: PromiseRule, view: CallView) -> Outcome:
    """Every part is said in a promise turn or in the agent's turns after it, all promises taken together."""
    promises = view.hits(rule.trigger)
    if not promises:
        return NOT_APPLICABLE
    said: set[str] = set()
    for promise in promises:
        after = [turn.index for turn in view.agent_turns(after=promise.turn)[: rule.agent_turns_after]]
        for index in [promise.turn, *after]:
            said |= view.facts.promises.get(index, frozenset())
    missing = [part.value for part in rule.parts if part.value not in said]
    if missing:
        outcome = not_met(turns_of(promises), any_of(promises))
        return Outcome(outcome.verdict, outcome.evidence, outcome.confidence, f"left out: {', '.join(missing)}")
    return met(turns_of(promises), any_of(promises))
