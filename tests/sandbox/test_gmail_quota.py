import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from gmail_client import OWNER, Wire, log_in, mail

from crmsync_sandbox.faults import Delay
from crmsync_sandbox.gmail.quota import OLDER_PRICES, OLDER_UNITS_PER_MINUTE, Quota
from crmsync_sandbox.google import errors
from crmsync_sandbox.google.errors import ApiError, Refused
from crmsync_sandbox.server import Sandbox


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def taken(quota: Quota, method: str = "messages.get") -> int:
    """How often the method is allowed before it is refused."""
    for count in range(100_000):
        try:
            quota.spend(method)
        except Refused:
            return count
    raise AssertionError("never refused")


def test_a_minute_allows_three_hundred_messages_and_not_one_more() -> None:
    assert taken(Quota(clock=Clock())) == 300


def test_an_older_project_reads_ten_times_as_much() -> None:
    quota = Quota(clock=Clock())
    quota.set(units_per_minute=OLDER_UNITS_PER_MINUTE, prices=OLDER_PRICES)
    assert taken(quota) == 3000


def test_the_window_rolls_units_are_free_again_a_minute_after_they_were_spent() -> None:
    clock = Clock()
    quota = Quota(clock=clock)
    for clock.now in (0.0, 30.0):
        for _ in range(150):
            quota.spend("messages.get")
    clock.now = 59.9
    assert taken(quota) == 0
    clock.now = 60.0
    assert taken(quota) == 150
    clock.now = 90.0
    assert taken(quota) == 150


def test_a_scaled_window_is_as_strict_in_less_time() -> None:
    clock = Clock()
    quota = Quota(clock=clock, window_scale=0.01)
    assert taken(quota) == 300
    clock.now = 0.6
    assert taken(quota) == 300


@pytest.mark.parametrize(
    ("path", "units"),
    [
        ("messages", 5),
        ("messages/ID", 20),
        ("threads", 10),
        ("threads/ID", 40),
        ("history", 2),
        ("labels", 1),
        ("labels/INBOX", 1),
        ("profile", 1),
        ("settings/sendAs", 1),
    ],
)
def test_each_method_costs_what_the_price_list_says(sandbox: Sandbox, wire: Wire, path: str, units: int) -> None:
    id_ = sandbox.mailbox(OWNER).receive(mail(1))
    assert wire.get(path.replace("ID", id_), startHistoryId=1000).status == 200
    assert sandbox.meter.units == {OWNER: units}


def test_a_user_beyond_the_quota_is_refused_in_each_of_gmails_ways(sandbox: Sandbox, wire: Wire) -> None:
    sandbox.mailbox(OWNER).quota.set(units_per_minute=1)
    assert wire.get("profile").status == 200
    refused = [wire.get("profile") for _ in range(4)]
    assert [one.status for one in refused] == [403, 403, 429, 403]
    assert [one.reason for one in refused[:3]] == ["rateLimitExceeded", "userRateLimitExceeded", "rateLimitExceeded"]
    assert "errors" not in refused[3].body["error"]
    assert refused[3].body["error"]["status"] == "RESOURCE_EXHAUSTED"
    assert sandbox.meter.units == {OWNER: 1}
    time.sleep(0.7)
    assert wire.get("profile").status == 200


def test_one_users_quota_is_not_anothers(sandbox: Sandbox, wire: Wire) -> None:
    sandbox.mailbox(OWNER).quota.set(units_per_minute=1)
    assert [wire.get("profile").status for _ in range(2)] == [200, 403]
    with log_in(sandbox, "bob@example.com", "gmail.metadata") as other:
        assert other.get("profile").status == 200


def test_too_many_requests_at_a_time_are_refused_and_the_next_is_not(sandbox: Sandbox, wire: Wire) -> None:
    sandbox.mailbox(OWNER).quota.set(requests_at_a_time=3)
    sandbox.faults.add(Delay(seconds=0.7), times=3)
    with ThreadPoolExecutor(3) as pool:
        waiting = [pool.submit(wire.get, "profile") for _ in range(3)]
        while sandbox.faults.armed:
            time.sleep(0.005)
        refused = wire.get("profile")
        assert [one.result().status for one in waiting] == [200] * 3
    assert (refused.status, refused.body["error"]["message"]) == (429, "Too many concurrent requests for user")
    assert wire.get("profile").status == 200


def test_a_batch_of_a_hundred_is_refused_in_part_and_batches_of_fifty_pass(sandbox: Sandbox, wire: Wire) -> None:
    parts = wire.batch(["/gmail/v1/users/me/profile"] * 100)
    assert [one.status for one in parts] == [200] * 50 + [429] * 50
    assert {one.status for one in wire.batch(["/gmail/v1/users/me/profile"] * 50)} == {200}


@pytest.mark.parametrize(
    ("refusal", "status", "reason"),
    [
        (errors.DAILY_LIMIT, 403, "dailyLimitExceeded"),
        (errors.QUOTA, 403, "quotaExceeded"),
        (errors.domain_policy("Gmail"), 403, "domainPolicy"),
        (errors.not_configured("Gmail API"), 403, "accessNotConfigured"),
        (errors.FAILED_PRECONDITION, 400, "failedPrecondition"),
    ],
)
def test_a_mailbox_may_refuse_everything_for_one_reason(
    sandbox: Sandbox, wire: Wire, refusal: ApiError, status: int, reason: str
) -> None:
    sandbox.mailbox(OWNER).refusal = refusal
    alone = wire.get("profile")
    (part,) = wire.batch(["/gmail/v1/users/me/profile"])
    assert [(one.status, one.reason) for one in (alone, part)] == [(status, reason)] * 2
    sandbox.mailbox(OWNER).refusal = None
    assert wire.get("profile").status == 200
