"""How a detector and a masker are made. Presidio and spaCy are imported here, not when the package is."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from models.phi.layers import ALL_LAYERS, Layer
from pipeline.domain.phi import PhiSpan
from pipeline.ports import PhiDetector
from pipeline.settings import Settings

if TYPE_CHECKING:
    from presidio_analyzer import AnalyzerEngine

    from models.phi.tagger.tagger import Tagger


def load_detector(settings: Settings, layers: frozenset[Layer] = ALL_LAYERS) -> PhiDetector:
    """A detector ready to use: about 3 s and 200 MB. Raises MissingWeightsError; never touches the network."""
    keep_offline()
    from models.phi.language import load_language, model_folder
    from models.phi.lexicon import load_lexicon
    from models.phi.presidio import PresidioDetector
    from models.phi.tagger.tagger import load_tagger

    folder = model_folder()
    tagger = load_tagger(settings) if Layer.TAGGER in layers else None
    language = load_language(folder) if Layer.LANGUAGE_MODEL in layers else None
    return PresidioDetector(_analyzer(layers, tagger), language, load_lexicon(folder), tagger, layers)


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


def _analyzer(layers: frozenset[Layer], tagger: "Tagger | None") -> "AnalyzerEngine":
    from presidio_analyzer import AnalyzerEngine

    from models.phi.presidio import NoEnhancer, NoNlpEngine
    from models.phi.registry import make_registry

    return AnalyzerEngine(
        registry=make_registry(layers, tagger), nlp_engine=NoNlpEngine(), context_aware_enhancer=NoEnhancer()
    )
