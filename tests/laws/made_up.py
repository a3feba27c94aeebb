"""Interactions, touches and relationships made up for the laws: what is not named is as plain as can be."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count
from zoneinfo import ZoneInfo

from crmsync.connector import Channel, EmailAddress, Interaction, Participant, PersonView, Role, Settings, email_address
from crmsync.identity.directory import Directory
from crmsync.identity.people import Link, PersonId, new_id, resolve
from crmsync.relationships.counting import lists, touches
from crmsync.relationships.dates import Dates, dates
from crmsync.relationships.recorded import Recorded
from crmsync.relationships.relationship import Moment, Person, Relationship
from crmsync.relationships.relationships_of_all import relationships
from crmsync.relationships.tags import Rules, RuleSettings, TagRule, gathered
from crmsync.relationships.touch import Ignored, Touch

NOW = datetime(2026, 11, 18, 9, 0, tzinfo=UTC)
"""A Wednesday."""
LONDON = ZoneInfo("Europe/London")

_numbers = count()


def address(text: str) -> EmailAddress:
    found = email_address(text)
    assert found is not None, text
    return found


ANN = address("ann@example.com")
"""Self."""
BEN = address("ben@partner.test")
CAT = address("cat@partner.test")


def others(number: int) -> tuple[EmailAddress, ...]:
    return tuple(address(f"guest{n}@crowd.test") for n in range(number))


def ago(days: float = 0, *, hours: float = 0) -> datetime:
    return NOW - timedelta(days=days, hours=hours)


def mail(
    sender: EmailAddress,
    *to: EmailAddress,
    cc: Iterable[EmailAddress] = (),
    bcc: Iterable[EmailAddress] = (),
    at: datetime | None = None,
    **more: object,
) -> Interaction:
    """A mail of yesterday, under an id of its own."""
    roles = ((Role.FROM, (sender,)), (Role.TO, to), (Role.CC, cc), (Role.BCC, bcc))
    participants = tuple(Participant(address=each, role=role) for role, some in roles for each in some)
    return _interaction(Channel.MAIL, participants, at, more)


def talk(
    *who: EmailAddress, channel: Channel = Channel.MEETING, at: datetime | None = None, **more: object
) -> Interaction:
    """A meeting, call or logged talk."""
    participants = tuple(Participant(address=each, role=Role.ATTENDEE) for each in who)
    return _interaction(channel, participants, at, more)


def meeting(*who: Participant, at: datetime | None = None, **more: object) -> Interaction:
    return _interaction(Channel.MEETING, who, at, more)


def guest(who: EmailAddress, *, declined: bool = False) -> Participant:
    return Participant(address=who, role=Role.ATTENDEE, declined=declined)


def _interaction(
    channel: Channel, participants: tuple[Participant, ...], at: datetime | None, more: Mapping[str, object]
) -> Interaction:
    facts = {
        "id": f"i{next(_numbers):06}",
        "channel": channel,
        "participants": participants,
        "at": at or ago(1),
        **more,
    }
    return Interaction(**facts)  # type: ignore[arg-type]  # the caller names the fields


def recorded(interactions: Iterable[Interaction], source: str = "mail") -> list[Recorded]:
    return [Recorded(source=source, interaction=each) for each in interactions]


def directory(records: Iterable[Recorded], links: Sequence[Sequence[EmailAddress]] = (), **more: object) -> Directory:
    """Everybody on `records`, Ann being self unless `own` says otherwise."""
    known = list(records)
    facts = {"own": frozenset({ANN}), "lists": lists(known), **more}
    own = facts["own"]
    assert isinstance(own, frozenset)
    seen = {each.address for record in known for each in record.interaction.participants} - own
    people = resolve(seen, [Link(addresses=tuple(each), by="somebody") for each in links], {})
    return Directory(people=people, **facts)  # type: ignore[arg-type]  # the caller names the fields


def touched(
    *interactions: Interaction, until: datetime = NOW, links: Sequence[Sequence[EmailAddress]] = (), **more: object
) -> dict[EmailAddress, list[Touch]]:
    """The touches of everybody on `interactions`, by address."""
    records = recorded(interactions)
    who = directory(records, links, **more)
    found = touches(records, who, until=until)
    return {each: found.get(person, []) for each, person in who.people.items()}


def of(*interactions: Interaction, who: EmailAddress = BEN) -> Dates:
    """The dates of the relationship with one person on `interactions`."""
    return dates(touched(*interactions)[who])


def counted(touches_of: Mapping[EmailAddress, Sequence[Touch]], who: EmailAddress) -> int:
    return sum(touch.counts for touch in touches_of.get(who, ()))


def reasons(touches_of: Mapping[EmailAddress, Sequence[Touch]], who: EmailAddress) -> list[Ignored | None]:
    return [touch.ignored for touch in touches_of.get(who, ())]


def touch(at: datetime, **more: object) -> Touch:
    """A one-to-one mail that self sent, unless named otherwise."""
    facts = {"source": "mail", "id": f"t{next(_numbers):06}", "channel": Channel.MAIL, "direction": "sent", "others": 1}
    return Touch(at=at, **{**facts, **more})  # type: ignore[arg-type]  # the caller names the fields


def sent(at: datetime, **more: object) -> Touch:
    return touch(at, **more)


def received(at: datetime, **more: object) -> Touch:
    return touch(at, direction="received", **more)


def met(at: datetime, **more: object) -> Touch:
    return touch(at, channel=Channel.MEETING, direction="both", **more)


def person(who: EmailAddress = BEN, **more: object) -> Person:
    facts = {"id": new_id([who]), "addresses": (who,), "name": "Ben Okoro", **more}
    return Person(**facts)  # type: ignore[arg-type]  # the caller names the fields


def moment(now: datetime = NOW, **more: object) -> Moment:
    facts = {"now": now, "zone": LONDON, "known_from": ago(4000), **more}
    return Moment(**facts)  # type: ignore[arg-type]  # the caller names the fields


def relationship(
    *found: Touch, now: Moment | None = None, rules: Mapping[str, TagRule] | None = None, **who: object
) -> Relationship:
    """Somebody with these touches, put in order of time, and with the tags of `rules`."""
    untagged = person(**who)  # type: ignore[arg-type]  # the caller names the fields
    labels: frozenset[str] = frozenset().union(*(touch.labels for touch in found))
    view = PersonView(addresses=untagged.addresses, labels=labels)
    somebody = replace(untagged, tags=untagged.tags or gathered(Rules(RuleSettings(tags=rules or {})).enrich(view)))
    in_order = sorted(found, key=lambda touch: touch.at)
    [made] = relationships([somebody], {somebody.id: in_order}, rules or {}, now or moment()).values()
    return made


def by_hand(cadence: int | None = 30, *, muted: bool = False) -> Settings:
    return Settings(cadence_days=cadence, muted=muted)


def everybody(*some: Relationship) -> dict[PersonId, Relationship]:
    return {each.person.id: each for each in some}
