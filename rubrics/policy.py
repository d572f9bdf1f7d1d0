"""The flag policy: what sends a call to a person, in which words, and how urgent."""

from collections.abc import Mapping
from typing import Annotated

from pydantic import Field

from pipeline.domain.base import Value
from pipeline.domain.score import Dimension, Severity

Threshold = Annotated[float, Field(ge=0, le=100)]
CONTROL_SAMPLE = "control_sample"


class FlagRule(Value):
    """One reason to flag: its words for the queue, and how urgent it is."""

    says: str = Field(min_length=3)
    severity: Severity


class CannotScoreRule(FlagRule):
    """Criteria that could not be judged, save those that the kind of recording can never answer."""

    except_criteria: tuple[str, ...] = ()


class LowConfidenceRule(FlagRule):
    """Verdicts on grave criteria that the machine is not sure of."""

    below: float = Field(gt=0, le=1, description="confidence under which a verdict counts as unsure")
    of_severity: tuple[Severity, ...] = Field(min_length=1)


class BookThresholds(Value):
    """The lowest score of each dimension that raises no flag."""

    empathy: Threshold
    escalation: Threshold
    compliance: Threshold


class Thresholds(Value):
    """By book. A call whose book is unknown is held to the higher of the two."""

    administrative: BookThresholds
    clinical: BookThresholds

    def lowest_unflagged(self, dimension: Dimension, book: str | None) -> float:
        """The threshold of a dimension, 0-100; `book` is `administrative`, `clinical` or None where unknown."""
        books = {"administrative": self.administrative, "clinical": self.clinical}
        asked = [books[book]] if book in books else list(books.values())
        return max(float(getattr(one, dimension.value)) for one in asked)


class FlagPolicy(Value):
    """When a call goes to a person. The names of its rules are the stable codes of the flags."""

    version: str = Field(pattern=r"^\d+\.\d+\.\d+$")
    thresholds: Thresholds
    auto_fail: FlagRule
    red_flag: FlagRule
    empathy_below_threshold: FlagRule
    escalation_below_threshold: FlagRule
    compliance_below_threshold: FlagRule
    cannot_score: CannotScoreRule
    low_confidence: LowConfidenceRule
    control_sample: FlagRule

    @property
    def texts(self) -> Mapping[str, str]:
        """Rule code to plain words, for queue, pages and exports."""
        rules = {name: getattr(self, name) for name in type(self).model_fields}
        return {name: rule.says for name, rule in rules.items() if isinstance(rule, FlagRule)}

    def below_threshold(self, dimension: Dimension) -> FlagRule:
        """The rule of a dimension under its threshold; its code is `<dimension>_below_threshold`."""
        rule: FlagRule = getattr(self, f"{dimension.value}_below_threshold")
        return rule
