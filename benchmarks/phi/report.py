"""Tables for people, JSON for machines."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.phi.figures import (
    HARD_TURNS,
    LEAK,
    LETTER_PRECISION,
    NO_LEAK,
    PRECISION,
    RECALL,
    WITHHELD_CALLS,
    Figure,
)
from benchmarks.phi.speed import Speed

_LAYER_FIGURES = (RECALL, LEAK, NO_LEAK, PRECISION, LETTER_PRECISION, HARD_TURNS, WITHHELD_CALLS)


@dataclass(frozen=True)
class Measured:
    """One set of calls: detector → its figures."""

    source: str
    calls: int
    figures: Mapping[str, Sequence[Figure]]


def shown(figure: Figure | None) -> str:
    """`98.18 % [95.1–99.4] 162/165`; a dash where there is none."""
    if figure is None:
        return "–"
    low, high = 100 * figure.interval.low, 100 * figure.interval.high
    return f"{figure.share:.2%} [{low:.1f}–{high:.1f}] {figure.part}/{figure.whole}"


def table(measured: Measured) -> str:
    """One row a figure, one column a detector."""
    names = list(dict.fromkeys(one.name for figures in measured.figures.values() for one in figures))
    rows = [["", *measured.figures]]
    for name in names:
        found = [next((one for one in figures if one.name == name), None) for figures in measured.figures.values()]
        rows.append([name, *map(shown, found)])
    return f"\n{measured.source} ({measured.calls} calls; brackets: 95 % interval)\n{laid_out(rows)}"


def layer_table(measured: Measured) -> str:
    """One row a detector, one column a main figure: for many detectors."""
    shares = {name: {one.name: one.share for one in figures} for name, figures in measured.figures.items()}
    columns = [name for name in _LAYER_FIGURES if any(name in found for found in shares.values())]
    rows = [["", *columns]]
    for detector, found in shares.items():
        rows.append([detector, *(f"{found[name]:.2%}" if name in found else "–" for name in columns)])
    return f"\n{measured.source}, layer by layer\n{laid_out(rows)}"


def speed_table(speeds: Mapping[str, Speed], repeats: int) -> str:
    """CPU seconds, one row a detector."""
    rows = [[f"CPU seconds, median of {repeats}", "per 1,000 words", "10-minute call"]]
    rows += [[name, f"{one.per_thousand_words_s:.2f}", f"{one.ten_minute_call_s:.2f}"] for name, one in speeds.items()]
    return "\n" + laid_out(rows)


def write_json(path: Path, sets: Sequence[Measured], speeds: Mapping[str, Speed]) -> None:
    """All figures; none of the calls' words."""
    content = {
        "sets": [
            {
                "source": one.source,
                "calls": one.calls,
                "detectors": {name: list(map(_plain, figures)) for name, figures in one.figures.items()},
            }
            for one in sets
        ],
        "cpu_s": {
            name: {"per_thousand_words": one.per_thousand_words_s, "ten_minute_call": one.ten_minute_call_s}
            for name, one in speeds.items()
        },
    }
    path.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", "utf-8")


def _plain(figure: Figure) -> dict[str, str | int | float]:
    return {
        "name": figure.name,
        "part": figure.part,
        "whole": figure.whole,
        "share": figure.share,
        "low": figure.interval.low,
        "high": figure.interval.high,
    }


def laid_out(rows: Sequence[Sequence[str]]) -> str:
    """Columns under each other, numbers to the right; every row as long as the first."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join(
        "  ".join(
            cell.ljust(width) if at == 0 else cell.rjust(width)
            for at, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        for row in rows
    )
