"""How a detector and a masker are made. Presidio and spaCy are imported here, not when the package is."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from pipeline.domain.phi import PhiSpan
from pipeline.ports import PhiDetector
from pipeline.settings import Settings

if TYPE_CHECKING:
    from presidio_analyzer import AnalyzerEngine


def load_detector(settings: Settings) -> PhiDetector:  # noqa: ARG001 every loader takes the settings
    """A detector ready to use: about 3 s and 200 MB. Raises MissingWeightsError; never touches the network."""
    keep_offline()
    from models.phi.language import load_language, model_folder
    from models.phi.lexicon import load_lexicon
    from models.phi.presidio import PresidioDetector

    folder = model_folder()
    return PresidioDetector(_analyzer(), load_language(folder), load_lexicon(folder))


def load_masker() -> Callable[[str, Sequence[PhiSpan]], str]:
    """The function that puts placeholders into a text, through Presidio's anonymizer."""
    from models.phi.anonymiser import PresidioMasker

    return PresidioMasker()


def keep_offline() -> None:
    """Give tldextract, which Presidio asks about e-mail hosts, its packaged suffix list instead of a download."""
    import tldextract
    import tldextract.tldextract as module

    offline = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)
    module.TLD_EXTRACTOR = offline
    # `tldextract.extract` keeps its own wrapper around the module's extractor, so that one global is the only switch.


def _analyzer() -> "AnalyzerEngine":
    from presidio_analyzer import AnalyzerEngine

    from models.phi.presidio import NoEnhancer, NoNlpEngine
    from models.phi.registry import make_registry

    return AnalyzerEngine(registry=make_registry(), nlp_engine=NoNlpEngine(), context_aware_enhancer=NoEnhancer())
