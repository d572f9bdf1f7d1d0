"""Ids that can be said aloud, derived from content, so that a file delivered twice is one recording."""

import hashlib
from typing import NewType

CallId = NewType("CallId", str)
"""Names one call and its one recording: 12 characters in three groups, such as `k7mq-3wxz-9h2p`."""
SourceId = NewType("SourceId", str)
"""Names one file as delivered, before anybody looked inside it."""
BatchId = NewType("BatchId", str)
"""Names one order to process a set of sources."""

ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"  # no i, l, o, 0, 1: they are misheard and misread
_LENGTH, _GROUP = 12, 4


def spoken_id(content: bytes) -> str:
    """12 characters (about 59 bits) of the content's SHA-256 in three groups; equal content, equal id."""
    number = int.from_bytes(hashlib.sha256(content).digest(), "big")
    characters = []
    for _ in range(_LENGTH):
        number, digit = divmod(number, len(ALPHABET))
        characters.append(ALPHABET[digit])
    text = "".join(characters)
    return "-".join(text[at : at + _GROUP] for at in range(0, _LENGTH, _GROUP))
