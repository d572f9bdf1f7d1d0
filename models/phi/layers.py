"""The layers that find PHI together; a benchmark can run some of them alone."""

from enum import StrEnum


class Layer(StrEnum):
    """One way of looking at a call."""

    RULES = "rules"  # triggers, slots, patterns, word lists, fail-closed numbers
    LANGUAGE_MODEL = "language_model"  # spaCy's named entities
    TAGGER = "tagger"  # the transformer, which also outvotes weak findings of the others
    PROPAGATION = "propagation"  # what one turn gave away is hidden in all
    GATE = "gate"  # the second, harder look at what the first left in clear


ALL_LAYERS = frozenset(Layer)
