"""How many identifiers were hidden in each call, and how many of them by the leak gate."""

import json
from collections import Counter

import sqlalchemy as sa
from alembic import op

from pipeline.store.migrations.columns import count

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_TABLE = "redacted_transcript"
_COLUMNS = ("identifiers_hidden", "hidden_by_gate")


def upgrade() -> None:
    """Add both columns, and count what the calls that are there already hide."""
    # No batch mode: it drops the old table, which the turns refer to. Both databases can add and drop a plain column.
    for column in _COLUMNS:
        op.add_column(_TABLE, count(column))
    _fill()


def downgrade() -> None:
    """Drop both columns; the spans they count stay."""
    for column in reversed(_COLUMNS):
        op.drop_column(_TABLE, column)


def _fill() -> None:
    connection = op.get_bind()
    hidden: Counter[str] = Counter()
    by_gate: Counter[str] = Counter()
    for call_id, phi in connection.execute(sa.text("SELECT call_id, phi FROM redacted_turn WHERE phi <> '[]'")):
        spans = json.loads(phi)
        hidden[call_id] += len(spans)
        by_gate[call_id] += sum(bool(span.get("by_gate")) for span in spans)  # older rows do not know of the gate
    if hidden:
        connection.execute(
            sa.text(
                "UPDATE redacted_transcript SET identifiers_hidden = :hidden, hidden_by_gate = :by_gate"
                " WHERE call_id = :call_id"
            ),
            [{"call_id": call, "hidden": found, "by_gate": by_gate[call]} for call, found in hidden.items()],
        )
