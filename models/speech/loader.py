"""Loads the speech models: the one place where their weights are read."""

from models.speech.checkpoint import load_whisper
from models.speech.encoder import fastest_dtype
from models.speech.listener import Listener
from models.speech.recogniser import WhisperRecogniser
from models.speech.voice_activity import VoiceActivity
from models.speech.voices import VoiceSeparator
from models.weights import find_weights, prepare_weights
from pipeline.settings import Settings


def load_recogniser(settings: Settings) -> WhisperRecogniser:
    """The recogniser that `settings` ask for. Raises MissingWeightsError; needs no network for the models we pin."""
    cache = settings.weights_cache
    model, identity = load_whisper(settings.whisper_model, cache)
    activity = VoiceActivity(find_weights("silero-vad", cache)[0])
    listener = Listener(model, activity, fastest_dtype(), settings.initial_prompt)
    return WhisperRecogniser(listener, VoiceSeparator(prepare_weights("voice-encoder", cache)), identity)
