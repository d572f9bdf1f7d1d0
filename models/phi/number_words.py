"""The vocabulary of spoken numbers."""

UNITS = {
    word: digit
    for digit, word in enumerate("zero one two three four five six seven eight nine".split())  # noqa: SIM905 reads as a list
}
TEENS = {
    "ten": 10,
    "eleven": 11,
    "twelve": 12,
    "thirteen": 13,
    "fourteen": 14,
    "fifteen": 15,
    "sixteen": 16,
    "seventeen": 17,
    "eighteen": 18,
    "nineteen": 19,
}
TENS = {
    "twenty": 20,
    "thirty": 30,
    "forty": 40,
    "fourty": 40,
    "fifty": 50,
    "sixty": 60,
    "seventy": 70,
    "eighty": 80,
    "ninety": 90,
}
UNIT_ORDINALS = {
    "first": 1,
    "second": 2,
    "third": 3,
    "fourth": 4,
    "fifth": 5,
    "sixth": 6,
    "seventh": 7,
    "eighth": 8,
    "ninth": 9,
}
LARGE_ORDINALS = {
    "tenth": 10,
    "eleventh": 11,
    "twelfth": 12,
    "thirteenth": 13,
    "fourteenth": 14,
    "fifteenth": 15,
    "sixteenth": 16,
    "seventeenth": 17,
    "eighteenth": 18,
    "nineteenth": 19,
    "twentieth": 20,
    "thirtieth": 30,
}
REPEATS = {"double": 2, "triple": 3, "treble": 3}
CENTURIES = frozenset({18, 19, 20})  # "nineteen fifty two" is one number; "twelve fifty two" is two
NOUGHTS = frozenset({"oh", "o", "nought", "naught"})


_ALPHABET = """alpha alfa bravo charlie delta echo foxtrot golf hotel india juliet juliett kilo lima mike november oscar
papa quebec romeo sierra tango uniform victor whiskey x-ray xray yankee zulu"""
SPELLING_ALPHABET = {word: word[0] for word in _ALPHABET.split()}
"""The radiotelephony alphabet (ICAO Annex 10): code word -> letter."""
ALSO_PLAIN_WORDS = frozenset(
    {"november", "hotel", "golf", "india", "mike", "charlie", "oscar", "victor", "echo", "papa"}
)
CODE_LINKS = (("as", "in"), ("like", "in"), ("for",), ("like",))
"""What stands between a letter and its code word: "b as in boy", "b for bravo"."""


def with_ordinal_suffix(number: int) -> str:
    """The number with its English ordinal suffix: 1 -> `1st`, 12 -> `12th`."""
    if number % 100 in (11, 12, 13):
        return f"{number}th"
    return f"{number}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th') }"
