"""Summaries of calls and rejections: totals, flags by rule, rejections by reason, figures by agent.

Tables are pandas frames with fixed columns, also when they are empty, and the largest count first.
"""

from collections.abc import Sequence

import pandas as pd

from pipeline.domain.kpi import Kpi
from pipeline.domain.queue import QueueItem, ReviewState
from pipeline.domain.recording import Rejection, RejectionReason
from pipeline.domain.score import Dimension

UNKNOWN = "unknown"
_SECONDS_PER_MINUTE = 60
_SCORES = [dimension.value for dimension in Dimension]


def summarise(items: Sequence[QueueItem], rejections: Sequence[Rejection] = ()) -> Kpi:
    """The totals of a set of calls."""
    calls = tabulate_calls(items)
    rules, reasons = count_flags(items), count_rejections(rejections)
    means = calls[_SCORES].mean().dropna()
    return Kpi(
        calls=len(calls),
        minutes=float(calls["minutes"].sum()),
        flagged=int(calls["flagged"].sum()),
        auto_failed=int(calls["auto_failed"].sum()),
        reviewed=int(calls["reviewed"].sum()),
        rejected=len(rejections),
        flags_by_rule={str(rule): int(count) for rule, count in zip(rules["rule"], rules["calls"], strict=True)},
        rejections_by_reason={
            RejectionReason(reason): int(count)
            for reason, count in zip(reasons["reason"], reasons["sources"], strict=True)
        },
        mean_scores={one: float(means[one.value]) for one in Dimension if one.value in means.index},
    )


def tabulate_calls(items: Sequence[QueueItem]) -> pd.DataFrame:
    """One row a call: call_id, agent, team, book, contact_type, minutes, flagged, auto_failed, reviewed, three scores.

    Scores are 0-100, missing where nothing applied. Names that the manifest did not give are `unknown`.
    """
    columns = {
        "call_id": pd.Series([item.call_id for item in items], dtype="str"),
        "agent": pd.Series([item.agent_name or item.agent_id or UNKNOWN for item in items], dtype="str"),
        "team": pd.Series([item.team or UNKNOWN for item in items], dtype="str"),
        "book": pd.Series([item.contact_type.book if item.contact_type else UNKNOWN for item in items], dtype="str"),
        "contact_type": pd.Series(
            [item.contact_type.value if item.contact_type else UNKNOWN for item in items], dtype="str"
        ),
        "minutes": pd.Series([item.duration_s / _SECONDS_PER_MINUTE for item in items], dtype="float64"),
        "flagged": pd.Series([bool(item.flags) for item in items], dtype="bool"),
        "auto_failed": pd.Series([item.auto_failed for item in items], dtype="bool"),
        "reviewed": pd.Series([item.state is ReviewState.REVIEWED for item in items], dtype="bool"),
    }
    scores = {
        dimension.value: pd.Series([_score(item, dimension) for item in items], dtype="float64")
        for dimension in Dimension
    }
    return pd.DataFrame(columns | scores)


def count_flags(items: Sequence[QueueItem]) -> pd.DataFrame:
    """Columns rule, calls, share: in how many calls each rule raised a flag, and in which share of all calls."""
    raised = pd.DataFrame(
        [(item.call_id, flag.rule) for item in items for flag in item.flags], columns=["call_id", "rule"], dtype="str"
    ).drop_duplicates()
    counts = _counted(raised["rule"], "rule", "calls")
    return counts.assign(share=counts["calls"] / max(len(items), 1))


def count_rejections(rejections: Sequence[Rejection]) -> pd.DataFrame:
    """Columns reason, sources: how many sources could not be processed, and why."""
    return _counted(pd.Series([one.reason.value for one in rejections], dtype="str"), "reason", "sources")


def summarise_agents(items: Sequence[QueueItem]) -> pd.DataFrame:
    """One row an agent and book: calls, minutes, flagged, auto_failed, the three mean scores; most calls first.

    The administrative and the clinical book stay apart, as their thresholds do.
    """
    grouped = tabulate_calls(items).groupby(["agent", "book"], sort=True)
    table = grouped.agg(
        calls=("call_id", "size"),
        minutes=("minutes", "sum"),
        flagged=("flagged", "sum"),
        auto_failed=("auto_failed", "sum"),
        **{name: (name, "mean") for name in _SCORES},
    ).reset_index()
    return table.sort_values("calls", ascending=False, kind="stable", ignore_index=True)


def _score(item: QueueItem, dimension: Dimension) -> float | None:
    score = item.score(dimension)
    return None if score is None else score.score


def _counted(names: "pd.Series[str]", name: str, counted: str) -> pd.DataFrame:
    """How often each name occurs: most first, then by name."""
    counts = names.groupby(names).size()
    table = pd.DataFrame({name: counts.index, counted: counts.to_numpy()})
    return table.sort_values(counted, ascending=False, kind="stable", ignore_index=True)
