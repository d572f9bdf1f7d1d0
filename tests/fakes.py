"""Fakes behind the ports: a recogniser that knows what is said, a detector that knows what is PHI."""

from collections.abc import Sequence
from functools import cached_property

from pipeline.domain.acts import Act, ActDetection
from pipeline.domain.call import Speaker
from pipeline.domain.phi import PhiLabel, PhiSpan, RedactedTranscript
from pipeline.domain.recording import Step
from pipeline.domain.transcript import SpeechQuality, Transcript, Turn, Word
from pipeline.flows.tools import Tools
from pipeline.flows.work import StepOutcome, Work
from pipeline.ports import ActClassifier, PhiDetector, SpeechToText, SpokenCall

QUALITY = SpeechQuality(
    mean_word_probability=0.9, fallback_share=0.0, speech_share=0.8, role_confidence=1.0, speakers_separated=True
)


class ScriptedRecogniser:
    """Hears the same turns in every recording. `trouble`: the exception to raise instead, as a library would."""

    def __init__(
        self, script: Sequence[tuple[Speaker, str]], trouble: Exception | None = None, language: str = "en"
    ) -> None:
        self._language = language
        self._script = script
        self._trouble = trouble
        self.heard: list[str] = []

    def transcribe(self, calls: Sequence[SpokenCall]) -> list[Transcript | None]:
        if self._trouble is not None:
            raise self._trouble
        self.heard.extend(call.call_id for call in calls)
        return [self._transcript(call) for call in calls]

    def _transcript(self, call: SpokenCall) -> Transcript:
        length = call.sound.duration_s / len(self._script)
        turns = []
        for index, (speaker, text) in enumerate(self._script):
            texts = text.split()
            step = length / len(texts)
            words = tuple(
                Word(text=word, start_s=index * length + at * step, end_s=index * length + (at + 1) * step)
                for at, word in enumerate(texts)
            )
            turns.append(
                Turn(
                    index=index,
                    speaker=speaker,
                    start_s=index * length,
                    end_s=(index + 1) * length,
                    text=" ".join(texts),
                    words=words,
                )
            )
        return Transcript(
            call_id=call.call_id,
            duration_s=call.sound.duration_s,
            language=self._language,
            turns=tuple(turns),
            quality=QUALITY,
        )


class OneLook:
    """A PhiDetector whose second look finds nothing more."""

    def rescan(
        self, texts: Sequence[str], speakers: Sequence[str], hidden: Sequence[Sequence[PhiSpan]], look: int
    ) -> list[list[PhiSpan]]:
        return [[] for _ in texts]


class WordListDetector(OneLook):
    """Takes exactly the given words for PHI."""

    def __init__(self, words: Sequence[str], trouble: Exception | None = None) -> None:
        self._words = words
        self._trouble = trouble

    def detect(self, texts: Sequence[str], speakers: Sequence[str]) -> list[list[PhiSpan]]:
        if self._trouble is not None:
            raise self._trouble
        return [self._spans(text) for text in texts]

    def _spans(self, text: str) -> list[PhiSpan]:
        spans, at = [], 0
        for word in text.split(" "):
            if word in self._words:
                spans.append(PhiSpan(start=at, end=at + len(word), label=PhiLabel.NAME))
            at += len(word) + 1
        return spans


class NeverClean(WordListDetector):
    """Its second look finds something each time, whatever is hidden already: a defect that must not cost a leak."""

    def rescan(
        self, texts: Sequence[str], speakers: Sequence[str], hidden: Sequence[Sequence[PhiSpan]], look: int
    ) -> list[list[PhiSpan]]:
        found = PhiSpan(start=look, end=look + 1, label=PhiLabel.OTHER_ID)
        return [[found] if turn == 0 else [] for turn in range(len(texts))]


class SilentClassifier:
    """Finds one opening act in every agent turn."""

    identity = "fake"

    def detect(self, transcript: RedactedTranscript) -> tuple[ActDetection, ...]:
        return tuple(
            ActDetection(turn=turn.index, act=Act.OFFERS_HELP)
            for turn in transcript.turns
            if turn.speaker is Speaker.AGENT
        )


class FakeTools(Tools):
    """Real store, vault and rubrics; models replaced."""

    fake_recogniser: SpeechToText
    fake_detector: PhiDetector

    @cached_property
    def recogniser(self) -> SpeechToText:
        return self.fake_recogniser

    @cached_property
    def detector(self) -> PhiDetector:
        return self.fake_detector

    @cached_property
    def classifier(self) -> ActClassifier:
        return SilentClassifier()


class InlineWorkers:
    """Does the work in this process."""

    count = 2

    def __init__(self, work: Work) -> None:
        self._work = work

    def run(self, step: Step, ids: Sequence[str]) -> StepOutcome:
        return self._work.do(step, tuple(ids))
