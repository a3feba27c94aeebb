"""What the account says of itself, and its day."""

from collections.abc import Iterator
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hubspot_client import Desk, open_desk

from crmsync_sandbox.faults import HalfBatch, Refuse


@pytest.fixture
def desk() -> Iterator[Desk]:
    with open_desk(window_scale=0.02) as desk:
        yield desk


@pytest.mark.parametrize("version", ["v3", "2026-09"])
def test_the_account_tells_its_zone_to_any_key(desk: Desk, version: str) -> None:
    desk.wire.version = version
    desk.portal.zone = ZoneInfo("Asia/Kolkata")
    desk.portal.scopes.clear()
    reply = desk.wire.get("account-info/details")
    assert reply.status == 200
    told = reply.body
    assert (told["timeZone"], told["utcOffset"], told["utcOffsetMilliseconds"]) == (
        "Asia/Kolkata",
        "+05:30",
        19_800_000,
    )


def test_a_used_up_day_ends_at_the_midnight_of_the_accounts_zone(desk: Desk) -> None:
    now = [datetime(2026, 11, 22, 23, 0, tzinfo=UTC)]
    desk.portal.now = lambda: now[0]
    desk.portal.zone = ZoneInfo("America/New_York")
    desk.portal.exhaust_day()
    now[0] = datetime(2026, 11, 23, 4, 59, tzinfo=UTC)
    assert desk.wire.get("owners").status == 429
    now[0] = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)
    assert desk.wire.get("owners").status == 200


@pytest.mark.parametrize(("version", "status"), [("v3", 207), ("2026-09", 200)])
def test_half_a_batch_is_refused_and_the_other_half_written(desk: Desk, version: str, status: int) -> None:
    desk.wire.version = version
    names = ("ann", "bob", "cleo")
    ids = [desk.portal.contact(f"{name}@example.com").id for name in names]
    inputs = [{"id": one, "objectWriteTraceId": one, "properties": {"firstname": "New"}} for one in ids]
    desk.sandbox.faults.add(HalfBatch(refusal=Refuse(status=429)), service="hubspot")
    reply = desk.wire.post("objects/contacts/batch/update", {"inputs": inputs})
    assert reply.status == status
    [error] = reply.body["errors"]
    assert (error["category"], error["context"]["objectWriteTraceId"]) == ("RATE_LIMITS", [ids[1]])
    assert [desk.portal.contact(one).value("firstname") for one in ids] == ["New", "Bob", "New"]


def test_half_a_batch_without_trace_ids_is_refused_whole(desk: Desk) -> None:
    inputs = [{"properties": {"email": f"{name}@example.org"}} for name in ("dora", "emil")]
    desk.sandbox.faults.add(HalfBatch(refusal=Refuse(status=500)), service="hubspot")
    assert desk.wire.post("objects/contacts/batch/create", {"inputs": inputs}).status == 500
    assert len(desk.portal.dump()["contacts"]) == 3
