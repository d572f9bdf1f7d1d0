"""Loads the speech models: the one place where their weights are read."""

from models.speech.checkpoint import load_whisper
from models.speech.encoder import fastest_dtype
from models.speech.listener import Listener
from models.speech.recogniser import WhisperRecogniser
from models.speech.voice_activity import VoiceActivity
from models.speech.voices import VoiceSeparator
from models.weights import prepare_weights
from pipeline.settings import Settings


def load_recogniser(settings: Settings) -> WhisperRecogniser:
    """The recogniser that `settings` ask for. Raises MissingWeightsError; needs no network for the models we pin."""
    listener, identity = load_listener(settings)
    return WhisperRecogniser(listener, load_voices(settings), identity)


def load_listener(settings: Settings) -> tuple[Listener, str]:
    """From sound to timed words, without speakers; and the identity of whisper's weights."""
    cache = settings.weights_cache
    model, identity = load_whisper(settings.whisper_model, cache)
    activity = VoiceActivity(prepare_weights("silero-vad", cache))
    return Listener(model, activity, fastest_dtype(), settings.initial_prompt), identity


def load_voices(settings: Settings) -> VoiceSeparator:
    """Tells two voices of one channel apart."""
    return VoiceSeparator(prepare_weights("voice-encoder", settings.weights_cache))
