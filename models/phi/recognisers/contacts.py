"""E-mail addresses, web addresses and network addresses, written and spoken."""

import re

from models.phi.found import Strength
from models.phi.recognisers.base import PatternRecogniser
from pipeline.domain.phi import PhiLabel

_SUFFIX = r"(?:com|org|net|edu|gov|co|uk|us|io|info|health|me|biz|ca|au|ie|example|test|mil|care|med|clinic|app|dev)"
_SIGN = r"(?:dot|underscore|dash|hyphen|plus|\.|_|-)"
_PART = r"[a-z0-9]+"
_LOCAL = (
    rf"(?:{_PART}\s+{_SIGN}\s+)*(?:(?:[a-z]|\d+)\s+){{0,12}}(?:{_PART}\s+)?(?:\d+\s+"
    rf"|[a-z]\s+){{0,8}}(?:{_SIGN}\s+{_PART}\s+)*"
)
_FLAGS = re.IGNORECASE


class ContactRecogniser(PatternRecogniser):
    """`name@host.com`, "name at host dot com", `www.host.com`, "host dot org", IPv4 and IPv6 addresses."""

    labels = (PhiLabel.EMAIL, PhiLabel.URL, PhiLabel.IP)
    patterns = tuple(
        (label, re.compile(text, _FLAGS), strength)
        for label, text, strength in (
            (PhiLabel.EMAIL, r"[\w.+%-]+\s?@\s?[\w-]+(?:\s?\.\s?[\w-]+)+", Strength.CERTAIN),
            (
                PhiLabel.EMAIL,
                rf"(?<![\w'’])(?:{_LOCAL})(?:at|@)\s+(?:{_PART}\s+){{1,3}}(?:(?:dot|\.)\s+{_PART}\s+){{0,2}}(?:dot\s+"
                rf"|\.\s?){_SUFFIX}\b(?:\s+dot\s+{_SUFFIX}\b)?",
                Strength.CERTAIN,
            ),
            (PhiLabel.EMAIL, rf"\b[\w.+-]+\s+at\s+[\w-]+\.{_SUFFIX}\b(?:\.{_SUFFIX}\b)?", Strength.CERTAIN),
            (PhiLabel.URL, r"\b(?:https?://|www\.)\S*\w", Strength.CERTAIN),
            (
                PhiLabel.URL,
                rf"\b(?:(?:www|w w w|triple w)\s+dot\s+)?(?:{_PART}\s+(?:dot"
                rf"|dash)\s+){{1,3}}{_SUFFIX}\b(?:\s+(?:slash|forward slash)\s+{_PART}(?:\s+(?:dash"
                rf"|slash)\s+{_PART})*)?",
                Strength.STRONG,
            ),
            (PhiLabel.URL, rf"\b[a-z0-9-]+(?:\.[a-z0-9-]+)*\.{_SUFFIX}\b(?:/\S*\w)?", Strength.STRONG),
            (PhiLabel.IP, r"\b(?:\d{1,3}\.){3}\d{1,3}\b", Strength.CERTAIN),
            (PhiLabel.IP, r"\b\d[\d ]{0,5}(?:\s+(?:dot|point)\s+\d[\d ]{0,4}){3}(?:\b|$)", Strength.CERTAIN),
            (PhiLabel.IP, r"\b(?:[0-9a-f]{1,4}:){3,7}:?[0-9a-f]{1,4}\b", Strength.CERTAIN),
        )
    )
