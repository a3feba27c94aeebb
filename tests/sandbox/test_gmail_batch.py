import pytest
from gmail_client import OWNER, USER, Wire, batch_body, log_in, mail

from crmsync_sandbox.faults import HalfBatch, Refuse
from crmsync_sandbox.server import Sandbox

PROFILE = f"{USER}/profile"


def test_each_part_has_its_own_answer_in_order_under_its_own_id(sandbox: Sandbox, wire: Wire) -> None:
    ids = [sandbox.mailbox(OWNER).receive(mail(number)) for number in range(3)]
    parts = wire.batch([f"{USER}/messages/{id_}?fields=id" for id_ in [*ids, "00000000000000aa"]])
    assert [one.status for one in parts] == [200, 200, 200, 404]
    assert [one.body["id"] for one in parts[:3]] == ids
    assert [one.headers["Content-ID"] for one in parts] == [f"<response-some + {number}>" for number in range(4)]


def test_each_part_has_its_own_login(sandbox: Sandbox, wire: Wire) -> None:
    with log_in(sandbox, "bob@example.com", "gmail.metadata") as other:
        parts = wire.batch([PROFILE] * 3, tokens=[wire.token, other.token, "unknown"])
    assert [one.status for one in parts] == [200, 200, 401]
    assert [one.body["emailAddress"] for one in parts[:2]] == [OWNER, "bob@example.com"]


def test_a_part_without_a_login_has_that_of_the_batch(wire: Wire) -> None:
    body = batch_body([PROFILE], ["x"]).replace(b"authorization: Bearer x\n", b"")
    answer = wire.ask("POST", "/batch/gmail/v1", body, content_type="multipart/mixed; boundary=limit")
    assert OWNER in answer.text


def test_each_part_costs_its_own_units_until_none_are_left(sandbox: Sandbox, wire: Wire) -> None:
    id_ = sandbox.mailbox(OWNER).receive(mail(1))
    sandbox.mailbox(OWNER).quota.set(units_per_minute=45)
    parts = wire.batch([f"{USER}/messages/{id_}"] * 4)
    assert [one.status for one in parts] == [200, 200, 403, 403]
    assert sandbox.meter.units == {OWNER: 40}
    assert sandbox.meter.requests == {"gmail": 1}
    (call,) = sandbox.meter.log
    assert (call.items, call.units, [part.status for part in call.parts]) == (4, 40, [200, 200, 403, 403])


def test_every_second_part_may_be_refused(sandbox: Sandbox, wire: Wire) -> None:
    sandbox.faults.add(HalfBatch())
    assert [one.status for one in wire.batch([PROFILE] * 5)] == [200, 429, 200, 429, 200]
    assert [one.status for one in wire.batch([PROFILE] * 5)] == [200] * 5


def test_a_fault_with_a_path_meets_single_parts_and_one_without_does_not(sandbox: Sandbox, wire: Wire) -> None:
    ids = [sandbox.mailbox(OWNER).receive(mail(number)) for number in range(3)]
    paths = [f"{USER}/messages/{id_}" for id_ in ids]
    sandbox.faults.add(Refuse(status=500), path=f"messages/{ids[1]}$", times=None)
    assert [one.status for one in wire.batch(paths)] == [200, 500, 200]
    sandbox.faults.clear()
    sandbox.faults.add(Refuse(status=503), skip=1)
    assert [one.status for one in wire.batch(paths)] == [200] * 3
    assert [one.status for one in wire.batch(paths)] == [503]


def test_a_hundred_parts_are_read_and_a_hundred_and_one_are_not(sandbox: Sandbox, wire: Wire) -> None:
    assert len(wire.batch([PROFILE] * 100)) == 100
    (refused,) = wire.batch([PROFILE] * 101)
    assert (refused.status, refused.reason) == (400, "invalidArgument")
    assert sandbox.meter.units == {OWNER: 50}


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("application/json", b"{}"),
        ("multipart/mixed; boundary=limit", b""),
        ("multipart/mixed; boundary=limit", b"--limit\n\nnonsense\n--limit--"),
    ],
)
def test_what_is_no_batch_is_refused(wire: Wire, content_type: str, body: bytes) -> None:
    assert wire.ask("POST", "/batch/gmail/v1", body, content_type=content_type).status == 400


def test_line_ends_of_both_kinds_and_folded_headers_are_understood(wire: Wire) -> None:
    body = batch_body([PROFILE], [wire.token]).replace(b"<some + 0>", b"<some +\n 0>").replace(b"\n", b"\r\n")
    answer = wire.ask("POST", "/batch/gmail/v1", body, content_type='multipart/mixed; boundary="limit"')
    assert "<response-some + 0>" in answer.text
    assert OWNER in answer.text


def test_parts_do_what_they_would_alone(sandbox: Sandbox, wire: Wire) -> None:
    id_ = sandbox.mailbox(OWNER).receive(mail(1))
    for path in (f"messages/{id_}", f"threads/{id_}", "messages", "labels", "profile"):
        (part,) = wire.batch([f"{USER}/{path}"])
        assert part.body == wire.get(path).body
