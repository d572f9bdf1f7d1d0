"""Detection of protected health information in the turns of a call. Start reading in registry.py."""

from models.phi.detector import load_detector, load_masker

__all__ = ["load_detector", "load_masker"]
