"""What a rubric file may say: rubrics, criteria, and the policy of flags. Closed: an unknown key is refused."""

from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, WithJsonSchema, model_validator

from pipeline.domain.base import Value
from pipeline.domain.call import ContactType, Role
from pipeline.domain.score import Dimension, Severity, Verdict
from rubrics.conditions import Condition
from rubrics.policy import FlagPolicy
from rubrics.rules import Rule

__all__ = ["ALL_ROLES", "ALL_TYPES", "Criterion", "FlagPolicy", "Rubric", "Source", "SpecialCase"]

ALL = "ALL"
ALL_TYPES = tuple(ContactType)
ALL_ROLES = tuple(Role)


def _all_types(value: object) -> object:
    return list(ALL_TYPES) if value == ALL else value


def _all_roles(value: object) -> object:
    return list(ALL_ROLES) if value == ALL else value


def _all_or(members: list[str]) -> WithJsonSchema:
    listed = {"type": "array", "minItems": 1, "items": {"type": "string", "enum": members}}
    return WithJsonSchema({"anyOf": [{"const": ALL}, listed]})


Types = Annotated[
    tuple[ContactType, ...], BeforeValidator(_all_types), Field(min_length=1), _all_or([t.value for t in ContactType])
]
Roles = Annotated[tuple[Role, ...], BeforeValidator(_all_roles), Field(min_length=1), _all_or([r.value for r in Role])]
Text = Annotated[str, Field(min_length=3)]


class Source(Value):
    """Where a criterion comes from: a regulation, a standard or a paper that can be looked up, or a house rule."""

    kind: Literal["regulation", "standard", "paper", "house rule"]
    reference: str = Field(default="", description="as one would look it up, such as 45 CFR 164.514(h)")
    note: str = Field(default="", description="what of it carries over, where that is not plain")

    @model_validator(mode="after")
    def _can_be_looked_up(self) -> Self:
        if self.kind != "house rule" and not self.reference:
            raise ValueError("a source other than a house rule needs its reference")
        return self


class SpecialCase(Value):
    """Under all of the conditions the criterion weighs otherwise. The last special case that holds counts."""

    when: tuple[Condition, ...] = Field(min_length=1)
    severity: Severity | None = None
    auto_fail: bool | None = None


class Criterion(Value):
    """One question that a call is judged on. The file alone tells what is asked, why, how, and what to do about it."""

    id: str = Field(pattern=r"^(EM|ES|CL)-\d{2}$")
    name: Text
    question: Text
    why: Text
    severity: Severity
    auto_fail: bool = False
    auto_fail_at_sites: tuple[str, ...] = Field(
        default=(), description="sites, named as in the manifest, where not_met fails the dimension; `*`: every site"
    )
    special_cases: tuple[SpecialCase, ...] = ()
    types: Types
    roles: Roles
    applies_when: tuple[Condition, ...] = Field(default=(), description="empty: always; else any of them must hold")
    not_applicable_when: tuple[Condition, ...] = Field(default=(), description="any of them is enough")
    rule: Rule
    verdicts: dict[Verdict, Text] = Field(description="what each verdict that it can give means")
    coaching: Text = Field(description="what a coach says to the agent; one or two sentences")
    source: Source

    @model_validator(mode="after")
    def _explains_pass_and_failure(self) -> Self:
        missing = {Verdict.MET, Verdict.NOT_MET} - set(self.verdicts)
        if missing:
            raise ValueError("verdicts must say what met and not_met mean")
        return self


class Rubric(Value):
    """One dimension's criteria. A change to a criterion is a new version."""

    name: Text
    dimension: Dimension
    version: str = Field(pattern=r"^\d+\.\d+\.\d+$")
    criteria: tuple[Criterion, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _ids_once(self) -> Self:
        ids = [criterion.id for criterion in self.criteria]
        twice = sorted({one for one in ids if ids.count(one) > 1})
        if twice:
            raise ValueError(f"criterion ids stand twice: {', '.join(twice)}")
        return self
