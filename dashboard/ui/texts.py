"""What the pages say. Codes become words here and nowhere else."""

from typing import Final

from pipeline.domain.call import ContactType, Direction, Role, Speaker
from pipeline.domain.phi import PhiLabel
from pipeline.domain.queue import ReviewState
from pipeline.domain.recording import RejectionReason, Step
from pipeline.domain.review import Opinion
from pipeline.domain.score import Dimension, Severity, Verdict

TITLE: Final = "Call review"

CONTACT_TYPES: Final = {
    ContactType.SCH: "Scheduling",
    ContactType.ENQ: "Enquiry",
    ContactType.RX: "Prescription",
    ContactType.INS: "Billing",
    ContactType.OUT: "Outreach",
    ContactType.FBK: "Feedback",
    ContactType.TRI: "Nurse triage",
}
ROLES: Final = {Role.NC: "non-clinical", Role.RN: "nurse"}
DIRECTIONS: Final = {Direction.INBOUND: "inbound", Direction.OUTBOUND: "outbound"}
SPEAKERS: Final = {
    Speaker.AGENT: "Agent",
    Speaker.CALLER: "Caller",
    Speaker.OTHER: "Other",
    Speaker.UNKNOWN: "Unclear",
}
DIMENSIONS: Final = {
    Dimension.EMPATHY: "Empathy",
    Dimension.ESCALATION: "Escalation",
    Dimension.COMPLIANCE: "Compliance",
}
SEVERITIES: Final = {
    Severity.CRITICAL: "Critical",
    Severity.MAJOR: "Major",
    Severity.MODERATE: "Moderate",
    Severity.MINOR: "Minor",
}
VERDICTS: Final = {
    Verdict.MET: "Met",
    Verdict.NOT_MET: "Not met",
    Verdict.CANNOT_SCORE: "Cannot score",
    Verdict.NOT_APPLICABLE: "Not applicable",
}
OPINIONS: Final = {
    Opinion.AGREE: "Agree",
    Opinion.DISAGREE: "Disagree",
    Opinion.CANNOT_TELL: "Cannot tell",
}
STATES: Final = {ReviewState.WAITING: "To review", ReviewState.REVIEWED: "Reviewed"}
STEPS: Final = {
    Step.ADMIT: "Admitted",
    Step.TRANSCRIBE: "Transcribed",
    Step.REDACT: "Redacted",
    Step.SCORE: "Scored",
    Step.FLAG: "Checked for flags",
}
WORK: Final = {
    Step.ADMIT: "Admission",
    Step.TRANSCRIBE: "Transcription",
    Step.REDACT: "Redaction",
    Step.SCORE: "Scoring",
    Step.FLAG: "Flagging",
}
REJECTIONS: Final = {
    RejectionReason.EMPTY_FILE: "The file is empty",
    RejectionReason.NOT_AUDIO: "Not an audio file",
    RejectionReason.ENCRYPTED: "The file is encrypted",
    RejectionReason.TRUNCATED: "The file is cut off",
    RejectionReason.CORRUPT: "The file is damaged",
    RejectionReason.SILENT: "The recording is silent",
    RejectionReason.TOO_SHORT: "The recording is too short",
    RejectionReason.TOO_LONG: "The recording is too long",
    RejectionReason.UNREADABLE_FILE: "The file cannot be read",
    RejectionReason.NO_SPEECH: "Nobody speaks",
    RejectionReason.LANGUAGE_NOT_SUPPORTED: "A language that is not supported",
    RejectionReason.REDACTION_FAILED: "Could not be redacted, so it is withheld",
    RejectionReason.LEAK_SUSPECTED: "Identifiers may be left in it, so it is withheld",
    RejectionReason.STEP_FAILED: "A step failed; it can be run again",
    RejectionReason.DELETED_BEFORE: "Deleted here on purpose",
}

SECOND_LOOK: Final = (
    "Once its identifiers are hidden, every call is read again, with more suspicion. What this second look finds is "
    "hidden too. A call in which it goes on finding something is withheld."
)
WITHHELD: Final = (
    "No redaction of these calls can be trusted, so nothing that was said in them is shown: no text, no sound, no "
    "score, not in the queue, not to the search, not in exports."
)
WITHHELD_CALL: Final = (
    "Identifiers may be left in what could be shown of it, so nothing is. The status page says what can be done."
)
WITHHELD_WAYS_OUT: Final = (
    ("Try again", "After an update, or when the deny list names what was missed, process the same recordings again.",
     "callqa process PATH"),
    ("Find the recordings", "Their file names are listed on the command line; they may name a patient.",
     "callqa rejections"),
    ("Look into it", "The transcript lies in the vault. Who has to read it does so as docs/operations.md says under "
     "“Withheld calls”; each reading is on record.", ""),
)  # fmt: skip
"""What a person can do: title, explanation, and what to type in a terminal."""

HIDDEN: Final = {
    PhiLabel.NAME: "name",
    PhiLabel.GEO: "place",
    PhiLabel.DATE: "date",
    PhiLabel.PHONE: "phone",
    PhiLabel.FAX: "fax",
    PhiLabel.EMAIL: "e-mail",
    PhiLabel.SSN: "social security no.",
    PhiLabel.MRN: "record no.",
    PhiLabel.HEALTH_PLAN_ID: "member no.",
    PhiLabel.ACCOUNT: "account no.",
    PhiLabel.LICENSE: "licence no.",
    PhiLabel.VEHICLE: "vehicle",
    PhiLabel.DEVICE: "device",
    PhiLabel.URL: "web address",
    PhiLabel.IP: "IP address",
    PhiLabel.OTHER_ID: "identifier",
    PhiLabel.AGE_OVER_89: "age over 89",
    PhiLabel.CREDIT_CARD: "card no.",
    PhiLabel.CARD_CODE: "card code",
    PhiLabel.CARD_EXPIRY: "card expiry",
    PhiLabel.STAFF: "staff",
    PhiLabel.ORG: "organisation",
}
"""What a placeholder stands for, as small words in the transcript."""

NOTHING_URGENT: Final = "Nothing failed, and everything could be judged. Listen, look through the list, and save."
UNKNOWN_AGENT: Final = "Unknown agent"
UNKNOWN_TYPE: Final = "Unknown type"
# A reviewer who knows that a call is a control judges it more kindly, so it shows as any routine check until reviewed.
BLIND_REASON: Final = "General review"

REASONS: Final = {
    "auto_fail": "Auto-fail",
    "red_flag": "Possible emergency",
    "empathy_below_threshold": "Low empathy score",
    "escalation_below_threshold": "Low escalation score",
    "compliance_below_threshold": "Low compliance score",
    "cannot_score": "Could not be judged",
    "low_confidence": "Machine unsure",
    "control_sample": BLIND_REASON,
}
"""Short names of the flag policy's rules; a rule that is not listed shows its own words."""
