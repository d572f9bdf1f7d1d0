"""Small pieces of HTML that say one thing by colour, by shape and by word. Every text is escaped here."""

from html import escape

from dashboard.ui import texts
from dashboard.ui.shapes import drawing
from pipeline.domain.score import DimensionScore, Severity, Verdict


def severity(value: Severity) -> str:
    """A severity as shape, word and colour."""
    return f'<span class="cq-mark cq-{value.value}">{drawing(value.value)}{texts.SEVERITIES[value]}</span>'


def verdict(value: Verdict) -> str:
    """A verdict as shape, word and colour."""
    return f'<span class="cq-mark cq-{value.value}">{drawing(value.value)}{texts.VERDICTS[value]}</span>'


def auto_fail() -> str:
    """That failing this sets its whole dimension to 0."""
    return '<span class="cq-badge cq-badge-af" title="Failing this sets the whole score to 0">Auto-fail</span>'


def play_chip(turn: int, criterion: str, label: str) -> str:
    """A button that plays the recording from a turn; the conversation component listens for it."""
    return (
        f'<button type="button" class="cq-chip" data-cq-play="{turn}" data-cq-criterion="{escape(criterion)}">'
        f"{escape(label)}</button>"
    )


def score_tile(name: str, value: DimensionScore | None) -> str:
    """One dimension's score; an auto-fail shows what the score would have been beside its 0."""
    if value is None or value.score is None:
        return _tile(name, "–", "nothing applied", "")
    if value.auto_failed:
        would = "" if value.score_without_auto_fail is None else f"would be {value.score_without_auto_fail:.0f}"
        return _tile(name, f"{value.score:.0f}", f"{drawing('critical')}Auto-fail", would)
    return _tile(name, f"{value.score:.0f}", "", "")


def _tile(name: str, number: str, mark: str, aside: str) -> str:
    failed = " cq-tile-failed" if aside or "cq-shape" in mark else ""
    return (
        f'<div class="cq-tile{failed}"><span class="cq-tile-name">{escape(name)}</span>'
        f'<span class="cq-tile-score">{number}</span>'
        f'<span class="cq-tile-mark">{mark}<span class="cq-tile-aside">{escape(aside)}</span></span></div>'
    )
