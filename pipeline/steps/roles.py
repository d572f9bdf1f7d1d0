"""Who is the agent and who the caller, told from what is said."""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.domain.call import Speaker

SURE = 0.7
"""Below this confidence the speakers stay unknown: a wrong role would turn every verdict around."""

_OPENING_TURNS = 3

# What tells the two apart, by weight: above 0 an agent says so, below 0 a caller does.
_CUES: dict[float, tuple[str, ...]] = {
    4.0: (r"(?:thank you|thanks) for (?:calling|contacting|choosing)",),
    3.0: (
        r"how (?:can|may|could) (?:i|we) (?:help|assist)",
        r"what can i (?:do for|help) you",
        r"you(?:'ve| have) reached",
        r"this call (?:is|may be|will be) (?:being )?recorded",
        r"(?:on|in) (?:a|our) recorded line",
        r"(?:anything|something) else (?:that )?(?:i|we) can",
        r"anything else (?:today|for you)",
    ),
    2.0: (
        r"(?:may|can|could) i (?:please )?(?:have|get|verify|confirm) (?:your|the)",
        r"(?:can|could) you (?:please )?(?:confirm|verify|give me|tell me) your",
        r"what(?:'s| is| was) (?:your|the patient's) (?:full |first |last |e-?mail |home |phone |member )?"
        r"(?:name|date of birth|birth ?date|address|number|email|zip)",
        r"(?:thank you|thanks) for (?:holding|waiting|your patience|verifying|confirming|that information)",
    ),
    1.5: (
        r"spell (?:that|your)",
        r"(?:verify|confirm) your",
        r"(?:may|can|could) i (?:please )?(?:put|place) you",
        r"(?:sorry|apologi[sz]e) (?:for|about) (?:the|your|that|any) "
        r"(?:wait|delay|inconvenience|trouble|confusion|mix-?up)",
    ),
    1.0: (
        r"(?:let me|i'll|i will|i'm going to|i can) (?:just )?(?:check|look|pull|see|get you|schedule|transfer|send)",
        r"one moment|bear with me|please hold|put you (?:on (?:a brief )?hold|through)",
        r"(?:in|on) (?:our|the) (?:system|records?|schedule)",
        r"i (?:do )?see (?:here )?(?:that )?you",
        r"our (?:office|clinic|policy|hours|next available|first availab\w+)",
        r"(?:we|i) have (?:an? )?(?:opening|availability|appointment (?:at|on|available))",
    ),
    0.7: (r"have a (?:great|good|nice|wonderful|lovely) (?:day|evening|afternoon|weekend|one|rest)",),
    -0.7: (
        r"do you (?:have|take|accept)|how much (?:is|does|will)|how soon can",
        r"(?:my|our) (?:appointment|prescription|insurance|doctor|bill|medication|refill|pharmacy|daughter|son|mother|"
        r"mom|father|dad|husband|wife|child|baby|account|order|birthday|date of birth|member (?:id|number)|car)",
        r"(?:can|could) you (?:please )?(?:help me|check|refill|transfer me|put me)",
    ),
    -1.5: (
        r"i(?:'d| would) like to (?:make|schedule|book|cancel|re-?schedule|change|speak|talk|know|ask|order|get)",
        r"i (?:need|want|wanted|was wondering|was hoping)(?: to| if| a| an| my| some)",
    ),
    -2.5: (r"(?:i'm|i am|i was) (?:calling|just calling|ringing|phoning) (?:to|about|because|in|for|regarding)",),
}
_OPENING_CUES: dict[float, tuple[str, ...]] = {
    1.5: (
        r"(?:my name is|this is) \w+ (?:speaking|(?:calling )?(?:from|with|at) (?:the )?\w+)",
        r"(?:am i speaking|may i speak|is this|could i speak) (?:with|to)",
    ),
}


def _compiled(cues: dict[float, tuple[str, ...]]) -> tuple[tuple[re.Pattern[str], float], ...]:
    return tuple(
        (re.compile(rf"\b(?:{pattern})\b"), weight) for weight, patterns in cues.items() for pattern in patterns
    )


_ANYWHERE, _IN_OPENING = _compiled(_CUES), _compiled(_OPENING_CUES)

_ANNOUNCEMENT = re.compile(
    r"\bpress (?:\d|one|two|three|four|five|six|seven|eight|nine|zero|star|pound)\b"
    r"|\bpara espa|\bour menu (?:options )?ha(?:s|ve)\b"
    r"|\bin the order (?:it was|they were) received\b|\byour call is (?:very )?important\b"
    r"|\ball (?:of )?our (?:agents|representatives|operators) are\b"
    r"|\bif this is (?:a|an) (?:medical |life.threatening )?emergency,? (?:please )?(?:hang up|dial|call)\b"
    r"|\bthis call (?:is|may be|will be) (?:being )?(?:monitored|recorded)\b"
)
_VOICEMAIL = re.compile(
    r"\bplease (?:leave|record) (?:me |us )?(?:a|your) (?:brief |short |detailed )?(?:message|name)\b"
    r"|\b(?:after|at) the (?:tone|beep)\b|\b(?:not|n't) (?:available|able) to (?:take|answer|come to)\b"
    r"|\b(?:can't|cannot|can not) (?:come to the phone|take your call)\b|\bvoice ?mail(?:box)? (?:of|for|is)\b"
    r"|\byou(?:'ve| have) reached the (?:voice ?mail|mailbox)\b"
)
_CONVERSES = re.compile(
    r"\bhow (?:can|may|could) (?:i|we) (?:help|assist)\b|\bmy name is \w+\b|\bthis is (?!an?\b|the\b)\w+\b"
)


@dataclass(frozen=True)
class RoleGuess:
    """Which of two sides is the agent, and how sure that is: 0.5 is a coin, 1 certain."""

    agent: int
    confidence: float


def guess_agent(sides: Sequence[Sequence[str]]) -> RoleGuess:
    """Tell the agent among the sides of a call (one or two); each side is its turns' texts in order.

    A single side is held to be the agent where it speaks like one: a voicemail that an agent leaves.
    """
    scores = [agent_score(texts) for texts in sides]
    if len(scores) == 1:
        return RoleGuess(0, _logistic(scores[0]))
    best = max(range(len(scores)), key=scores.__getitem__)
    others = max(score for index, score in enumerate(scores) if index != best)
    return RoleGuess(best, _logistic(scores[best] - others))


def agent_score(texts: Sequence[str]) -> float:
    """How far the texts sound like an agent's: above 0 an agent, below a caller. Each cue counts at most twice."""
    opening, whole = _plain(" ".join(texts[:_OPENING_TURNS])), _plain(" ".join(texts))
    cues = [(opening, cue) for cue in _IN_OPENING] + [(whole, cue) for cue in _ANYWHERE]
    return sum(weight * min(len(pattern.findall(text)), 2) for text, (pattern, weight) in cues)


def is_announcement(text: str) -> bool:
    """Whether a turn is a machine's: an IVR's menu or notice, or a voicemail greeting. One who gives a name is not."""
    plain = _plain(text)
    if plain.rstrip().endswith("?"):
        return False
    return bool(_VOICEMAIL.search(plain)) or (bool(_ANNOUNCEMENT.search(plain)) and not _CONVERSES.search(plain))


def speakers_of_sides(guess: RoleGuess, sides: int) -> tuple[Speaker, ...]:
    """The speaker of each side; all unknown where the guess is unsure."""
    if guess.confidence < SURE:
        return (Speaker.UNKNOWN,) * sides
    return tuple(Speaker.AGENT if side == guess.agent else Speaker.CALLER for side in range(sides))


def _logistic(difference: float) -> float:
    return 1 / (1 + math.exp(-difference / 2))


def _plain(text: str) -> str:
    return text.lower().replace("’", "'")
