"""`callqa`: exit code 0 all went well, 1 something was rejected or failed, 2 wrong usage or wrong input file."""

import sys

import typer

from pipeline.cli import batch, inspect_store, lines, serve, site_lists, site_rubrics
from pipeline.errors import BadInputError, CallqaError

HELP = """
Quality assurance of medical call centres, on your own machines.

A folder of recordings goes in; every call is transcribed, its PHI is redacted in text and sound, it is scored against
the rubrics with evidence, and flagged calls wait in a dashboard for people to decide.

Start with:  callqa demo

Then your own:  callqa process recordings/ --manifest calls.csv   and   callqa dashboard

Exit codes: 0 ok, 1 partial failure (something was rejected or failed; the rest is done), 2 bad usage or input.
"""

app = typer.Typer(
    help=HELP,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,  # a traceback with local variables would print words of calls
    rich_markup_mode="rich",
)
app.command(name="demo")(batch.demo)
app.command(name="process")(batch.process)
app.command(name="transcribe")(lines.transcribe)
app.command(name="redact")(lines.redact)
app.command(name="score")(lines.score)
app.command(name="dashboard")(serve.dashboard)
app.command(name="status")(inspect_store.status)
app.command(name="rejections")(inspect_store.rejections)
app.command(name="export")(inspect_store.export)
app.command(name="delete")(inspect_store.delete)
app.command(name="doctor")(serve.doctor)
app.add_typer(site_rubrics.app, name="rubrics")
app.add_typer(site_lists.app, name="lists")


def main() -> None:
    """Run the command; our own errors become one line and an exit code."""
    try:
        app()
    except BadInputError as error:
        typer.echo(f"callqa: {error}", err=True)
        sys.exit(2)
    except CallqaError as error:
        typer.echo(f"callqa: {error}", err=True)
        sys.exit(1)
