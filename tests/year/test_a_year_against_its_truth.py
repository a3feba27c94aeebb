"""A generated year through the real commands, judged by what its author knows of it and no header says."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from true_dates import TrueDates, TrueLife, known_whole, minute

from crmsync.connector import Channel, EmailAddress
from crmsync.identity.addresses import is_role
from crmsync.planning.introductions import Introduction
from crmsync.relationships.dates import Dates
from crmsync.relationships.relationship import Relationship
from crmsync.relationships.touch import Touch
from crmsync.retry import Caller
from crmsync.store.store import Store
from crmsync.sync.connections import destination, read_config
from crmsync.sync.introducing import introduced
from crmsync.sync.picture import Picture, picture
from crmsync.sync.session import Order, Voices, synchronise
from crmsync_sandbox import trial
from crmsync_sandbox.generate.truth import Correspondent, Kind, Sort, Year
from crmsync_sandbox.generate.year import year
from crmsync_sandbox.server import Sandbox

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
SCALE = 0.005


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    year: Year
    picture: Picture
    pushed: Mapping[str, Mapping[str, str]]
    """What the CRM holds, by primary address."""
    introductions: Sequence[Introduction]

    def of(self, who: Correspondent) -> Relationship | None:
        people = {self.picture.directory.person(EmailAddress(address)) for address in who.addresses} - {None}
        return next((found for id, found in self.picture.relationships.items() if id in people), None)


@pytest.fixture(scope="module", params=[1, 7])
def outcome(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    told = year(seed=request.param, until=NOW)
    folder: Path = tmp_path_factory.mktemp("year")
    with Sandbox(window_scale=SCALE) as sandbox:
        sandbox.fill(told.life)
        config = read_config(trial.write(folder, sandbox, told.life.owner, SCALE, told.truth.owner.addresses))
        crm = destination(config.destinations["crm"], Caller(wait_scale=SCALE))
        for step in crm.lacking():  # type: ignore[attr-defined]  # HubSpot has a schema
            crm.create(step)  # type: ignore[attr-defined]
        voices = Voices(tell=lambda *_: None, notice=lambda _: None, confirm=lambda *_: True)
        done = synchronise(config, Order(command="backfill", now=NOW, first=True), voices)
        assert done.run.troubles == []
        store = Store(config.store.url)
        with store.read() as tx:
            seen = picture(tx, config, NOW)
        store.close()
        introduced_to = introduced(config, NOW, 10)
        assert introduced_to.troubles == ()
        held = {one["properties"]["email"]: one["properties"] for one in sandbox.portal.dump()["contacts"].values()}
    return Outcome(year=told, picture=seen, pushed=held, introductions=introduced_to.found)


def test_every_date_of_every_person_is_the_true_one(outcome: Outcome) -> None:
    wrong = []
    people, life = known_whole(outcome.year), TrueLife(outcome.year, NOW)
    for who in people:
        true, seen = life.dates(who), outcome.of(who)
        told = seen_dates(seen)
        if told != true:
            wrong.append((who.kind, who.address, true, told))
    assert len(people) > 280
    assert wrong == []


def seen_dates(seen: Relationship | None) -> TrueDates:
    """The dates that crmsync found, in the truth's form."""
    found = seen.dates if seen else Dates()
    return TrueDates(
        last_sent=minute(_at(found.last_sent)),
        last_received=minute(_at(found.last_received)),
        last_contact=minute(_at(found.last_contact)),
        last_meeting=_at(found.last_meeting),
        next_meeting=found.next_meeting.began if found.next_meeting else None,
        meetings=sum(touch.counts and touch.channel is Channel.MEETING for touch in seen.touches) if seen else 0,
    )


def _at(touch: Touch | None) -> datetime | None:
    return touch.at if touch else None


def test_nobody_whom_self_talks_with_is_lost_as_a_robot(outcome: Outcome) -> None:
    two_way = [who for who in known_whole(outcome.year) if who.kind.two_way]
    lost = [who.address for who in two_way if (seen := outcome.of(who)) is None or not seen.in_population]
    assert lost == []


def test_no_machine_is_taken_for_a_person(outcome: Outcome) -> None:
    """But for an office that self wrote to and that answers: there may be a person behind it."""
    machines = outcome.year.truth.of(Kind.ROBOT, Kind.NEWSLETTER, Kind.LIST)
    seen = {who.address: found for who in machines if (found := outcome.of(who)) and found.in_population}
    taken = [address for address, found in seen.items() if found.dates.last_contact]
    assert [address for address in taken if not is_role(EmailAddress(address))] == []


def test_the_crm_holds_just_what_is_worked_out(outcome: Outcome) -> None:
    pushed = 0
    for who in known_whole(outcome.year):
        held = next((outcome.pushed[a] for a in who.addresses if a in outcome.pushed), None)
        seen = outcome.of(who)
        if held is None or seen is None or seen.person.personal:
            continue
        ahead = seen.dates.next_meeting
        assert time_of(held, "crmsync_last_contact") == _at(seen.dates.last_contact), who.address
        assert time_of(held, "crmsync_last_meeting") == _at(seen.dates.last_meeting), who.address
        assert time_of(held, "crmsync_next_meeting") == (ahead.began if ahead else None), who.address
        pushed += 1
    assert pushed > 80


def time_of(held: Mapping[str, str], name: str) -> datetime | None:
    return datetime.fromisoformat(held[name]).replace(microsecond=0) if held.get(name) else None


def test_family_stays_here(outcome: Outcome) -> None:
    family = outcome.year.truth.of(Kind.FAMILY)
    assert family
    for who in family:
        seen = outcome.of(who)
        assert seen
        assert seen.person.personal
        for address in who.addresses:
            assert not any(name.startswith("crmsync_") for name in outcome.pushed.get(address, {}))


def test_who_is_introduced_to_whom_has_something_in_common_and_never_met(outcome: Outcome) -> None:
    truth = outcome.year.truth
    usual = {address: who.address for who in truth.correspondents for address in who.addresses}
    mails = [{note.writer, *note.readers} for note in truth.notes if note.sort is Sort.HUMAN]
    occasions = [*mails, *(set(gathering.met) for gathering in truth.gatherings if gathering.end <= NOW)]
    assert 0 < len(outcome.introductions) <= 10
    for each in outcome.introductions:
        one, other = ({usual[address] for address in who.person.addresses} for who in each.pair)
        assert each.shared
        assert not any(occasion & one and occasion & other for occasion in occasions), each.pair
        assert truth.owner.address not in one | other
        assert not any(who.person.personal for who in each.pair)
