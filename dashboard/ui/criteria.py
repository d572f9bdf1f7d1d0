"""The criteria of a call: what needs a person first, the rest folded away; each with its verdict buttons."""

from collections.abc import Iterable, Sequence
from datetime import tzinfo
from html import escape

import streamlit as st

from dashboard.ui import formats, keys, marks, texts
from dashboard.views import CallView, CriterionView
from pipeline.domain.review import Opinion, Review
from pipeline.domain.score import Verdict

_UNSURE = 0.6


def criteria_list(call: CallView, reviewer: str, zone: tzinfo) -> dict[str, Opinion]:
    """Draw them; the opinions as they are set now, by criterion."""
    if not call.criteria:
        st.html('<p class="cq-quiet">This call is not scored yet.</p>')
        return {}
    mine = newest_by(call.reviews, reviewer)
    earlier = {one.criterion: one.opinion for one in mine.opinions} if mine else {}
    opinions: dict[str, Opinion] = {}
    urgent = [one for one in call.criteria if one.needs_attention]
    if not urgent:
        st.html(f'<p class="cq-quiet">{texts.NOTHING_URGENT}</p>')
    opinions |= _by_dimension(call, urgent, earlier)
    for verdict in (Verdict.MET, Verdict.CANNOT_SCORE, Verdict.NOT_APPLICABLE):
        folded = [one for one in call.criteria if one.verdict is verdict and not one.needs_attention]
        if folded:
            title = f"{texts.VERDICTS[verdict]} ({len(folded)})"
            unfolded = verdict is Verdict.MET and not urgent  # nothing else to look at
            with st.expander(title, expanded=unfolded, key=f"fold_{verdict.value}_{call.call_id}"):
                opinions |= _by_dimension(call, folded, earlier)
    _earlier_reviews(call, zone)
    return opinions


def newest_by(reviews: Sequence[Review], reviewer: str) -> Review | None:
    """The reviewer's last judgement, which is the one that counts."""
    return next((review for review in reversed(reviews) if review.reviewer == reviewer), None)


def _by_dimension(call: CallView, criteria: Iterable[CriterionView], earlier: dict[str, Opinion]) -> dict[str, Opinion]:
    shown = list(criteria)
    opinions: dict[str, Opinion] = {}
    for dimension in dict.fromkeys(one.dimension for one in shown):
        st.html(f'<h3 class="cq-dimension">{texts.DIMENSIONS[dimension]}</h3>')
        for criterion in (one for one in shown if one.dimension is dimension):
            opinion = _card(call, criterion, earlier.get(criterion.id))
            if opinion is not None:
                opinions[criterion.id] = opinion
    return opinions


def _card(call: CallView, criterion: CriterionView, earlier: Opinion | None) -> Opinion | None:
    with st.container(key=f"card_{criterion.id}"):
        st.html(_card_html(criterion))
        with st.container(horizontal=True, vertical_alignment="center"):
            st.html(_evidence(call, criterion))
            chosen = st.segmented_control(
                f"Is “{texts.VERDICTS[criterion.verdict]}” right for {criterion.name}?",
                [opinion.value for opinion in Opinion],
                default=earlier.value if earlier else None,
                format_func=lambda value: texts.OPINIONS[Opinion(value)],
                key=keys.opinion(call.call_id, criterion.id),
                label_visibility="collapsed",
                persist_state="session",
            )
    return Opinion(chosen) if chosen else None


def _card_html(criterion: CriterionView) -> str:
    badges = marks.auto_fail() if criterion.auto_fail and criterion.verdict is Verdict.NOT_MET else ""
    said = criterion.reason or criterion.meaning
    return (
        f'<div class="cq-criterion" data-cq-select="{escape(criterion.id)}"><div class="cq-criterion-top">'
        f'{marks.verdict(criterion.verdict)}<span class="cq-criterion-name">{escape(criterion.name)}</span>'
        f'{badges}<span class="cq-spring"></span><span class="cq-criterion-id">{_aside(criterion)}</span></div>'
        f'<div class="cq-said">{escape(said)}</div>{_explanation(criterion)}</div>'
    )


def _aside(criterion: CriterionView) -> str:
    facts = [escape(criterion.id), texts.SEVERITIES[criterion.severity].lower()]
    if criterion.verdict is not Verdict.CANNOT_SCORE:  # how sure can one be of not knowing
        sure = f"{criterion.confidence:.0%} sure"
        facts.append(f"<b>only {sure}</b>" if criterion.confidence < _UNSURE else sure)
    return " · ".join(facts)


def _evidence(call: CallView, criterion: CriterionView) -> str:
    by_index = {turn.index: turn for turn in call.turns}
    chips = [
        marks.play_chip(turn.index, criterion.id, f"{formats.clock(turn.start_s)} {texts.SPEAKERS[turn.speaker]}")
        for turn in (by_index.get(index) for index in criterion.evidence)
        if turn is not None
    ]
    missing = "No single turn to play" if criterion.needs_attention else ""
    return f'<div class="cq-evidence">{"".join(chips) or missing}</div>'


def _explanation(criterion: CriterionView) -> str:
    said = criterion.reason or criterion.meaning
    rows = [
        ("Question", criterion.question),
        ("Verdict", "" if said.startswith(criterion.meaning) else criterion.meaning),
        ("Why", criterion.why),
        ("Coaching", criterion.coaching),
    ]
    body = "".join(f"<dt>{name}</dt><dd>{escape(text)}</dd>" for name, text in rows if text)
    return f"<details><summary>Explain</summary><dl>{body}</dl></details>" if body else ""


def _earlier_reviews(call: CallView, zone: tzinfo) -> None:
    if not call.reviews:
        return
    blocks = []
    for review in reversed(call.reviews):
        counts = [
            f"{texts.OPINIONS[opinion].lower()} {sum(one.opinion is opinion for one in review.opinions)}"
            for opinion in Opinion
            if any(one.opinion is opinion for one in review.opinions)
        ]
        apart = ", ".join(one.criterion for one in review.opinions if one.opinion is Opinion.DISAGREE)
        blocks.append(
            f'<div class="cq-review"><b>{escape(review.reviewer)}</b>, {formats.moment(review.reviewed_at, zone)}: '
            f"{escape(', '.join(counts) or 'no verdicts')}{escape(f' ({apart})') if apart else ''}"
            + (f"<br>{escape(review.note)}" if review.note else "")
            + "</div>"
        )
    st.html(f'<h3 class="cq-dimension">Earlier reviews</h3>{"".join(blocks)}')
