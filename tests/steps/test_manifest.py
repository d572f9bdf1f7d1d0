from datetime import UTC, datetime

import pytest

from pipeline.domain.call import CallContext, ContactType, Direction, Role
from pipeline.errors import BadInputError
from pipeline.steps.manifest import MAPPINGS, read_manifest


def test_a_csv_with_our_own_columns_is_read_and_empty_cells_stay_unknown() -> None:
    text = (
        "file,agent_name,contact_type,role,direction,started_at,agent_channel,ivr_played_notice,queue_wait_s\n"
        "in/one.wav,Dana,rx,nc,IN,2026-03-02T09:15:00-05:00,1,yes,42.5\n"
        "two.wav,,,,,,,,\n"
    )
    contexts = read_manifest(text, "calls.csv", MAPPINGS["callqa"])
    one = contexts["one.wav"]
    assert (one.contact_type, one.role, one.direction) == (ContactType.RX, Role.NC, Direction.INBOUND)
    assert (one.agent_channel, one.ivr_played_notice, one.queue_wait_s) == (1, True, 42.5)
    assert one.started_at == datetime(2026, 3, 2, 14, 15, tzinfo=UTC)
    assert contexts["two.wav"] == CallContext()


def test_semicolons_tabs_and_a_byte_order_mark_are_understood() -> None:
    for delimiter in ";\t":
        text = f"\ufefffile{delimiter}team\na.wav{delimiter}North\n"
        assert read_manifest(text, "m", MAPPINGS["callqa"])["a.wav"].team == "North"


def test_amazon_connect_contact_records_are_read_from_json_lines() -> None:
    text = (
        '{"ContactId": "c-1", "Agent": {"Username": "dana", "RoutingProfile": {"Name": "Refills"}}, '
        '"InitiationMethod": "INBOUND", "InitiationTimestamp": "2026-03-02T14:15:00Z", "Queue": {"Duration": 12}, '
        '"Recording": {"Location": "bucket/connect/2026/c-1.wav"}}\n\n'
    )
    context = read_manifest(text, "records.jsonl", MAPPINGS["amazon_connect"])["c-1.wav"]
    assert (context.external_id, context.agent_name, context.team) == ("c-1", "dana", "Refills")
    assert (context.direction, context.queue_wait_s) == (Direction.INBOUND, 12.0)


def test_freepbx_call_detail_records_are_read_from_csv() -> None:
    text = "calldate,dst,did,uniqueid,recordingfile\n2026-03-02 14:15:00,204,5550100,171.9,/var/spool/in-204.wav\n"
    context = read_manifest(text, "cdr.csv", MAPPINGS["freepbx"])["in-204.wav"]
    assert (context.agent_id, context.external_id) == ("204", "171.9")
    assert context.started_at == datetime(2026, 3, 2, 14, 15, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("file,role\na.wav,MD\n", ("m.csv, line 2", "column 'role'")),
        ("file,role\na.wav,NC\n,RN\n", ("m.csv, line 3", "no file")),
        ("file,started_at\na.wav,yesterday\n", ("line 2", "started_at")),
        ('{"file": "a.wav"\n', ("line 1", "not JSON")),
        ("{}\n[1]\n", ("line 1", "no file")),
        ('{"file": "a.wav"}\n[1]\n', ("line 2", "a JSON object")),
    ],
)
def test_a_wrong_row_is_refused_by_line_and_column(text: str, said: tuple[str, ...]) -> None:
    with pytest.raises(BadInputError) as refused:
        read_manifest(text, "m.csv", MAPPINGS["callqa"])
    assert all(word in str(refused.value) for word in said)


def test_a_refusal_never_repeats_the_value() -> None:
    with pytest.raises(BadInputError) as refused:
        read_manifest("file,agent_channel\na.wav,Wilhelmina Osgood\n", "m.csv", MAPPINGS["callqa"])
    assert "Osgood" not in str(refused.value)


def test_a_mapping_to_an_unknown_field_is_refused_by_name() -> None:
    with pytest.raises(BadInputError, match="agentname"):
        read_manifest("file\na.wav\n", "m.csv", {"file": "file", "agentname": "x"})
