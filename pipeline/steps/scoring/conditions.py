"""Whether a rubric's conditions hold for a call."""

from collections.abc import Iterable

from pipeline.domain.acts import RED_FLAGS, Act
from pipeline.steps.scoring.view import CallView
from rubrics.conditions import (
    AllOf,
    AtSite,
    Condition,
    Fact,
    FactHolds,
    InSituation,
    Occurs,
    OfDirection,
    OfRole,
    OfType,
)


def holds(condition: Condition, view: CallView) -> bool:
    """Whether the condition holds. What is unknown does not hold; unknowns are tried one by one elsewhere."""
    match condition:
        case Occurs():
            return bool(view.hits(condition.occurs))
        case FactHolds():
            return _fact(condition.fact, view)
        case InSituation():
            return urgent(view)
        case OfType():
            return view.contact_type in condition.types
        case OfRole():
            return view.role in condition.roles
        case OfDirection():
            return view.direction is condition.direction
        case AtSite():
            return view.site in condition.sites
        case AllOf():
            return all(holds(one, view) for one in condition.all)


def any_holds(conditions: Iterable[Condition], view: CallView) -> bool:
    """Whether at least one of them holds."""
    return any(holds(condition, view) for condition in conditions)


def urgent(view: CallView) -> bool:
    """An emergency was acted on: a directive, or a warm transfer in a call with a red flag."""
    if view.hits([Act.EMERGENCY_DIRECTIVE]):
        return True
    return bool(view.hits([Act.WARM_TRANSFER]) and view.hits(sorted(RED_FLAGS)))


def _fact(fact: Fact, view: CallView) -> bool:
    match fact:
        case Fact.VOICEMAIL:
            return view.facts.voicemail
        case Fact.SETTLED:
            return view.facts.settled
        case Fact.PAYMENT:
            return view.facts.payment
        case Fact.IVR_PLAYED_NOTICE:
            return view.ivr_played_notice
