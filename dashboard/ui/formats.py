"""Numbers and times as a reviewer reads them."""

from datetime import datetime, timedelta, tzinfo

_MINUTE_S, _HOUR_S = 60, 3600


def clock(seconds: float) -> str:
    """A place in a recording or a length: 4:07, 1:02:09."""
    whole = int(seconds)
    hours, rest = divmod(whole, _HOUR_S)
    minutes, left = divmod(rest, _MINUTE_S)
    return f"{hours}:{minutes:02d}:{left:02d}" if hours else f"{minutes}:{left:02d}"


def age(moment: datetime, now: datetime) -> str:
    """How long ago, in the largest unit that says enough: 5 min, 3 h, 12 d."""
    passed = max(now - moment, timedelta())
    if passed < timedelta(hours=1):
        return f"{passed // timedelta(minutes=1)} min"
    if passed < timedelta(days=2):
        return f"{passed // timedelta(hours=1)} h"
    return f"{passed // timedelta(days=1)} d"


def moment(value: datetime, zone: tzinfo) -> str:
    """A date and a time in the reader's zone: 3 Mar 2026, 14:02."""
    local = value.astimezone(zone)
    return f"{local.day} {local:%b %Y, %H:%M}"


def score(value: float | None) -> str:
    """A score from 0 to 100 without decimals; a dash where nothing applied."""
    return "–" if value is None else f"{value:.0f}"


def hidden(identifiers: int, by_gate: int) -> str:
    """How much of a call was hidden: 12 identifiers hidden, 2 by the second look."""
    return f"{identifiers:,} {noun('identifier', identifiers)} hidden, {by_gate:,} by the second look"


def noun(one: str, count: int) -> str:
    """The noun for this many of it: call, calls."""
    return one if count == 1 else f"{one}s"


def size(count: int) -> str:
    """Bytes in the unit that keeps the number short."""
    value = float(count)
    for unit in ("bytes", "KB", "MB", "GB"):
        if value < 1000 or unit == "GB":
            return f"{value:.0f} {unit}" if unit == "bytes" else f"{value:.1f} {unit}"
        value /= 1000
    raise AssertionError
