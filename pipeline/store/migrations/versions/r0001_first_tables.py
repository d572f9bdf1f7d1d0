"""The first tables."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from pipeline.store.migrations.columns import (
    json_text,
    key,
    long_text,
    moment,
    number,
    refers,
    row_number,
    sealed,
    short_id,
    unique,
    whole,
    word,
    yes_no,
)

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_INDEXES = (
    ("call", "admitted_at"),
    ("call", "agent_id"),
    ("call", "contact_type"),
    ("call", "team"),
    ("source", "call_id"),
    ("batch_source", "source_id"),
    ("rejection", "call_id"),
    ("rejection", "reason"),
    ("act_detection", "act"),
    ("criterion_result", "criterion"),
    ("flag", "rule"),
    ("access_event", "call_id"),
)
_TABLES = (
    "call",
    "source",
    "batch",
    "batch_source",
    "rejection",
    "step_done",
    "redacted_transcript",
    "redacted_turn",
    "scorecard",
    "act_detection",
    "criterion_result",
    "dimension_score",
    "flag",
    "review",
    "criterion_opinion",
    "access_event",
    "tombstone",
)


def upgrade() -> None:
    """Make all tables."""
    _make_intake()
    _make_progress()
    _make_redacted()
    _make_scorecards()
    _make_reviews()
    _make_records()
    for table, column in _INDEXES:
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column])


def downgrade() -> None:
    """Drop all tables, and everything in them."""
    for table, column in _INDEXES:
        op.drop_index(op.f(f"ix_{table}_{column}"), table)
    for table in reversed(_TABLES):
        op.drop_table(table)


def _make_intake() -> None:
    op.create_table(
        "call",
        short_id("id"),
        short_id("sha256"),
        long_text("container"),
        long_text("codec"),
        number("duration_s"),
        whole("sample_rate"),
        whole("channels"),
        moment("admitted_at"),
        sealed("sealed_external_id", nullable=True),
        long_text("agent_id", nullable=True),
        long_text("agent_name", nullable=True),
        long_text("team", nullable=True),
        long_text("site", nullable=True),
        word("contact_type", nullable=True),
        word("role", nullable=True),
        word("direction", nullable=True),
        moment("started_at", nullable=True),
        whole("agent_channel", nullable=True),
        yes_no("ivr_played_notice", nullable=True),
        number("queue_wait_s", nullable=True),
        key("call", "id"),
        unique("call", "sha256"),
    )
    op.create_table(
        "source",
        short_id("id"),
        sealed("sealed_path"),
        sealed("sealed_context"),
        short_id("call_id", nullable=True),
        moment("first_seen_at"),
        key("source", "id"),
        refers("source", "call_id", "call"),
    )


def _make_progress() -> None:
    op.create_table("batch", short_id("id"), moment("created_at"), key("batch", "id"))
    op.create_table(
        "batch_source",
        short_id("batch_id"),
        short_id("source_id"),
        whole("position"),
        key("batch_source", "batch_id", "source_id"),
        refers("batch_source", "batch_id", "batch"),
        refers("batch_source", "source_id", "source"),
    )
    op.create_table(
        "rejection",
        short_id("source_id"),
        short_id("call_id", nullable=True),
        word("step"),
        word("reason"),
        long_text("hint"),
        moment("rejected_at"),
        key("rejection", "source_id"),
        refers("rejection", "source_id", "source"),
    )
    op.create_table(
        "step_done",
        short_id("call_id"),
        word("step"),
        moment("done_at"),
        long_text("made_by"),
        key("step_done", "call_id", "step"),
        refers("step_done", "call_id", "call"),
    )


def _make_redacted() -> None:
    op.create_table(
        "redacted_transcript",
        short_id("call_id"),
        number("duration_s"),
        long_text("language"),
        json_text("quality"),
        json_text("muted"),
        short_id("fingerprint"),
        key("redacted_transcript", "call_id"),
        refers("redacted_transcript", "call_id", "call"),
    )
    op.create_table(
        "redacted_turn",
        short_id("call_id"),
        whole("turn"),
        word("speaker"),
        number("start_s"),
        number("end_s"),
        long_text("text"),
        json_text("words"),
        json_text("phi"),
        key("redacted_turn", "call_id", "turn"),
        refers("redacted_turn", "call_id", "redacted_transcript", "call_id"),
    )


def _make_scorecards() -> None:
    op.create_table(
        "scorecard",
        row_number(),
        short_id("call_id"),
        whole("version"),
        moment("scored_at"),
        json_text("facts"),
        json_text("provenance"),
        short_id("fingerprint"),
        key("scorecard", "id"),
        unique("scorecard", "call_id", "version"),
        refers("scorecard", "call_id", "call"),
    )
    for table, columns in _parts_of_scorecards().items():
        op.create_table(
            table,
            whole("scorecard_id"),
            whole("position"),
            *columns,
            key(table, "scorecard_id", "position"),
            refers(table, "scorecard_id", "scorecard"),
        )


def _parts_of_scorecards() -> dict[str, tuple[sa.Column[Any], ...]]:
    return {
        "act_detection": (whole("turn"), word("act"), number("probability")),
        "criterion_result": (
            short_id("criterion"),
            word("dimension"),
            word("verdict"),
            word("severity"),
            yes_no("auto_fail"),
            json_text("evidence"),
            number("confidence"),
            long_text("reason"),
        ),
        "dimension_score": (
            word("dimension"),
            number("score", nullable=True),
            yes_no("auto_failed"),
            number("score_without_auto_fail", nullable=True),
        ),
    }


def _make_reviews() -> None:
    op.create_table(
        "flag",
        short_id("call_id"),
        whole("position"),
        short_id("rule"),
        word("severity"),
        json_text("criteria"),
        key("flag", "call_id", "position"),
        refers("flag", "call_id", "call"),
    )
    op.create_table(
        "review",
        row_number(),
        short_id("call_id"),
        whole("scorecard_id", nullable=True),
        sa.Column("reviewer", sa.String(120), nullable=False),
        moment("reviewed_at"),
        long_text("note"),
        key("review", "id"),
        unique("review", "call_id", "reviewer", "reviewed_at"),
        refers("review", "call_id", "call"),
        refers("review", "scorecard_id", "scorecard"),
    )
    op.create_table(
        "criterion_opinion",
        whole("review_id"),
        whole("position"),
        short_id("criterion"),
        word("opinion"),
        key("criterion_opinion", "review_id", "position"),
        refers("criterion_opinion", "review_id", "review"),
    )


def _make_records() -> None:
    op.create_table(
        "access_event",
        row_number(),
        short_id("call_id"),
        long_text("kind"),
        long_text("actor"),
        long_text("action"),
        long_text("purpose"),
        moment("happened_at"),
        key("access_event", "id"),
    )
    op.create_table(
        "tombstone",
        short_id("call_id"),
        long_text("actor"),
        moment("begun_at"),
        moment("finished_at", nullable=True),
        json_text("rows"),
        whole("vault_files"),
        key("tombstone", "call_id"),
    )
