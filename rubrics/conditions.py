"""When a criterion applies, or weighs more: the conditions that a rubric file may state. Data only, no code."""

from enum import StrEnum
from typing import Annotated

from pydantic import BeforeValidator, Discriminator, Field, Tag, WithJsonSchema

from pipeline.domain.acts import RED_FLAGS, Act
from pipeline.domain.base import Value
from pipeline.domain.call import ContactType, Direction, Role

ANY_RED_FLAG = "red_flag.*"


def _expand(names: object) -> object:
    """`red_flag.*` stands for every red flag, so that a new one reaches all rules at once."""
    if not isinstance(names, (list, tuple)):
        return names
    expanded: list[object] = []
    for name in names:
        expanded += sorted(RED_FLAGS) if name == ANY_RED_FLAG else [name]
    return expanded


ActSet = Annotated[
    tuple[Act, ...],
    BeforeValidator(_expand),
    Field(min_length=1),
    WithJsonSchema(
        {
            "type": "array",
            "minItems": 1,
            "items": {"type": "string", "enum": [ANY_RED_FLAG, *(act.value for act in Act)]},
            "description": "acts, any of which counts; `red_flag.*` stands for every red flag",
        }
    ),
]


class Fact(StrEnum):
    """What is known of a call beside its acts."""

    VOICEMAIL = "voicemail"
    SETTLED = "settled"
    PAYMENT = "payment"
    IVR_PLAYED_NOTICE = "ivr_played_notice"


class Situation(StrEnum):
    """Situations with a definition of their own.

    `urgent`: `emergency_directive` occurred, or `warm_transfer` in a call with a red flag.
    """

    URGENT = "urgent"


class Occurs(Value):
    """Any of the acts occurs in the call."""

    occurs: ActSet


class FactHolds(Value):
    """The fact is known to hold."""

    fact: Fact


class InSituation(Value):
    """The call is, or at this point has become, such a situation."""

    situation: Situation


class OfType(Value):
    """The call is of one of these contact types."""

    types: tuple[ContactType, ...] = Field(min_length=1)


class OfRole(Value):
    """The agent has one of these roles."""

    roles: tuple[Role, ...] = Field(min_length=1)


class OfDirection(Value):
    """The call goes this way."""

    direction: Direction


class AtSite(Value):
    """The call was taken at one of these sites, named as in the manifest."""

    sites: tuple[str, ...] = Field(min_length=1)


class AllOf(Value):
    """Every one of the conditions holds."""

    all: tuple["Condition", ...] = Field(min_length=2)


_KEYS = ("occurs", "fact", "situation", "types", "roles", "direction", "sites", "all")


def _which(value: object) -> str | None:
    """A condition is told by its one key, so that an error names that key and not eight possible shapes."""
    if isinstance(value, Value):
        return next((key for key in _KEYS if key in type(value).model_fields), None)
    if isinstance(value, dict):
        return next((key for key in _KEYS if key in value), None)
    return None


Condition = Annotated[
    Annotated[Occurs, Tag("occurs")]
    | Annotated[FactHolds, Tag("fact")]
    | Annotated[InSituation, Tag("situation")]
    | Annotated[OfType, Tag("types")]
    | Annotated[OfRole, Tag("roles")]
    | Annotated[OfDirection, Tag("direction")]
    | Annotated[AtSite, Tag("sites")]
    | Annotated[AllOf, Tag("all")],
    Discriminator(
        _which,
        custom_error_type="unknown_condition",
        custom_error_message="a condition has exactly one key of: " + ", ".join(_KEYS),
    ),
]

AllOf.model_rebuild()
