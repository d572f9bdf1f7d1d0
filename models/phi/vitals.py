"""Whether a number is a vital sign, a score or a price by the words before it."""

import re

_VITALS = re.compile(
    r"oxygen|o2|sat(?:uration|s)?\b|ox\b|pulse|heart rate|sugar|glucose|temp|fever|weigh|pressure"
    r"|reading|bpm|score|copay|cost|balance|owe",
    re.IGNORECASE,
)
_NEAR = 60  # characters


def follows_a_vital_sign(text: str, at: int) -> bool:
    """Whether the words shortly before `at` speak of a measurement."""
    return _VITALS.search(text[max(0, at - _NEAR) : at]) is not None
