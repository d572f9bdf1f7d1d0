"""What made a scorecard: versions of code and packages, sha256 of weights, versions of rubrics."""

from collections.abc import Sequence
from importlib.metadata import version

from models.weights import load_manifest
from pipeline.domain.score import Provenance
from pipeline.ports import ActClassifier
from pipeline.settings import Settings
from rubrics.schema import Rubric


def describe_provenance(settings: Settings, classifier: ActClassifier, rubrics: Sequence[Rubric]) -> Provenance:
    """Everything that a later reader needs to make the same scorecard again from the same recording."""
    digests = {weights.name: weights.sha256 for weights in load_manifest()}
    speech = digests.get(f"whisper-{settings.whisper_model}") or digests.get(settings.whisper_model)
    return Provenance(
        code_version=version("callqa"),
        models={
            "speech": f"{settings.whisper_model} sha256:{speech}" if speech else settings.whisper_model,
            "phi": f"presidio {version('presidio-analyzer')}, spaCy {version('spacy')}",
            "acts": classifier.identity,
        },
        rubrics={rubric.name: str(rubric.version) for rubric in rubrics},
    )
