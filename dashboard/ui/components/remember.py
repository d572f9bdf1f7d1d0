"""Keeps a name in a cookie of this browser, so that a reload does not ask for it again."""

from dashboard.ui.components.assets import component

_SHIFT_S = 12 * 3600


def remember_reviewer(cookie: str, value: str) -> None:
    """Set the cookie for as long as a long shift lasts."""
    component("remember")(key=cookie, data={"cookie": cookie, "value": value, "seconds": _SHIFT_S})
