"""Every key that a file of a given type may hold, for suggestions; and the type's JSON schema, for editors."""

import json
from pathlib import Path

from pydantic import BaseModel

from rubrics.schema import Rubric

SCHEMA_FILE = Path(__file__).parent / "schema.json"


def known_keys(kind: type[BaseModel]) -> list[str]:
    """Property names anywhere in the type, sorted."""
    schema = kind.model_json_schema()
    parts = [schema, *schema.get("$defs", {}).values()]
    return sorted({key for part in parts for key in part.get("properties", {})})


def rubric_json_schema() -> str:
    """The JSON schema of a rubric file as it is kept in `schema.json`: two spaces, keys sorted, a last newline."""
    return json.dumps(Rubric.model_json_schema(), indent=2, sort_keys=True) + "\n"


if __name__ == "__main__":
    SCHEMA_FILE.write_text(rubric_json_schema(), encoding="utf-8")
