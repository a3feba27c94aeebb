"""A generated year through the real commands, judged by what its author knows of it and no header says."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from crmsync.connector import EmailAddress
from crmsync.identity.addresses import is_role
from crmsync.relationships.relationship import Relationship
from crmsync.retry import Caller
from crmsync.store.store import Store
from crmsync.sync.connections import destination, read_config
from crmsync.sync.picture import Picture, picture
from crmsync.sync.session import Order, Voices, synchronise
from crmsync_sandbox import trial
from crmsync_sandbox.generate.truth import Correspondent, Kind, Note, Sort, Year
from crmsync_sandbox.generate.year import year
from crmsync_sandbox.server import Sandbox

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
SCALE = 0.005
MONTH = timedelta(days=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    year: Year
    picture: Picture
    pushed: Mapping[str, Mapping[str, str]]
    """What the CRM holds, by primary address."""

    def of(self, who: Correspondent) -> Relationship | None:
        people = {self.picture.directory.person(EmailAddress(address)) for address in who.addresses} - {None}
        return next((found for id, found in self.picture.relationships.items() if id in people), None)

    def known_whole(self) -> list[Correspondent]:
        """People with one address, and those whose every address the CRM knows: of others no fact says they are one."""
        linked = [{c.email, *c.additional_emails} for c in self.year.life.contacts]
        return [
            who
            for who in self.year.truth.correspondents
            if who.kind.human and who.kind not in (Kind.MEMBER, Kind.STRANGER)
            if len(who.addresses) == 1 or any(set(who.addresses) <= some for some in linked)
        ]


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
        held = {one["properties"]["email"]: one["properties"] for one in sandbox.portal.dump()["contacts"].values()}
    return Outcome(year=told, picture=seen, pushed=held)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """A mail that counts, by what its author knows."""

    at: datetime
    thread: str
    sent: bool


def facts(told: Year, who: Correspondent) -> list[Fact]:
    """The mails that count between the owner and this person, oldest first."""
    owner = told.life.owner
    wrote = any(_counts(note) and note.writer == owner and who.address in note.readers for note in told.truth.notes)
    found = []
    two_way = {mail.thread for mail in told.life.mails if "SENT" in mail.labels}
    for mail, note in zip(told.life.mails, told.truth.notes, strict=True):
        if not _counts(note) or mail.at > NOW:
            continue
        bulk = any(label.startswith("CATEGORY_") and label != "CATEGORY_PERSONAL" for label in mail.labels)
        if note.writer == owner and who.address in note.readers:
            found.append(Fact(at=mail.at, thread=mail.thread, sent=True))
        elif (
            note.writer == who.address
            and owner in note.readers
            and not (bulk and not (wrote and mail.thread in two_way))
        ):
            found.append(Fact(at=mail.at, thread=mail.thread, sent=False))
    return sorted(found, key=lambda fact: fact.at)


def _counts(note: Note) -> bool:
    return note.sort is Sort.HUMAN and 1 <= len({note.writer, *note.readers}) - 1 <= 10


def last_contact(found: list[Fact]) -> datetime | None:
    """The last mail with one of the other direction in its thread, a month before it at most."""
    exchanges = [
        later.at
        for later in found
        for earlier in found
        if earlier.thread == later.thread
        and earlier.sent != later.sent
        and timedelta() <= later.at - earlier.at <= MONTH
    ]
    return max(exchanges, default=None)


def _minute(at: datetime | None) -> datetime | None:
    """Which of two copies in one minute is the copy is nobody's knowledge."""
    return at.replace(second=0) if at else None


def test_every_date_of_every_person_is_the_true_one(outcome: Outcome) -> None:
    wrong = []
    people = outcome.known_whole()
    for who in people:
        found, seen = facts(outcome.year, who), outcome.of(who)
        true = (
            _minute(max((fact.at for fact in found if fact.sent), default=None)),
            _minute(max((fact.at for fact in found if not fact.sent), default=None)),
            _minute(last_contact(found)),
        )
        dates = seen.dates if seen else None
        told = tuple(
            _minute(touch.at) if touch else None
            for touch in ((dates.last_sent, dates.last_received, dates.last_contact) if dates else (None, None, None))
        )
        if told != true:
            wrong.append((who.kind, who.address, true, told))
    assert len(people) > 180
    assert wrong == []


def test_nobody_whom_self_talks_with_is_lost_as_a_robot(outcome: Outcome) -> None:
    two_way = [who for who in outcome.known_whole() if who.kind.two_way]
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
    for who in outcome.known_whole():
        held = next((outcome.pushed[a] for a in who.addresses if a in outcome.pushed), None)
        seen = outcome.of(who)
        if held is None or seen is None or seen.person.personal:
            continue
        at = seen.dates.last_contact.at.strftime("%Y-%m-%dT%H:%M:%S") if seen.dates.last_contact else ""
        assert held.get("crmsync_last_contact", "")[:19] == at, who.address
        pushed += 1
    assert pushed > 80


def test_family_stays_here(outcome: Outcome) -> None:
    family = outcome.year.truth.of(Kind.FAMILY)
    assert family
    for who in family:
        seen = outcome.of(who)
        assert seen
        assert seen.person.personal
        for address in who.addresses:
            assert not any(name.startswith("crmsync_") for name in outcome.pushed.get(address, {}))
