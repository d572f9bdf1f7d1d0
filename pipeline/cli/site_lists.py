"""`callqa lists …`: what a site always hides, never hides, and whom it has as patients."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.cli.options import Home, read_settings
from pipeline.errors import BadInputError

if TYPE_CHECKING:
    from models.phi.lists.patients import Field

app = typer.Typer(help="Check and make the lists that steer redaction.", no_args_is_help=True)


@app.callback()
def lists() -> None:
    """Check and make the lists that steer redaction."""


@app.command(name="hash")
def hash_patients(
    patients: Annotated[Path, typer.Argument(help="CSV file of patients; its first line names the columns.")],
    out: Annotated[Path, typer.Option("--out", help="Where to write the hashes.")],
    column: Annotated[
        list[str] | None,
        typer.Option("--column", help="What a field is called in your file, e.g. last_name=Surname. May be repeated."),
    ] = None,
    day_first: Annotated[bool, typer.Option("--day-first", help="Read 3/4/1962 as the third of April.")] = False,
    home: Home = None,
) -> None:
    """Write keyed hashes of a patient list.

    Fields: name, first_name, middle_name, last_name, birth_date, member_number, record_number, phone, address and
    postcode. Each is optional.
    """
    from models.phi.language import model_folder
    from models.phi.lexicon import load_lexicon
    from models.phi.lists.hashes import write_hashes
    from models.phi.lists.name_words import name_words
    from models.phi.lists.patients import PatientList, read_patients
    from pipeline.store.list_key import patient_list_key

    settings = read_settings(home)
    columns = _columns(column or [])
    collected = PatientList(name_words(load_lexicon(model_folder())), day_first=day_first)
    read_patients(patients, columns, collected)
    problem = ""
    try:
        written = write_hashes(out, patient_list_key(settings), collected.entries)
    except OSError as error:
        problem = f"{out}: cannot be written ({type(error).__name__})"
    if problem:
        raise BadInputError(problem)
    typer.echo(f"{out}: {written:,} hashes of {collected.patients:,} patients")
    if collected.left_out:
        typer.echo(f"{collected.left_out:,} numbers have fewer than five characters and were left out")
    typer.echo(f'Now write patient_hashes = "{out}" into callqa.toml, and keep the list itself away from this machine.')


@app.command()
def check(home: Home = None) -> None:
    """Read the lists that the settings name, as redaction does: every error with file and line."""
    from pipeline.flows.detector import read_site_lists

    found = read_site_lists(read_settings(home))
    for name, one, what in (
        ("deny_list", found.deny, "phrases"),
        ("allow_list", found.allow, "phrases"),
        ("patient_hashes", found.patients, "hashes"),
    ):
        typer.echo(f"{name}: " + ("not set" if one is None else f"{len(one):,} {what}"))


def _columns(given: list[str]) -> "dict[Field, str]":
    """`last_name=Surname` to a mapping. Raises BadInputError."""
    from models.phi.lists.patients import Field

    columns = {}
    for one in given:
        field, sign, name = one.partition("=")
        if not sign or not name.strip() or field.strip() not in set(Field):
            raise BadInputError(f"--column takes field=name, where the field is one of: {', '.join(Field)}")
        columns[Field(field.strip())] = name.strip()
    return columns
