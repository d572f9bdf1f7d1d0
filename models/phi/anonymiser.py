"""Placeholders through Presidio's anonymizer."""

from collections.abc import Sequence

from presidio_anonymizer import AnonymizerEngine
from presidio_anonymizer.entities import OperatorConfig, RecognizerResult

from pipeline.domain.phi import PhiLabel, PhiSpan

_OPERATORS = {label.value: OperatorConfig("replace", {"new_value": label.placeholder}) for label in PhiLabel}


class PresidioMasker:
    """Replaces each span by its typed placeholder; every other character stays where it was."""

    def __init__(self) -> None:
        self._engine = AnonymizerEngine()  # type: ignore[no-untyped-call]  # Presidio leaves it untyped

    def __call__(self, text: str, spans: Sequence[PhiSpan]) -> str:
        """The text with placeholders. `spans`: sorted, disjoint, within the text."""
        results = [RecognizerResult(span.label.value, span.start, span.end, span.confidence) for span in spans]
        # Presidio would swallow the space between two like spans; we keep each character that is not PHI.
        return self._engine.anonymize(text, results, operators=_OPERATORS, merge_entities_with_spaces=False).text
