"""What is compared: Presidio as it comes, ours, and ours with some of its layers."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from models.phi.detector import keep_offline, load_detector
from models.phi.layers import ALL_LAYERS, Layer
from pipeline.errors import RedactionError
from pipeline.settings import Settings
from pipeline.steps.redact import RedactionPolicy, hidden_spans


@dataclass(frozen=True)
class Hidden:
    """A stretch of one turn that is hidden. `label`: ours, WITHHELD, or Presidio's own where we have none like it."""

    start: int
    end: int
    label: str


Find = Callable[[Sequence[str], Sequence[str]], list[list[Hidden]]]
"""Texts and speakers of a call's turns to what is hidden in each."""

OURS, DEFAULT = "ours", "default Presidio"
WITHHELD = "withheld"
"""The label of whole turns of a call that the leak gate withholds: nothing of it is shown to anybody."""

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
    """What `callqa redact` hides by default, leak gate and all."""
    detector, policy = load_detector(Settings(), layers=layers), RedactionPolicy()

    def find(texts: Sequence[str], speakers: Sequence[str]) -> list[list[Hidden]]:
        try:
            hidden = hidden_spans(texts, speakers, detector, policy, "benchmark")
        except RedactionError:
            return [[Hidden(0, len(text), WITHHELD)] for text in texts]
        return [[Hidden(span.start, span.end, span.label.value) for span in spans] for spans in hidden]

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


FINDERS = (Layer.RULES, Layer.LANGUAGE_MODEL, Layer.TAGGER)
"""The layers that find something by themselves; the others work on what these found."""


def ablation() -> dict[str, frozenset[Layer]]:
    """Name → layers: each finder alone, then all but one layer."""
    alone = {f"{layer.value} alone": frozenset({layer}) for layer in FINDERS}
    return alone | {f"without {layer.value}": ALL_LAYERS - {layer} for layer in Layer}
