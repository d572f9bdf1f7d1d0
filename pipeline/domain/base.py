"""The base of every value: frozen, closed to unknown fields, and silent about what it rejects."""

from pydantic import BaseModel, ConfigDict


class Value(BaseModel):
    """A frozen value. Errors never print their input, which may be words of a call."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)
