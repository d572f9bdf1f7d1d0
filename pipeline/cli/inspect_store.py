"""`callqa status`, `callqa export`, `callqa delete`: what is in the store, out of it, and gone from it."""

import getpass
import re
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich import box
from rich.table import Table

from pipeline.cli.options import Home, read_settings
from pipeline.cli.summary import hidden_line, wide_console
from pipeline.domain.ids import ALPHABET, CallId
from pipeline.errors import BadInputError
from pipeline.store.export import export as export_tables
from pipeline.store.store import open_store
from pipeline.store.vault import open_vault

CALL_ID = re.compile(f"[{ALPHABET}]{{4}}(-[{ALPHABET}]{{4}}){{2}}")


class Format(StrEnum):
    """What an export is written as."""

    PARQUET = "parquet"
    CSV = "csv"


def status(home: Home = None) -> None:
    """What is in the store: calls by step, flags, rejections, identifiers hidden, what waits for review."""
    settings = read_settings(home)
    if not settings.database_url and not (settings.home / "store.sqlite3").exists():
        raise BadInputError(f"there is no store in {settings.home} yet; `callqa process PATH…` makes one")
    now = open_store(settings).status()
    table = Table("what", "count", title="Store", title_justify="left")
    table.add_row("files delivered", str(now.sources))
    table.add_row("calls", f"{now.calls} ({now.audio_hours:.2f} h of sound)")
    for step, count in now.calls_by_step.items():
        table.add_row(f"  past {step.value}", str(count))
    table.add_row("waiting for review", str(now.waiting_for_review))
    for rule, count in now.flags_by_rule.items():
        table.add_row(f"  flagged: {rule}", str(count))
    for reason, count in now.rejections_by_reason.items():
        table.add_row(f"rejected: {reason.value}", str(count))
    table.add_row("deleted calls", str(now.deleted_calls))
    table.add_row("database", f"{now.database_bytes / 1e6:.1f} MB")
    wide_console().print(table)
    typer.echo(hidden_line(now.hidden))
    for call in now.unfinished_deletions:
        typer.echo(f"callqa: the deletion of {call} was cut off; complete it with: callqa delete {call}", err=True)


def rejections(home: Home = None) -> None:
    """Which files were turned away, why, and what to do. Prints file names, which may name a patient."""
    store = open_store(read_settings(home))
    turned_away = store.rejections()
    if not turned_away:
        typer.echo("nothing was turned away")
        return
    table = Table("file", "step", "reason", "what to do", box=box.SIMPLE_HEAD, pad_edge=False)
    for one in turned_away:
        path, _ = store.open_source(one.source_id)
        table.add_row(str(path), one.step.value, one.reason.value, one.hint)
    wide_console().print(table)


def export(
    to: Annotated[Format, typer.Option(help="parquet keeps types; csv opens anywhere.")] = Format.PARQUET,
    folder: Annotated[Path, typer.Option("--folder", "-o", help="Where to write; made if missing.")] = Path("export"),
    home: Home = None,
) -> None:
    """Write scores, criteria, flags, rejections and reviews as tables. No PHI is in them."""
    for path in export_tables(open_store(read_settings(home)), folder, to.value):
        typer.echo(str(path))


def delete(
    call: Annotated[str, typer.Argument(metavar="CALL", help="A call's id, such as k7mq-3wxz-9h2p.")],
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
    home: Home = None,
) -> None:
    """Delete one call everywhere, search for what is left of it, and say what was found."""
    if not CALL_ID.fullmatch(call):
        raise BadInputError("that is no call id: three groups of four letters and digits, such as k7mq-3wxz-9h2p")
    settings = read_settings(home)
    store = open_store(settings)
    vault = open_vault(settings, store)
    if not yes:
        typer.confirm(
            f"Delete {call} with its sound, transcript, scores and reviews? This cannot be undone", abort=True
        )
    report = store.delete_call(CallId(call), vault, actor=getpass.getuser())
    rows = ", ".join(f"{count} {table}" for table, count in report.rows.items() if count)
    typer.echo(f"deleted {call}: {report.vault_files} vault files; rows: {rows or 'none'}")
    typer.echo(
        f"searched {report.columns_searched} database columns and {report.files_searched} files for the id: "
        + ("found only in the tombstone and the access log" if report.clean else "STILL FOUND, see below")
    )
    for table, count in report.rows_left.items():
        typer.echo(f"  {count} rows of {table}", err=True)
    for file in report.files_left:
        typer.echo(f"  {file}", err=True)
    raise typer.Exit(0 if report.clean else 1)
