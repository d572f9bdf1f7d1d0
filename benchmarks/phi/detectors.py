"""What is compared: Presidio as it comes, ours, and ours with some of its layers."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from models.phi.detector import keep_offline, load_detector
from models.phi.layers import ALL_LAYERS, Layer
from pipeline.domain.phi import KEPT
from pipeline.settings import Settings


@dataclass(frozen=True)
class Hidden:
    """A stretch of one turn that a detector hides. `label`: ours, or Presidio's own where we have none like it."""

    start: int
    end: int
    label: str


Find = Callable[[Sequence[str], Sequence[str]], list[list[Hidden]]]
"""Texts and speakers of a call's turns to what is hidden in each."""

OURS, DEFAULT = "ours", "default Presidio"

_OUR_LABELS = {
    "PERSON": "NAME",
    "LOCATION": "GEO",
    "DATE_TIME": "DATE",
    "PHONE_NUMBER": "PHONE",
    "EMAIL_ADDRESS": "EMAIL",
    "US_SSN": "SSN",
    "UK_NHS": "MRN",
    "CREDIT_CARD": "CREDIT_CARD",
    "IBAN_CODE": "ACCOUNT",
    "US_BANK_NUMBER": "ACCOUNT",
    "US_DRIVER_LICENSE": "LICENSE",
    "MEDICAL_LICENSE": "LICENSE",
    "IP_ADDRESS": "IP",
    "URL": "URL",
}


def ours(layers: frozenset[Layer] = ALL_LAYERS) -> Find:
    """Our detector with the default policy: STAFF and ORG stay."""
    detector = load_detector(Settings(), layers=layers)

    def find(texts: Sequence[str], speakers: Sequence[str]) -> list[list[Hidden]]:
        return [
            [Hidden(span.start, span.end, span.label.value) for span in spans if span.label not in KEPT]
            for spans in detector.detect(texts, speakers)
        ]

    return find


def default_presidio() -> Find:
    """Presidio with its own recognisers and its own settings, turn by turn, over the spaCy model that ours uses."""
    keep_offline()
    import presidio_analyzer
    import yaml
    from presidio_analyzer.nlp_engine import NlpEngineProvider

    from models.phi.language import model_folder

    settings = Path(presidio_analyzer.__file__).parent / "conf" / "default.yaml"
    configuration = yaml.safe_load(settings.read_text("utf-8"))
    configuration["models"] = [{"lang_code": "en", "model_name": str(model_folder())}]
    provider = NlpEngineProvider(nlp_configuration=configuration)
    engine = presidio_analyzer.AnalyzerEngine(nlp_engine=provider.create_engine(), supported_languages=["en"])

    def find(texts: Sequence[str], speakers: Sequence[str]) -> list[list[Hidden]]:  # noqa: ARG001 it knows no speakers
        return [
            [
                Hidden(found.start, found.end, _OUR_LABELS.get(found.entity_type, found.entity_type))
                for found in engine.analyze(text, language="en")
            ]
            for text in texts
        ]

    return find


def ablation() -> dict[str, frozenset[Layer]]:
    """Name → layers: each layer alone, then all but that one."""
    alone = {f"{layer.value} alone": frozenset({layer}) for layer in Layer}
    return alone | {f"without {layer.value}": ALL_LAYERS - {layer} for layer in Layer}
