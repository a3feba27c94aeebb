"""How fast, how much at once, and how much in a day: HubSpot's limits as its answers tell them."""

import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hubspot_crm import Crm, OpenTasks, wanted

from crmsync.connector import Applied, EmailAddress, Exhausted, Outcome, Unavailable
from crmsync.retry import Budget, Stopped
from crmsync_hubspot.allowance import RESERVE, Allowance, Day, allowance, midnight
from crmsync_hubspot.flight import IN_FLIGHT, ahead
from crmsync_sandbox.faults import Delay, Refuse

BOB = EmailAddress("bob@example.com")
NEW_YORK = ZoneInfo("America/New_York")


def budget(crm: Crm) -> Budget:
    return crm.caller.budget(f"hubspot {crm.sandbox.url} env HUBSPOT_KEY", 100, 10.0)


def people(count: int) -> list[EmailAddress]:
    return [EmailAddress(f"p{n}@example.com") for n in range(count)]


def test_a_thousand_contacts_are_written_eight_requests_at_a_time_and_told_in_order(crm: Crm) -> None:
    contacts = crm.load(*people(1600))
    crm.sandbox.faults.add(Delay(seconds=0.2), path="batch/update", times=None)
    start = time.monotonic()
    assert crm.ids(*map(wanted, contacts)) == contacts
    assert 0.4 <= time.monotonic() - start < 1.6, "sixteen requests of a fifth of a second, eight at a time"
    assert len(crm.calls("batch/update")) == 16


def test_a_thousand_contacts_are_read_several_requests_at_a_time(crm: Crm) -> None:
    crm.load(*people(800))
    crm.sandbox.faults.add(Delay(seconds=0.2), path="contacts/batch/read", times=None)
    start = time.monotonic()
    assert [profile.addresses for profile in crm.read(*people(800))] != []
    assert time.monotonic() - start < 1.0


def test_what_was_answered_before_an_error_is_told_before_it(crm: Crm) -> None:
    contacts = crm.load(*people(400))
    crm.sandbox.faults.add(Refuse(status=418), path="batch/update", skip=3)
    told: list[Outcome] = []
    with pytest.raises(Unavailable, match="418"):
        told.extend(crm.destination().apply([wanted(one) for one in contacts]))
    assert told == [Applied(key=f"set {one}", id=one) for one in contacts[: len(told)]]
    assert len(told) in (0, 100, 200, 300)


def test_a_contact_that_is_set_twice_is_never_under_way_twice(crm: Crm) -> None:
    [contact] = crm.load(BOB)
    crm.sandbox.faults.add(Delay(seconds=0.1), path="batch/update", times=1)
    first, second = wanted(contact), wanted(contact, {**wanted(contact).values, "state": "dormant"})  # type: ignore[dict-item]
    crm.ids(first, second)
    assert crm.sandbox.portal.contact(BOB).value("crmsync_state") == "dormant"


def test_who_interrupts_waits_for_nobody() -> None:
    hold, stopped = threading.Event(), threading.Event()

    def work(item: int) -> int:
        if item == 0:
            raise Stopped
        hold.wait(10)
        return item

    def items() -> Iterator[int]:
        yield from range(5)

    start = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        list(ahead(work, items(), stopped.set))
    assert time.monotonic() - start < 5
    assert stopped.is_set()
    hold.set()


def test_no_more_than_eight_are_begun_and_not_yet_told() -> None:
    begun: list[int] = []
    told = ahead(lambda item: begun.append(item) or item, range(100), lambda: None)  # type: ignore[func-returns-value]
    assert begun == []
    assert next(told) == 0
    assert len(begun) <= IN_FLIGHT
    assert list(told) == list(range(1, 100))


@pytest.mark.parametrize("limit", [20, 190, 250])
def test_the_burst_limit_is_learnt_from_the_answers_and_never_hit(crm: Crm, limit: int) -> None:
    crm.sandbox.portal.limits.burst.limit = limit
    crm.load(*people(10))
    destination = crm.destination()
    list(destination.read(people(6000)))
    assert budget(crm).allowed == limit
    assert 429 not in {call.status for call in crm.calls()}


def test_a_limit_that_one_thread_learnt_holds_for_all(crm: Crm) -> None:
    crm.sandbox.portal.limits.burst.limit = 30
    crm.read(BOB)
    threads = [threading.Thread(target=lambda: [crm.read(BOB) for _ in range(20)]) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert 429 not in {call.status for call in crm.calls()}


@pytest.mark.parametrize(
    ("headers", "told"),
    [
        ({}, Allowance()),
        (
            {
                "X-HubSpot-RateLimit-Max": "190",
                "X-HubSpot-RateLimit-Remaining": "12",
                "X-HubSpot-RateLimit-Interval-Milliseconds": "10000",
                "X-HubSpot-RateLimit-Daily-Remaining": "7",
            },
            Allowance(burst=190, window=10.0, left=12, left_today=7),
        ),
        ({"X-HubSpot-RateLimit-Max": "0", "X-HubSpot-RateLimit-Interval-Milliseconds": "0"}, Allowance()),
        ({"X-HubSpot-RateLimit-Max": "many", "X-HubSpot-RateLimit-Daily-Remaining": "-1"}, Allowance()),
    ],
)
def test_what_can_not_be_kept_to_is_not_learnt(headers: dict[str, str], told: Allowance) -> None:
    assert allowance(headers) == told


def test_a_day_that_is_nearly_used_up_is_left_before_hubspot_refuses_and_ends_at_the_accounts_midnight(
    crm: Crm,
) -> None:
    crm.sandbox.portal.zone = NEW_YORK
    crm.sandbox.portal.limits.daily = RESERVE + 20
    destination = crm.destination()
    with pytest.raises(Exhausted, match="no more requests today") as said:
        list(destination.read(people(10_000)))
    assert said.value.until == datetime(2026, 11, 23, 5, 0, tzinfo=UTC)
    assert 429 not in {call.status for call in crm.calls()}
    assert len(crm.calls("account-info")) == 1
    asked = len(crm.calls())
    with pytest.raises(Exhausted):
        list(destination.changes(None, OpenTasks()))
    assert len(crm.calls()) == asked, "nothing more is asked"


def test_a_daily_limit_is_over_at_the_midnight_of_the_accounts_zone(crm: Crm) -> None:
    crm.sandbox.portal.zone = NEW_YORK
    crm.sandbox.faults.add(Refuse(status=429, reason="DAILY"), path="batch/read")
    with pytest.raises(Exhausted, match="again after 2026-11-23T05:00:00Z") as said:
        crm.read(BOB)
    assert said.value.until == datetime(2026, 11, 23, 5, 0, tzinfo=UTC)


def test_where_hubspot_does_not_tell_the_zone_the_end_of_the_day_is_told_in_words(crm: Crm) -> None:
    crm.sandbox.portal.exhaust_day()
    with pytest.raises(Exhausted, match=r"midnight in the account's time zone\. Run the command again later") as said:
        crm.read(BOB)
    assert said.value.until is None
    assert [call.status for call in crm.calls()] == [429, 429]


def test_on_the_next_day_it_goes_on() -> None:
    now = [datetime(2026, 11, 22, 23, 30, tzinfo=UTC)]
    day = Day(lambda: NEW_YORK, lambda: now[0])
    day.hear(RESERVE)
    assert day.spent
    assert day.end() == datetime(2026, 11, 23, 5, 0, tzinfo=UTC)
    now[0] += timedelta(hours=5)
    assert day.spent
    now[0] += timedelta(hours=1)
    assert not day.spent


@pytest.mark.parametrize(
    ("now", "end"),
    [
        ("2026-03-07T12:00:00+00:00", "2026-03-08T05:00:00+00:00"),
        ("2026-03-08T12:00:00+00:00", "2026-03-09T04:00:00+00:00"),
        ("2026-11-01T04:30:00+00:00", "2026-11-02T05:00:00+00:00"),
    ],
)
def test_midnight_is_that_of_the_wall_clock_even_where_clocks_change(now: str, end: str) -> None:
    assert midnight(datetime.fromisoformat(now), NEW_YORK) == datetime.fromisoformat(end)
