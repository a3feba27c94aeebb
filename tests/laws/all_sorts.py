"""Worlds with all sorts of people in them: self under two addresses, somebody with two, offices, robots, rooms, lists,
people who are nobody's business; mail by several hands, and meetings, calls and messages of every kind."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import product

from hypothesis import strategies as st
from made_up import ANN, BEN, CAT, ago, directory

from crmsync.connector import Channel, EmailAddress, Interaction, Participant, Role, Signal
from crmsync.identity.directory import Directory
from crmsync.relationships.recorded import Recorded

ALIAS = EmailAddress("ann@home.test")
"""Self's, too."""
BEN_AT_HOME = EmailAddress("ben@home.test")
OFFICE = EmailAddress("info@partner.test")
OFFICE_ALONE = EmailAddress("sales@far.test")
ROBOT = EmailAddress("noreply@partner.test")
ROOM = EmailAddress("room-1@resource.calendar.google.com")
LIST = EmailAddress("garden@lists.test")
SECRET = EmailAddress("doctor@secret.test")
HIDDEN = EmailAddress("never-log:5f2a")

EVERYBODY = (ANN, ALIAS, BEN, BEN_AT_HOME, CAT, OFFICE, OFFICE_ALONE, ROBOT, ROOM, LIST, SECRET, HIDDEN)
OFTEN = (*EVERYBODY, *5 * (ANN,), *4 * (BEN,), *2 * (CAT,))
"""Most of what there is is to count."""
GUESTS = tuple(EmailAddress(f"guest{n}@crowd.test") for n in range(10))
MAIL_ROLES = (Role.FROM, Role.TO, Role.CC, Role.BCC)
TALK_ROLES = (Role.ORGANIZER, Role.ATTENDEE)
SOURCES = st.sampled_from(["one", "two"])
NAMES = ("", "Ben", "Benny", "ben@partner.test")
FEW_TEXTS = st.sampled_from([None, "a", "b", "c"])
MINUTES = st.integers(-3 * 24 * 60, 3 * 24 * 60)
LIST_IDS = st.sampled_from([*6 * [None], "garden.lists.test", "letters.partner.test"])
SIGNALS = st.sampled_from([*18 * [()], *5 * [(Signal.CATEGORY,)], *((each,) for each in Signal)]).map(frozenset)


def on(roles: Sequence[Role], most: int) -> st.SearchStrategy[list[Participant]]:
    """One address may stand twice, and nobody need be on it. Once in a while there is a crowd."""
    each = [
        Participant(address=address, role=role, name=name, declined=declined)
        for address, role, name, declined in product(OFTEN, roles, NAMES, (False, False, True))
    ]
    crowd = [Participant(address=guest, role=roles[-1]) for guest in GUESTS]
    few = st.lists(st.sampled_from(each), max_size=most)
    return st.builds(lambda some, more: [*some, *more], few, st.sampled_from([*5 * [[]], crowd]))


def interactions(
    channel: Channel, who: st.SearchStrategy[list[Participant]], **more: st.SearchStrategy[object]
) -> st.SearchStrategy[Interaction]:
    return st.builds(
        lambda who, minutes, **more: Interaction(
            id="", channel=channel, participants=tuple(who), at=ago(hours=minutes / 60), **more
        ),
        who,
        MINUTES,
        key=FEW_TEXTS,
        labels=st.frozensets(st.sampled_from(["Friends"])),
        signals=SIGNALS,
        **more,
    )


DURATIONS = st.integers(0, 90).map(lambda minutes: timedelta(minutes=minutes))
MAILS = interactions(
    Channel.MAIL, on(MAIL_ROLES, 5), thread=FEW_TEXTS, sent=st.booleans(), list_id=LIST_IDS, subject=FEW_TEXTS
)
MEETINGS = interactions(Channel.MEETING, on(TALK_ROLES, 5), duration=DURATIONS)
CALLS = interactions(Channel.CALL, on(TALK_ROLES, 3), duration=DURATIONS)
MESSAGES = interactions(Channel.MESSAGE, on((Role.ATTENDEE, Role.FROM, Role.TO), 3))


def numbered(some: Iterable[tuple[str, Interaction]]) -> list[Recorded]:
    """Each under an id of its own; those of later places have lower ones, so that no order is kept by chance."""
    told = list(some)
    return [
        Recorded(source=source, interaction=replace(one, id=f"i{len(told) - place:03}"))
        for place, (source, one) in enumerate(told)
    ]


TOLD = st.tuples(SOURCES, MAILS | MEETINGS | CALLS | MESSAGES)
FACTS = (st.lists(TOLD, max_size=12) | st.lists(TOLD, min_size=8, max_size=12)).map(numbered)


WRITTEN = st.sampled_from(
    [
        [Participant(address=each, role=role) for each, role in zip(who, (Role.FROM, Role.TO, Role.CC), strict=False)]
        for one in (BEN, CAT, OFFICE)
        for who in ((ANN, one), (one, ANN), (ANN, BEN_AT_HOME, one), (one, ANN, CAT))
    ]
)
MET = st.sampled_from([[Participant(address=each, role=Role.ATTENDEE) for each in (ANN, who)] for who in (BEN, CAT)])
LIVELY = st.lists(
    st.tuples(
        SOURCES,
        interactions(Channel.MAIL, WRITTEN, thread=FEW_TEXTS) | interactions(Channel.MEETING, MET, duration=DURATIONS),
    ),
    min_size=4,
    max_size=12,
).map(numbered)
"""Of a few people, with whom much happens."""


def nearly_alike(channel: Channel, roles: Sequence[Role]) -> st.SearchStrategy[list[Recorded]]:
    """They differ in one place or two, in who comes first, who declined, or who is the same person as another one."""
    each = [
        Participant(address=address, role=role, declined=declined)
        for address, role in product((ANN, ALIAS, BEN, BEN_AT_HOME, CAT, OFFICE), roles)
        for declined in {False, channel is Channel.MEETING}
    ]
    who = st.lists(st.sampled_from(each), min_size=2, max_size=3)
    ones = who.map(lambda who: ("one", Interaction(id="", channel=channel, participants=tuple(who), at=ago(1))))
    return st.lists(ones, min_size=8, max_size=16).map(numbered)


NEARLY_ALIKE = nearly_alike(Channel.MAIL, (Role.FROM, Role.TO)) | nearly_alike(Channel.MEETING, (Role.ATTENDEE,))


def known(facts: Iterable[Recorded]) -> Directory:
    """Who they all are. Ben's two addresses and a robot's are one person's, and so are an office's and Cat's."""
    return directory(
        facts,
        [(BEN, BEN_AT_HOME, ROBOT), (CAT, OFFICE)],
        own=frozenset({ANN, ALIAS}),
        lists=frozenset({LIST}),
        never_log=frozenset({"@secret.test"}),
    )
