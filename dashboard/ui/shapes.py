"""Drawings that differ in outline, so that they can be told apart without colour and in print. Box: 14×14."""

from typing import Final, TypedDict
from urllib.parse import quote


class Shape(TypedDict):
    """An SVG path; `stroke` is the width of its line, 0 for a filled path."""

    path: str
    stroke: float


SHAPES: Final[dict[str, Shape]] = {
    "critical": Shape(path="M4 0h6l4 4v6l-4 4H4l-4-4V4z", stroke=0),
    "major": Shape(path="M7 0.5 14 13.5H0z", stroke=0),
    "moderate": Shape(path="M1 1h12v12H1z", stroke=0),
    "minor": Shape(path="M7 2a5 5 0 1 0 .01 0z", stroke=2.5),
    "met": Shape(path="M1 7.5 5.2 12 13 2.5", stroke=2.6),
    "not_met": Shape(path="M2 2 12 12M12 2 2 12", stroke=2.8),
    "cannot_score": Shape(path="M3.5 4.5a3.5 3.2 0 1 1 5 2.9C7.2 8 7 8.6 7 9.7M7 12v2", stroke=2.2),
    "not_applicable": Shape(path="M2 7h10", stroke=2.6),
}


def drawing(name: str) -> str:
    """The shape as HTML in the colour of the text around it; the word beside it is what a screen reader says.

    A mask, since Streamlit takes SVG elements out of a page's HTML.
    """
    return f'<i class="cq-shape cq-shape-{name}" aria-hidden="true"></i>'


def style() -> str:
    """The style rules that `drawing` needs."""
    return "\n".join(
        f'.cq-shape-{name} {{ mask-image: url("data:image/svg+xml,{quote(_svg(shape))}"); }}'
        for name, shape in SHAPES.items()
    )


def _svg(shape: Shape) -> str:
    ink = f"fill='none' stroke='black' stroke-width='{shape['stroke']}'" if shape["stroke"] else ""
    return f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 14 14'><path d='{shape['path']}' {ink}/></svg>"
