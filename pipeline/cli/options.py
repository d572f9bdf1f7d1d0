"""Options that several commands share, and how they become settings."""

import os
import tomllib
from pathlib import Path
from typing import Annotated

import typer
from pydantic import ValidationError
from pydantic_settings import SettingsError

from pipeline.errors import BadInputError
from pipeline.settings import Settings

FILE = "callqa.toml"
Home = Annotated[
    Path | None,
    typer.Option("--home", help="Folder of the store, the vault and the caches. Default: .callqa, or CALLQA_HOME."),
]


def read_settings(home: Path | None = None) -> Settings:
    """The site's settings. Worker processes, Prefect and the dashboard read them from the environment in turn.

    Raises BadInputError naming the setting that is wrong, where it was read, and what it takes.
    """
    if home is not None:
        os.environ["CALLQA_HOME"] = str(home.absolute())
    try:
        return Settings()
    except ValidationError as error:
        problem = error.errors(include_input=False, include_url=False)[0]
        name = ".".join(str(part) for part in problem["loc"])
        message = f"{_origin(str(problem['loc'][0]))}: setting '{name}': {problem['msg'].removeprefix('Value error, ')}"
    except tomllib.TOMLDecodeError as error:
        message = f"{FILE}: not TOML: {error}"
    except SettingsError as error:  # its text names the field and never the value
        message = f"environment: {error}; a list or table is written there as JSON"
    # Raised out here, so that no chained exception carries a value.
    raise BadInputError(message)


def _origin(name: str) -> str:
    """Where the value came from: the environment outweighs the file."""
    variable = f"CALLQA_{name.upper()}"
    return f"environment variable {variable}" if variable in {one.upper() for one in os.environ} else FILE
