"""`callqa rubrics …`: what good looks like, checked before it judges anybody."""

from pathlib import Path
from typing import Annotated

import typer

from rubrics.lint import lint_rubrics
from rubrics.loader import load_rubrics

app = typer.Typer(help="Check the rubrics.", no_args_is_help=True)

FOLDER = Path(__file__).resolve().parents[2] / "rubrics"


@app.callback()
def rubrics() -> None:
    """Check the rubrics."""


@app.command()
def check(
    folder: Annotated[Path, typer.Argument(help="Folder with one folder a rubric.")] = FOLDER,
) -> None:
    """Schema, ids, weights, coaching lines, cases: every finding with file and line."""
    findings = lint_rubrics(folder)
    for finding in findings:
        typer.echo(str(finding))
    if findings:
        raise typer.Exit(1)
    loaded = load_rubrics(folder)
    criteria = sum(len(rubric.criteria) for rubric in loaded)
    typer.echo(f"rubrics: {len(loaded)} rubrics, {criteria} criteria, no findings")
