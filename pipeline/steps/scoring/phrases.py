"""How facts sound on the telephone: patterns over redacted words, placeholders among them. Case never matters."""

import re


def _any(*phrases: str) -> re.Pattern[str]:
    """One pattern for any of the phrases."""
    return re.compile("|".join(phrases), re.IGNORECASE)


_NUMBER = (
    r"(?:\d{1,4}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|forty|fifty"
    r"|seventy|hundred)"
)
_DAY = r"\b(?:mon|tues|wednes|thurs|fri|satur|sun)days?\b"
_CLOCK = (
    r"\b\d{1,2}:\d{2}\b",
    r"\b\d{1,2} ?(?:a\.?m|p\.?m)\b",
    rf"\b{_NUMBER} (?:a m|p m|o'?clock)\b",
    rf"\b(?:half|quarter|ten|twenty|five) (?:past|to|after) {_NUMBER}\b",
    rf"\bhalf {_NUMBER}\b",
    r"\bnoon\b",
    rf"\b(?:at|by|before) {_NUMBER}\b(?! (?:percent|dollars|times|days|weeks|months))",
)
_STRENGTH = (
    rf"\b{_NUMBER}(?:[ -]{_NUMBER})*(?:\.\d+)? ?"
    r"(?:mg|milligrams?|mcg|micrograms?|ml|millilit(?:er|re)s?|units?)\b"
)

# A date, a time, a telephone number, or a drug's strength.
TIME = _any(r"\[DATE\]", _DAY, *_CLOCK)
VALUE = _any(r"\[DATE\]", r"\[PHONE\]", _DAY, *_CLOCK, _STRENGTH)

# The agent fixes something now.
SETTLES = _any(
    r"\bbook(?:ed|ing) (?:you|her|him|them|it|that|for)\b",
    r"\b(?:got|have|put|putting) (?:you|her|him|them) (?:down|in|set)\b",
    r"\b(?:you'?re|you are|she'?s|he'?s) (?:all )?(?:set|down|in|confirmed|booked|scheduled)\b",
    r"\bscheduled (?:you|her|him|for)\b",
    r"\bmov(?:ed|ing) (?:it|you|that|her|him|them)\b",
    r"\bhold(?:ing)? (?:that|the|it)\b.*\bfor you\b",
    r"\bsee you (?:on|at|then)\b",
    r"\b(?:refill|prescription|script)\b.*\b(?:sent|going|goes|ready|put in)\b",
    r"\bconfirm(?:ed|ing)? (?:you|your|for)\b",
    r"\bthat'?s (?:done|booked|in)\b",
)

# The caller takes what the agent offered.
ACCEPTS = _any(
    r"\b(?:that|it)(?: one)? (?:works|will work|would work|suits)\b",
    r"\bworks for me\b",
    r"\b(?:sounds|looks) good\b",
    r"\bi'?ll (?:take|have) (?:it|that|the)\b",
    r"\bthat'?s (?:fine|good|great|perfect|grand)\b",
    r"\b(?:yes|yeah|one|slot),? please\b",
    r"\bbook (?:it|that|me)\b",
    r"\blet'?s (?:do|go with|take)\b",
)

# A machine takes the call, or speaks while a message is left. The first are a machine's whoever is held to say them.
MACHINE = _any(
    r"\bleave (?:a|your|me a|us a) (?:brief |short |detailed )?(?:message|name)\b",
    r"\b(?:after|at) the (?:tone|beep)\b",
    r"\bvoice ?mail\b",
    r"\bmail ?box\b",
    r"\brecord your message\b",
    r"\b(?:send|listen to|re-?record) (?:this|your|it|the)\b.*\bpress\b",
    r"\bmessage (?:has been )?sent\b",
    r"\bseconds remaining\b",
)
# These a person says too: they count from a voice that is neither agent nor caller.
GREETING = _any(
    r"\bcan(?:'?t|not) (?:get|come|take|answer)\b.*\b(?:phone|call)\b",
    r"\b(?:isn'?t|is not|not) available\b",
    r"\byou know what to do\b",
)

ANNOUNCES_HOLD = _any(
    r"\b(?:on|quick) (?:a (?:brief |short |quick )?)?hold\b",
    r"\bplease hold\b",
    r"\bhold (?:on|please|the line)\b",
    r"\bhang on\b",
    r"\bbear with me\b",
    r"\b(?:one|just a|give me a) (?:moment|minute|second|sec)\b",
)

PAID = _any(
    r"\bpayment (?:of .{0,60})?(?:has been |was |is |went )?(?:received|accepted|approved|processed|through)\b",
    r"\bit (?:says|said) (?:paid|accepted|approved)\b",
    r"\bthat'?s paid\b",
    r"\bgot your payment\b",
)

_CALLS = r"(?:call|ring|phone|reach|get back to|give you a (?:call|ring))"
_FROM_SOMEWHERE = r"\bsome(?:body|one) (?:from|in|at)\b"

# Somebody in particular promises to call: a name, a role, a department, or the speaker.
WHO = _any(
    r"\[STAFF\]",
    r"\bmyself\b",
    _FROM_SOMEWHERE,
    r"\b(?:doctor|dr|nurse|pharmacist|provider|manager|supervisor)\b",
    # Any name: staff's first names stay in clear.
    rf"\b(?!(?:some(?:body|one)|they|it|that|who|which)\b)\w+(?:'ll| will| is going to) (?:\w+ ){{0,2}}?{_CALLS}\b",
    rf"\b(?:i|we|she|he)(?:'?ll| will| can|'?m going to) (?:\w+ ){{0,3}}?{_CALLS}\b",
    r"\bi'?m (?:call|ring|phon)ing\b",
    rf"\bhave (?:the|her|him|our|dr\.?|doctor|[a-z]+)(?: \w+){{0,4}} {_CALLS}\b",
    rf"\b(?:the|our) (?:\w+ ){{1,3}}(?:will|'ll) (?:\w+ ){{0,2}}?{_CALLS}\b",
)
# Plain "somebody" is nobody.
VAGUE_WHO = _any(
    rf"\b(?:some(?:body|one)|they)(?:'ll| will| should| can| is going to| to)? (?:\w+ ){{0,2}}?{_CALLS}\b",
    r"\bget some(?:body|one) to\b",
)
CERTAINLY_WHO = _any(r"\[STAFF\]", r"\bmyself\b", _FROM_SOMEWHERE, r"\bfrom (?:our|the) \w+")

WHEN = _any(
    r"\[DATE\]",
    *_CLOCK,
    _DAY,
    r"\b(?:today|tomorrow|tonight|this (?:morning|afternoon|evening|week))\b",
    r"\bin the (?:morning|afternoon|evening)\b",
    rf"\b(?:by|before|within|inside|in) (?:the )?(?:end of|close of|an?|half|next|{_NUMBER})\b",
    r"\bend of (?:the |next )?(?:day|week|business)\b",
    r"\b(?:business|working) days?\b",
    r"\bnext week\b",
)

NUMBER_SAID = _any(
    r"\[PHONE\]",
    r"\bnumber you(?:'re| are)? (?:call(?:ed|ing) (?:from|on)|on)\b",
    r"\bnumber (?:(?:that )?we have |that'?s )?on (?:file|your (?:chart|account))\b",
    r"\b(?:at|on|to|use|call) th(?:is|at|e same) (?:\w+ )?(?:number|line)\b",
    r"\bsame number\b",
    r"\byour (?:cell|mobile|home)(?: phone| number)\b",
)

SPEAKS_OF_CALL = _any(rf"\b{_CALLS}s?\b", r"\bhear from\b", r"\b(?:call|ring|phon)ing\b")
