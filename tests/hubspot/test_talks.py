"""What people log at HubSpot, as a source: calls, meetings and messages."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import islice

import pytest
from hubspot_crm import NOW, Crm

from crmsync.connector import (
    Channel,
    Conversation,
    Cursor,
    CursorExpired,
    Deleted,
    EmailAddress,
    Filing,
    Interaction,
    LogInteraction,
    Page,
    Role,
    Secret,
    Signal,
    Skipped,
    Unauthorized,
)
from crmsync_hubspot.talks.activities import Kind
from crmsync_hubspot.talks.cursor import A_ROUND
from crmsync_hubspot.talks.source import HubSpotTalks, TalksSettings

ME, COLLEAGUE = "owner@example.com", "col@example.com"
AT = "2026-11-20T09:00:00Z"
KINDS: tuple[Kind, ...] = ("calls", "meetings", "messages")


@dataclass(slots=True)
class Kept:
    """A store that keeps what is told, as the core's does."""

    now: datetime = NOW
    since: datetime | None = None
    subjects: bool = False
    own: Collection[EmailAddress] = ()
    told: dict[str, Interaction] = field(default_factory=dict)

    def keep(self, page: Page) -> None:
        for record in page.records:
            if isinstance(record, Interaction):
                self.told[record.id] = record
            elif isinstance(record, Deleted):
                self.told.pop(record.id, None)
        if page.snapshot:
            mine = [one for one in self.told if one.startswith(page.snapshot.prefix)]
            for gone in set(mine) - page.snapshot.ids:
                del self.told[gone]

    def known(self, ids: Collection[str]) -> Collection[str]:
        return [one for one in ids if one in self.told]

    def filed(self, ids: Collection[str]) -> Mapping[str, Filing]:
        raise NotImplementedError

    def never(self, addresses: Collection[EmailAddress]) -> Collection[EmailAddress]:
        return []

    def wanted(self) -> Collection[EmailAddress]:
        return []


def talks(crm: Crm, kinds: tuple[Kind, ...] = KINDS, unowned: str | None = None) -> HubSpotTalks:
    key = Secret("env HUBSPOT_KEY", lambda: crm.sandbox.hubspot_key)
    owner = EmailAddress(unowned) if unowned else None
    config = TalksSettings(key=key, api_base=crm.sandbox.url, api_version=crm.version, kinds=kinds, unowned=owner)
    return HubSpotTalks(config, caller=crm.caller)


def pull(crm: Crm, kept: Kept, cursor: Cursor | None = None, **settings: str) -> Cursor:
    """A pull to its end."""
    return list(stored(crm, kept, cursor, **settings))[-1].cursor


def stored(crm: Crm, kept: Kept, cursor: Cursor | None, unowned: str | None = None) -> Iterator[Page]:
    for page in talks(crm, unowned=unowned).pull(cursor, kept):
        kept.keep(page)
        yield page


def act(crm: Crm, do: str, **deed: object) -> str:
    return crm.sandbox.portal.act({"do": do, **deed})["id"]


def later(crm: Crm, kept: Kept, by: timedelta) -> None:
    crm.now = kept.now = kept.now + by
    crm.sandbox.portal.now = lambda: crm.now


@pytest.fixture
def portal(bare: Crm) -> Crm:
    bare.load("bob@example.com", "eve@example.com", firstname="Bob", lastname="Stone")
    return bare


def roles(one: Interaction) -> dict[str, Role]:
    return {each.address: each.role for each in one.participants}


def test_a_call_says_who_when_how_long_and_which_way(portal: Crm) -> None:
    kept = Kept()
    made = act(portal, "log_call", contact="bob@example.com", at=AT, minutes=12, owner=ME)
    back = act(portal, "log_call", contact="bob@example.com", at=AT, direction="INBOUND", owner=ME)
    pull(portal, kept)
    one = kept.told[f"calls/{made}"]
    assert (one.channel, one.at.isoformat()) == (Channel.CALL, "2026-11-20T09:00:00+00:00")
    assert one.duration == timedelta(minutes=12)
    assert roles(one) == {"bob@example.com": Role.TO, ME: Role.FROM}
    assert {each.name for each in one.participants} == {"Bob Stone", ""}
    assert roles(kept.told[f"calls/{back}"]) == {"bob@example.com": Role.FROM, ME: Role.TO}
    assert one.signals == frozenset()


@pytest.mark.parametrize("outcome", ["busy", "no answer", "left voicemail", "left live message", "wrong number"])
def test_a_call_that_nobody_answered_says_so(portal: Crm, outcome: str) -> None:
    kept = Kept()
    act(portal, "log_call", contact="bob@example.com", at=AT, outcome=outcome, owner=ME)
    pull(portal, kept)
    assert [one.signals for one in kept.told.values()] == [{Signal.UNANSWERED}]


@pytest.mark.parametrize("outcome", ["NO_SHOW", "CANCELED", "RESCHEDULED"])
def test_a_meeting_that_did_not_take_place_says_so(portal: Crm, outcome: str) -> None:
    kept = Kept()
    act(portal, "log_meeting", contact="bob@example.com", at=AT, outcome=outcome, owner=ME)
    act(portal, "log_meeting", contact="bob@example.com", at=AT, outcome="COMPLETED", owner=ME)
    pull(portal, kept)
    assert [one.signals for one in kept.told.values()] == [{Signal.UNANSWERED}, frozenset()]


def test_an_outcome_that_is_told_later_is_told_again(portal: Crm) -> None:
    kept = Kept()
    made = act(portal, "log_meeting", contact="bob@example.com", at=AT, ends="2026-11-20T10:00:00Z", owner=ME)
    cursor = pull(portal, kept)
    assert kept.told[f"meetings/{made}"].duration == timedelta(hours=1)
    later(portal, kept, timedelta(days=1))
    act(portal, "set_property", which=made, name="hs_meeting_outcome", value="NO_SHOW", kind="meetings")
    pull(portal, kept, cursor)
    assert kept.told[f"meetings/{made}"].signals == {Signal.UNANSWERED}


def test_a_meeting_that_a_calendar_holds_too_has_the_calendars_key(portal: Crm) -> None:
    kept = Kept()
    act(portal, "log_meeting", contact="bob@example.com", at=AT, uid="abc@google.com", owner=ME)
    pull(portal, kept)
    [one] = kept.told.values()
    assert one.key is not None
    assert one.key.endswith(" 2026-11-20T09:00:00Z")
    assert "abc" not in one.key


@pytest.mark.parametrize("channel", ["WHATS_APP", "SMS", "LINKEDIN_MESSAGE"])
def test_a_message_is_a_talk(portal: Crm, channel: str) -> None:
    kept = Kept()
    act(portal, "log_message", contact=["bob@example.com", "eve@example.com"], at=AT, channel=channel, owner=ME)
    pull(portal, kept)
    [one] = kept.told.values()
    assert one.channel is Channel.MESSAGE
    assert set(roles(one)) == {"bob@example.com", "eve@example.com", ME}
    assert Role.FROM not in roles(one).values(), "HubSpot does not say who wrote"


def test_a_letter_is_none(portal: Crm) -> None:
    kept = Kept()
    act(portal, "log_message", contact="bob@example.com", at=AT, channel="PHYSICAL_MAIL")
    pull(portal, kept)
    assert kept.told == {}


def test_what_crmsync_logged_is_left_out(portal: Crm) -> None:
    portal.log = ("meeting",)
    destination = portal.destination()
    for step in destination.lacking():
        destination.create(step)
    bob = portal.sandbox.portal.contact("bob@example.com").id
    when = datetime(2026, 11, 20, 9, tzinfo=UTC)
    content = Conversation(channel=Channel.MEETING, at=when, ended=when + timedelta(hours=1), sent=False)
    portal.ids(LogInteraction(key="k1", profile=bob, content=content))
    kept = Kept()
    act(portal, "log_meeting", contact="eve@example.com", at=AT, owner=ME)
    pull(portal, kept)
    assert [set(roles(one)) for one in kept.told.values()] == [{"eve@example.com", ME}]


def test_whose_a_talk_is(portal: Crm) -> None:
    kept = Kept()
    act(portal, "log_call", contact="bob@example.com", at=AT)
    pull(portal, kept)
    assert [set(roles(one)) for one in kept.told.values()] == [{"bob@example.com", ME}], "the only user's"
    act(portal, "add_owner", email=COLLEAGUE)
    left = act(portal, "add_owner", email="left@example.com")
    for owner in (COLLEAGUE, "left@example.com"):
        act(portal, "log_call", contact="bob@example.com", at=AT, owner=owner)
    owners = portal.sandbox.portal.state.owners
    owners[left] = replace(owners[left], archived=True)
    pull(portal, kept)
    found = [set(roles(one)) - {"bob@example.com"} for one in kept.told.values()]
    assert found == [set(), {COLLEAGUE}, {"left@example.com"}], "of several users nobody's"
    pull(portal, kept, unowned=ME)
    assert set(roles(next(iter(kept.told.values())))) == {"bob@example.com", ME}


def test_a_quiet_night_is_a_search_for_each_type(portal: Crm) -> None:
    kept = Kept()
    act(portal, "log_call", contact="bob@example.com", at=AT, owner=ME)
    cursor = pull(portal, kept)
    later(portal, kept, timedelta(days=1))
    cursor = pull(portal, kept, cursor)
    later(portal, kept, timedelta(days=1))
    calls = portal.counted(lambda: pull(portal, kept, cursor))
    assert [call.path.split("/")[-1] for call in calls] == ["search"] * 3


def test_once_a_week_what_is_gone_is_withdrawn(portal: Crm) -> None:
    kept = Kept()
    stays = act(portal, "log_call", contact="bob@example.com", at=AT, owner=ME)
    goes = act(portal, "log_call", contact="bob@example.com", at=AT, owner=ME)
    cursor = pull(portal, kept)
    act(portal, "delete_activity", kind="calls", activity=goes)
    later(portal, kept, timedelta(days=1))
    cursor = pull(portal, kept, cursor)
    assert len(kept.told) == 2, "a deleted activity shows in no search"
    later(portal, kept, A_ROUND)
    pull(portal, kept, cursor)
    assert set(kept.told) == {f"calls/{stays}"}


def test_a_talk_from_which_the_contact_was_taken_is_withdrawn(portal: Crm) -> None:
    kept = Kept()
    made = act(portal, "log_call", contact="bob@example.com", at=AT, owner=ME)
    cursor = pull(portal, kept)
    act(portal, "archive_contact", contact="bob@example.com")
    later(portal, kept, A_ROUND)
    pull(portal, kept, cursor)
    assert f"calls/{made}" not in kept.told


@pytest.mark.parametrize("stop", range(1, 6))
def test_a_pull_goes_on_after_any_page(portal: Crm, monkeypatch: pytest.MonkeyPatch, stop: int) -> None:
    monkeypatch.setattr("crmsync_hubspot.search.PAGE", 2)
    for _ in range(5):
        act(portal, "log_call", contact="bob@example.com", at=AT, owner=ME)
        act(portal, "log_message", contact="eve@example.com", at=AT, owner=ME)
    whole, parts = Kept(), Kept()
    undisturbed = portal.counted(lambda: pull(portal, whole))
    pages = list(islice(stored(portal, parts, None), stop))
    rest = portal.counted(lambda: pull(portal, parts, pages[-1].cursor))
    assert parts.told == whole.told
    assert len(rest) < len(undisturbed) or pages[-1].records == [], "within a type nothing is asked for again"


def test_nothing_is_missed_past_ten_thousand_results(portal: Crm, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crmsync_sandbox.hubspot.search.DEPTH", 4)
    monkeypatch.setattr("crmsync_hubspot.search.PAGE", 2)
    for _ in range(9):
        act(portal, "log_call", contact="bob@example.com", at=AT, owner=ME)
    kept = Kept()
    pull(portal, kept)
    assert len(kept.told) == 9


def test_what_is_logged_during_a_pull_is_told_by_the_next(portal: Crm) -> None:
    kept = Kept()
    act(portal, "log_call", contact="bob@example.com", at=AT, owner=ME)
    pages = stored(portal, kept, None)
    next(pages)
    late = act(portal, "log_call", contact="eve@example.com", at=AT, owner=ME)
    cursor = [page.cursor for page in pages][-1]
    later(portal, kept, timedelta(minutes=5))
    pull(portal, kept, cursor)
    assert f"calls/{late}" in kept.told


def test_the_horizon_bounds_what_is_asked(portal: Crm) -> None:
    kept = Kept(since=datetime(2026, 1, 1, tzinfo=UTC))
    act(portal, "log_call", contact="bob@example.com", at="2025-11-20T09:00:00Z", owner=ME)
    new = act(portal, "log_call", contact="bob@example.com", at=AT, owner=ME)
    cursor = pull(portal, kept)
    assert set(kept.told) == {f"calls/{new}"}
    kept.since = None
    pull(portal, kept, cursor)
    assert len(kept.told) == 2, "an earlier horizon means another pull"


def test_what_was_said_is_never_asked_for(portal: Crm) -> None:
    act(portal, "log_call", contact="bob@example.com", at=AT, owner=ME)
    act(portal, "log_meeting", contact="bob@example.com", at=AT, owner=ME)
    act(portal, "log_message", contact="bob@example.com", at=AT, owner=ME)
    for subjects in (False, True):
        kept = Kept(subjects=subjects)
        pull(portal, kept)
        texts = [one.subject for one in kept.told.values()]
        assert texts == (["CANARY call", "CANARY title", None] if subjects else [None, None, None])
        told = repr([replace(one, subject=None) for one in kept.told.values()])
        assert "CANARY" not in told


def test_a_time_that_cannot_be_read_is_skipped_and_stops_nothing(portal: Crm, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = act(portal, "log_call", contact="bob@example.com", at=AT, owner=ME)
    fine = act(portal, "log_call", contact="bob@example.com", at=AT, owner=ME)
    state = portal.sandbox.portal.state.records["calls"]
    state.put(replace(state.by_id[broken], properties={**state.by_id[broken].properties, "hs_call_duration": "1e400"}))
    kept = Kept()
    pages = list(stored(portal, kept, None))
    skipped = [record for page in pages for record in page.records if isinstance(record, Skipped)]
    assert [one.id for one in skipped] == [f"calls/{broken}"]
    assert set(kept.told) == {f"calls/{fine}"}


def test_a_merged_contact_is_the_survivor(portal: Crm) -> None:
    kept = Kept()
    act(portal, "log_call", contact="bob@example.com", at=AT, owner=ME)
    act(portal, "merge", primary="eve@example.com", secondary="bob@example.com")
    pull(portal, kept)
    [one] = kept.told.values()
    assert set(roles(one)) == {"eve@example.com", ME}


def test_it_writes_nothing(portal: Crm) -> None:
    act(portal, "log_call", contact="bob@example.com", at=AT, owner=ME)
    before = portal.sandbox.portal.dump()
    pull(portal, Kept())
    assert portal.sandbox.portal.dump() == before


def test_a_bad_key_is_told_before_any_page(portal: Crm) -> None:
    portal.sandbox.portal.key = "another"
    with pytest.raises(Unauthorized):
        next(talks(portal).pull(None, Kept()))


def test_a_cursor_that_is_no_cursor_has_expired(portal: Crm) -> None:
    with pytest.raises(CursorExpired):
        next(talks(portal).pull(Cursor("{}"), Kept()))


def test_check_tells_whether_it_can_be_read_and_whose_it_is(portal: Crm) -> None:
    first, second = talks(portal).findings()
    assert "calls, meetings, messages" in first.what
    assert second.own == (ME,)
    act(portal, "add_owner", email=COLLEAGUE)
    assert "unowned" in list(talks(portal).findings())[-1].remedy
