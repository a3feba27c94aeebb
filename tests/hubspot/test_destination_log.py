"""A record of conversations: mails and meetings on timelines, each once, and only where nobody else logged it."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from hubspot_crm import NOW, Crm

from crmsync.connector import (
    GONE,
    AlreadyThere,
    Applied,
    ArchiveLogged,
    Channel,
    Conversation,
    EmailAddress,
    LogInteraction,
    Rejected,
    ShareLogged,
    Unready,
    UnshareLogged,
    Weight,
)
from crmsync_hubspot.paths import Version
from crmsync_hubspot.wire import Body, Query, Verb, Wire
from crmsync_sandbox.faults import Drop, Refuse
from crmsync_sandbox.hubspot.records import Record
from crmsync_sandbox.hubspot.state import State
from crmsync_sandbox.server import Sandbox

ME, EVE, BOB = EmailAddress("me@example.com"), EmailAddress("eve@example.org"), EmailAddress("bob@example.org")
AT = NOW - timedelta(days=2, seconds=13)
HOUR = timedelta(hours=1)


def mail(*profiles: str, key: str = "m1", sent: bool = True, **more: object) -> LogInteraction:
    content = Conversation(channel=Channel.MAIL, at=AT, ended=AT, sent=sent, own=ME, others=(EVE,))
    first, *others = profiles
    return LogInteraction(key=key, profile=first, beside=tuple(others), content=replace(content, **more))  # type: ignore[arg-type]  # fields


def meeting(*profiles: str, key: str = "t1", **more: object) -> LogInteraction:
    content = Conversation(channel=Channel.MEETING, at=AT, ended=AT + HOUR, owner=ME)
    first, *others = profiles
    return LogInteraction(key=key, profile=first, beside=tuple(others), content=replace(content, **more))  # type: ignore[arg-type]  # fields


def archive(change: LogInteraction, record: str = "") -> ArchiveLogged:
    return ArchiveLogged(key=change.key, profile=change.profile, channel=change.content.channel, record=record)


def share(change: LogInteraction, record: str, profile: str) -> ShareLogged:
    return ShareLogged(key=f"share:{profile}:{change.key}", profile=profile, record=record, content=change.content)


def unshare(change: ShareLogged) -> UnshareLogged:
    channel = change.content.channel
    return UnshareLogged(key=change.key, profile=change.profile, channel=channel, record=change.record)


def held(crm: Crm, contact: str) -> list[Record]:
    portal = crm.sandbox.portal
    return [one for one in (*portal.emails_of(contact), *portal.meetings_of(contact)) if one.archived_at is None]


@pytest.fixture(scope="module")
def prepared() -> dict[Version, State]:
    return {}


@pytest.fixture
def log(sandbox: Sandbox, version: Version, prepared: dict[Version, State]) -> Crm:
    """A portal after `setup` where conversations are logged."""
    crm = Crm(sandbox, version, log=("mail", "meeting"))
    if version not in prepared:
        destination = crm.destination()
        for step in destination.lacking():
            destination.create(step)
        prepared[version] = sandbox.portal.snapshot()
    sandbox.portal.reset(prepared[version])
    sandbox.meter.reset()
    return crm


def test_a_mail_tells_time_direction_people_and_owner_and_nothing_else(log: Crm) -> None:
    owner = log.sandbox.portal.people.add_owner(ME)
    eve, bob = log.load(EVE, BOB)
    [id_] = log.ids(mail(eve, bob, others=(EVE, BOB), owner=ME))
    [email] = held(log, eve)
    assert [one.id for one in held(log, bob)] == [email.id] == [id_]
    headers = json.loads(email.value("hs_email_headers"))
    assert headers == {"from": {"email": ME}, "to": [{"email": EVE}, {"email": BOB}], "cc": [], "bcc": []}
    told = {name: text for name, text in email.properties.items() if name not in STAMPS | {"hs_email_headers"}}
    assert told == {
        "hs_timestamp": "2026-11-20T09:29:47.000Z",
        "hs_email_direction": "EMAIL",
        "hs_email_status": "SENT",
        "hubspot_owner_id": owner,
        "crmsync_key": "m1",
    }


STAMPS = {"hs_createdate", "hs_lastmodifieddate", "hs_object_id"}


def test_a_mail_that_came_in_is_from_them_to_me(log: Crm) -> None:
    [eve] = log.load(EVE)
    log.ids(mail(eve, sent=False, subject="Lunch"))
    [email] = held(log, eve)
    assert email.value("hs_email_direction") == "INCOMING_EMAIL"
    assert email.value("hs_email_subject") == "Lunch"
    headers = json.loads(email.value("hs_email_headers"))
    assert (headers["from"], headers["to"]) == ({"email": EVE}, [{"email": ME}])


def test_a_meeting_tells_when_it_began_and_ended_and_that_it_took_place(log: Crm) -> None:
    [eve] = log.load(EVE)
    log.ids(meeting(eve))
    [found] = held(log, eve)
    assert {name: text for name, text in found.properties.items() if name not in STAMPS} == {
        "hs_timestamp": "2026-11-20T09:29:47.000Z",
        "hs_meeting_start_time": "2026-11-20T09:29:47.000Z",
        "hs_meeting_end_time": "2026-11-20T10:29:47.000Z",
        "hs_meeting_outcome": "COMPLETED",
        "crmsync_key": "t1",
    }


@pytest.mark.parametrize("seconds", [-59, 0, 59])
def test_what_somebody_else_logged_is_not_logged_again(log: Crm, seconds: int) -> None:
    [eve] = log.load(EVE)
    people, at = log.sandbox.portal.people, (AT + timedelta(seconds=seconds)).isoformat()
    people.log_email(eve, at, "EMAIL")
    people.log_meeting(eve, at)
    assert log.apply(mail(eve), meeting(eve)) == [AlreadyThere(key="m1"), AlreadyThere(key="t1")]
    assert len(held(log, eve)) == 2


def test_another_minute_or_direction_is_another_mail(log: Crm) -> None:
    [eve] = log.load(EVE)
    people = log.sandbox.portal.people
    people.log_email(eve, AT.isoformat(), "INCOMING_EMAIL")
    people.log_email(eve, (AT + timedelta(minutes=2)).isoformat(), "EMAIL")
    people.log_meeting(eve, AT.isoformat())
    assert isinstance(log.apply(mail(eve))[0], Applied)


def test_a_mail_that_was_forwarded_to_hubspot_may_have_gone_either_way(log: Crm) -> None:
    eve, bob = log.load(EVE, BOB)
    for contact in (eve, bob):
        log.sandbox.portal.people.log_email(contact, AT.isoformat(), "FORWARDED_EMAIL")
    assert {type(one) for one in log.apply(mail(eve), mail(bob, key="m2", sent=False))} == {AlreadyThere}


def test_it_is_logged_for_those_only_for_whom_nobody_did(log: Crm) -> None:
    eve, bob = log.load(EVE, BOB)
    log.sandbox.portal.people.log_email(eve, AT.isoformat(), "EMAIL")
    [outcome] = log.apply(mail(eve, bob))
    assert isinstance(outcome, Applied)
    assert [one.value("crmsync_key") for one in held(log, eve)] == [""]
    assert [one.value("crmsync_key") for one in held(log, bob)] == ["m1"]


def test_two_mails_of_one_minute_are_two(log: Crm) -> None:
    [eve] = log.load(EVE)
    log.ids(mail(eve))
    log.ids(mail(eve, key="m2", at=AT + timedelta(seconds=9)))
    assert sorted(one.value("crmsync_key") for one in held(log, eve)) == ["m1", "m2"]


def test_what_a_person_deleted_counts_as_not_logged_by_them(log: Crm) -> None:
    [eve] = log.load(EVE)
    people = log.sandbox.portal.people
    people.delete_activity("emails", people.log_email(eve, AT.isoformat(), "EMAIL"))
    assert isinstance(log.apply(mail(eve))[0], Applied)


def test_logging_what_is_logged_changes_nothing(log: Crm) -> None:
    [eve] = log.load(EVE)
    changes = mail(eve), meeting(eve)
    ids = log.ids(*changes)
    before = log.sandbox.portal.dump()
    assert log.ids(*changes) == ids
    assert log.sandbox.portal.dump() == before


@pytest.mark.parametrize("kind", [Drop(), Drop(after_effect=True)])
@pytest.mark.parametrize("path", ["/emails/batch/create", "/emails/batch/read", "emails"])
def test_a_lost_answer_makes_no_second_record(log: Crm, kind: Drop, path: str) -> None:
    eve, bob = log.load(EVE, BOB)
    log.sandbox.faults.add(kind, path=path, times=2)
    log.ids(mail(eve, bob), mail(bob, key="m2", at=AT - HOUR))
    assert sorted(one.value("crmsync_key") for one in held(log, bob)) == ["m1", "m2"]


def test_one_that_is_refused_does_not_cost_the_others(log: Crm) -> None:
    [eve] = log.load(EVE)
    good, bad = mail(eve, key="good"), mail(eve, key="x" * 70_000, at=AT - HOUR)
    first, second = log.apply(bad, good)
    assert isinstance(first, Rejected)
    assert isinstance(second, Applied)


def test_a_contact_that_was_deleted_does_not_cost_the_others_theirs(log: Crm) -> None:
    eve, bob = log.load(EVE, BOB)
    log.sandbox.portal.people.archive_contact(eve)
    outcomes = log.apply(mail(eve, bob), mail(eve, key="m2", at=AT - HOUR))
    assert isinstance(outcomes[0], Applied)
    assert outcomes[1] == Rejected(key="m2", reason=GONE)
    assert [one.value("crmsync_key") for one in held(log, bob)] == ["m1"]


def test_contacts_that_were_merged_get_it_once(log: Crm) -> None:
    eve, bob = log.load(EVE, BOB)
    survivor = log.sandbox.portal.people.merge(eve, bob)
    log.ids(mail(eve, bob))
    assert [one.value("crmsync_key") for one in held(log, survivor)] == ["m1"]


def test_what_was_logged_is_archived_by_its_id_or_found_by_its_key(log: Crm) -> None:
    [eve] = log.load(EVE)
    by_id, by_key = mail(eve), meeting(eve)
    [id_, _] = log.ids(by_id, by_key)
    assert len(log.apply(archive(by_id, id_), archive(by_key))) == 2
    assert held(log, eve) == []


def test_archiving_what_is_gone_or_was_never_made_is_done_already(log: Crm) -> None:
    [eve] = log.load(EVE)
    change = mail(eve)
    [id_] = log.ids(change)
    log.ids(archive(change, id_))
    log.ids(archive(change, id_), archive(meeting(eve)))


def test_a_backlog_goes_by_the_hundred_and_each_timeline_entry_is_read_once(log: Crm) -> None:
    eve, bob = log.load(EVE, BOB)
    for day in range(150):
        log.sandbox.portal.people.log_email(eve, (AT - timedelta(days=400 + day)).isoformat())
    changes = [mail(eve, bob, key=f"m{n}", at=AT - timedelta(days=n)) for n in range(300)]
    destination = log.destination()
    calls = log.counted(lambda: [*destination.apply(changes[:200]), *destination.apply(changes[200:])])
    assert len([call for call in calls if "/emails/batch/create" in call.path]) == 3
    # 150 of others are there at first, 250 and 350 when the second and third hundred go out
    assert len([call for call in calls if "/emails/batch/read" in call.path and "associations" not in call.path]) == 4
    assert len([call for call in calls if "associations" in call.path]) == 3


def test_nothing_of_what_others_logged_is_read_but_time_and_direction(log: Crm) -> None:
    [eve] = log.load(EVE)
    log.sandbox.portal.people.log_email(eve, (AT - HOUR).isoformat())
    log.sandbox.portal.people.log_meeting(eve, (AT - HOUR).isoformat())
    log.ids(mail(eve), meeting(eve))
    asked = [json.loads(call.body)["properties"] for call in log.calls("s/batch/read") if b'"properties"' in call.body]
    names = {name for some in asked for name in some}
    assert names == {"crmsync_key", "hs_timestamp", "hs_email_direction", "hs_meeting_start_time"}


def test_without_the_setting_setup_makes_nothing_on_emails_and_meetings(bare: Crm) -> None:
    assert {step.object for step in bare.destination().lacking()} == {"contacts", "tasks"}
    assert bare.calls("emails") == bare.calls("meetings") == []


def test_setup_makes_the_key_where_it_is_logged_and_sync_says_so_before(crm: Crm) -> None:
    crm.log = ("meeting",)
    [eve] = crm.load(EVE)
    assert [(step.kind, step.object) for step in crm.destination().lacking()] == [
        ("group", "meetings"),
        ("property", "meetings"),
    ]
    with pytest.raises(Unready, match="crmsync_key is missing"):
        crm.apply(meeting(eve))
    destination = crm.destination()
    for step in destination.lacking():
        destination.create(step)
    assert destination.lacking() == ()
    crm.ids(meeting(eve))


def test_check_says_that_hubspots_own_connection_may_log_the_same_mail(log: Crm) -> None:
    warned = [one for one in log.destination().findings() if "Gmail" in one.what]
    assert [one.weight for one in warned] == [Weight.DOUBTFUL]
    log.log = ("meeting",)
    assert not [one for one in log.destination().findings() if "Gmail" in one.what]


@pytest.fixture
def shared(log: Crm) -> tuple[Crm, ShareLogged]:
    """A mail that is logged for Eve, and is to be on Bob's timeline too."""
    eve, bob = log.load(EVE, BOB)
    [id_] = log.ids(mail(eve))
    return log, share(mail(eve), id_, bob)


def test_what_is_logged_is_shared_with_who_joins_later_once_and_taken_back(shared: tuple[Crm, ShareLogged]) -> None:
    log, change = shared
    assert log.ids(change) == [change.record]
    assert [one.id for one in held(log, change.profile)] == [change.record]
    before = log.sandbox.portal.dump()
    calls = log.counted(lambda: log.ids(change))
    assert log.sandbox.portal.dump() == before
    assert [call for call in calls if call.path.endswith("/contacts/batch/create")] == []
    assert log.ids(unshare(change), unshare(change)) == [change.record] * 2
    assert held(log, change.profile) == []
    assert [one.id for one in held(log, EVE)] == [change.record]


def test_what_somebody_else_logged_for_who_joins_later_is_not_shared(shared: tuple[Crm, ShareLogged]) -> None:
    log, change = shared
    theirs = log.sandbox.portal.people.log_email(change.profile, AT.isoformat(), "EMAIL")
    assert log.apply(change) == [AlreadyThere(key=change.key)]
    assert [one.id for one in held(log, change.profile)] == [theirs]


@pytest.mark.parametrize("kind", [Drop(), Drop(after_effect=True), Refuse(status=503)])
def test_a_lost_answer_to_what_is_shared_or_taken_back_is_no_trouble(
    shared: tuple[Crm, ShareLogged], kind: Drop | Refuse
) -> None:
    log, change = shared
    log.sandbox.faults.add(kind, path="contacts/batch/create", times=2)
    log.ids(change)
    assert [one.id for one in held(log, change.profile)] == [change.record]
    log.sandbox.faults.add(kind, path="contacts/batch/archive", times=2)
    log.ids(unshare(change))
    assert held(log, change.profile) == []


def test_what_can_not_be_shared_does_not_cost_the_others(log: Crm) -> None:
    eve, bob, ann, zoe = log.load(EVE, BOB, ME, "zoe@example.org")
    changes = [mail(eve, key=f"m{n}", at=AT - n * HOUR) for n in range(3)]
    ids = log.ids(*changes)
    log.sandbox.portal.people.archive_contact(bob)
    log.sandbox.portal.people.delete_activity("emails", ids[1])
    wanted = [share(changes[0], ids[0], bob), share(changes[1], ids[1], ann), share(changes[2], ids[2], zoe)]
    first, second, third = log.apply(*wanted)
    assert first == Rejected(key=wanted[0].key, reason=GONE)
    assert second == Rejected(key=wanted[1].key, reason=GONE)
    assert isinstance(third, Applied)
    assert [one.id for one in held(log, zoe)] == [ids[2]]


def test_where_an_error_does_not_say_whom_it_is_about_each_is_asked_for_alone(
    log: Crm, monkeypatch: pytest.MonkeyPatch
) -> None:
    [eve, *joining] = log.load(EVE, BOB, "zoe@example.org")
    [id_] = log.ids(mail(eve))
    send, sent = Wire.send, list[str]()
    unclear = {"results": [], "errors": [{"category": one} for one in ("VALIDATION_ERROR", "OBJECT_NOT_FOUND")]}

    def once_unclear(self: Wire, verb: Verb, path: str, body: Body | None = None, query: Query = ()) -> Body:
        if path.endswith("/emails/contacts/batch/create"):
            sent.append(path)
        return unclear if len(sent) == 1 and path in sent else send(self, verb, path, body, query)

    monkeypatch.setattr(Wire, "send", once_unclear)
    log.ids(*(share(mail(eve), id_, contact) for contact in joining))
    assert len(sent) == 3
    assert [len(held(log, contact)) for contact in joining] == [1, 1]


def test_what_is_gone_does_not_cost_the_others_that_they_are_taken_off(log: Crm) -> None:
    [eve, *joined] = log.load(EVE, BOB, "zoe@example.org")
    [id_] = log.ids(mail(eve))
    shares = [share(mail(eve), id_, contact) for contact in joined]
    log.ids(*shares)
    log.sandbox.faults.add(Refuse(status=404), path="/emails/contacts/batch/archive", times=2)
    log.ids(*map(unshare, shares))
    assert held(log, joined[1]) == []
    assert [call.status for call in log.calls("/emails/contacts/batch/archive")] == [404, 404, 204]


def test_years_of_conversations_are_shared_by_the_hundred(log: Crm) -> None:
    eve, bob = log.load(EVE, BOB)
    changes = [mail(eve, key=f"m{n}", at=AT - n * HOUR) for n in range(250)]
    ids = log.ids(*changes)
    wanted = [share(change, id_, bob) for change, id_ in zip(changes, ids, strict=True)]
    calls = log.counted(lambda: log.ids(*wanted))
    assert len([call for call in calls if call.path.endswith("/contacts/batch/create")]) == 3
    assert len(held(log, bob)) == 250
    calls = log.counted(lambda: log.ids(*map(unshare, wanted)))
    assert len([call for call in calls if call.path.endswith("/contacts/batch/archive")]) == 3
    assert held(log, bob) == []
