"""The detector of a site: the models' one, and around it the lists that the settings name. Whoever redacts uses it."""

from models.phi.detector import load_detector
from models.phi.lists.detector import ListedDetector, SiteLists
from models.phi.lists.hashes import read_hashes
from models.phi.lists.phrases import read_allow_list, read_deny_list
from pipeline.ports import PhiDetector
from pipeline.settings import Settings
from pipeline.store.list_key import patient_list_key


def site_detector(settings: Settings) -> PhiDetector:
    """A detector ready to use. Raises MissingWeightsError, BadInputError for a list, VaultError for the master key."""
    lists = read_site_lists(settings)
    detector = load_detector(settings)
    return detector if lists == SiteLists() else ListedDetector(detector, lists)


def read_site_lists(settings: Settings) -> SiteLists:
    """The lists that the settings name. One that cannot be read stops redaction: what it hides would be shown."""
    hashes = settings.patient_hashes
    return SiteLists(
        deny=read_deny_list(settings.deny_list) if settings.deny_list else None,
        allow=read_allow_list(settings.allow_list) if settings.allow_list else None,
        patients=read_hashes(hashes, patient_list_key(settings)) if hashes else None,
    )
