"""Nights that go on, in a richer world: of calls and messages, notes to self, offices, and much within one night."""

import os
from collections.abc import Sequence
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from test_nights_go_on import ANN, CHANGES, KEYS, NOW, OTHERS, SOURCES, THREADS, Change, World, happens, world

from crmsync.connector import Channel, Contact, EmailAddress, Interaction, Participant, Role, Signal
from crmsync.relationships import familiar
from crmsync.store import facts
from crmsync.sync import remembered

BEN, *_ = OTHERS
CAT, INFO = EmailAddress("cat@partner.test"), EmailAddress("info@partner.test")
ALIAS = EmailAddress("ann@elsewhere.test")
OWN = st.sampled_from([ANN, ANN, ALIAS])
HIDDEN = EmailAddress("never-log:0123")
MORE = [*OTHERS, EmailAddress("cat+news@partner.test"), EmailAddress("noreply@far.test"), HIDDEN]
SOME = st.lists(st.sampled_from(MORE), max_size=2, unique=True)
NAMES = st.sampled_from(["", "Cat", "Dog", "Cat Dog"])
SIGNALS = st.sampled_from([[], [], [], [Signal.CATEGORY], [Signal.CATEGORY], [Signal.UNSUBSCRIBE]])
AT = st.integers(-24 * 60, 24 * 10) | st.integers(-30, 30)
On = list[tuple[EmailAddress, Role]]


@pytest.fixture(autouse=True)
def _few_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remembered, "MOST", 100)
    monkeypatch.setattr(familiar, "BULK_TO_ONE", 1)


def mails(own: EmailAddress, others: Sequence[EmailAddress]) -> st.SearchStrategy[On]:
    """From self, to self, among self's own addresses; signed by two, and sent by somebody else from self's mailbox."""
    to, cc = ([(each, role) for each in others] for role in (Role.TO, Role.CC))
    came, went = [(each, Role.FROM) for each in others[:1]], [(own, Role.FROM)]
    return st.sampled_from(
        [[*went, *to], [*went, *to], [*came, (own, Role.TO)], [*came, (own, Role.TO), *cc[1:]], [*went, (ANN, Role.TO)],
         [*went, *came, *to[1:]], [*came, *to[1:]], [*came, *came, (own, Role.CC)]]
    )  # fmt: skip


def talks(own: EmailAddress, others: Sequence[EmailAddress]) -> st.SearchStrategy[On]:
    """On which self is, or is not; of a message somebody may be known to have written it."""
    on = [(each, Role.ATTENDEE) for each in others]
    wrote = [(each, Role.FROM) for each in others[:1]]
    return st.sampled_from([[(own, Role.ATTENDEE), *on], [(own, Role.FROM), *on], [(own, Role.ATTENDEE), *wrote], on])


@st.composite
def told(draw: st.DrawFn) -> Interaction:
    channel = draw(st.sampled_from([*Channel, Channel.MAIL, Channel.MAIL]))
    mail = channel is Channel.MAIL
    on = draw((mails if mail else talks)(draw(OWN), draw(SOME)))
    declined = draw(st.integers(0, 9)) if not mail else len(on)
    return Interaction(
        id=f"i{draw(st.integers(0, 20)):02}",
        channel=channel,
        at=NOW + timedelta(hours=draw(AT)),
        participants=tuple(
            Participant(address=each, role=role, name=draw(NAMES), declined=place == declined)
            for place, (each, role) in enumerate(on)
        ),
        duration=timedelta(minutes=draw(st.sampled_from([0, 30, 60, 60 * 24 * 2]))) if not mail else timedelta(),
        thread=draw(THREADS),
        key=draw(KEYS),
        sent=mail and draw(st.booleans()),
        signals=frozenset(draw(SIGNALS)) if mail else frozenset(),
        list_id=draw(st.sampled_from([None] * 5 + ["list.lists.test"])) if mail else None,
        subject=draw(st.sampled_from([None, "Hello"])),
    )


SOME_TOLD = st.tuples(st.just("told"), SOURCES, st.lists(told(), min_size=1, max_size=4))
NIGHTS = st.lists(SOME_TOLD | SOME_TOLD | CHANGES, min_size=1, max_size=4)


def goes_on(here: World, *nights: Sequence[Change]) -> None:
    for night in nights:
        for change in night:
            happens(here, change)
        here.sees()


@settings(
    max_examples=int(os.environ.get("N", "10")),
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
)
@given(st.lists(told(), min_size=4, max_size=25), st.lists(NIGHTS, min_size=1, max_size=7))
def test_whatever_happens_within_a_night(first: list[Interaction], nights: list[list[Change]]) -> None:
    with world() as here:
        with here.store.write() as tx:
            facts.add(tx, "one", [Contact(id="self", addresses=(ANN, ALIAS), own=True)])
        goes_on(here, [("told", "one", first)], *nights)


def written(id: str, hours: int, *on: EmailAddress, more: Sequence[EmailAddress] = (), **other: object) -> Interaction:
    """By the first to the others. `more` sign it, too."""
    roles = [Role.FROM, *[Role.TO] * len(on)]
    some = [*zip(on, roles, strict=False), *((each, Role.FROM) for each in more)]
    who = tuple(Participant(address=each, role=role) for each, role in some)
    return Interaction(id=id, channel=Channel.MAIL, at=NOW + timedelta(hours=hours), participants=who, **other)  # type: ignore[arg-type]


def filed(id: str, hours: int, *on: EmailAddress, sent: bool = False) -> Interaction:
    return written(id, hours, *on, signals=frozenset({Signal.CATEGORY}), sent=sent)


DAY: Change = ("passed", 24)
TOUCHLESS = [filed(f"f{n}", -50 - n, BEN, CAT, sent=True) for n in range(3)]
"""Ben wrote them from self's mailbox: they are filed, and touch nobody."""


@pytest.mark.parametrize(
    "nights",
    [
        pytest.param(
            [[filed("a", -50, BEN, ANN)], [written("b", 30, ANN, CAT, more=[BEN])]], id="self signs a mail with ben"
        ),
        pytest.param(
            [[filed("a", -50, BEN, ANN), written("c", -40, ANN, BEN)], [filed("b", 30, BEN, CAT, sent=True)]],
            id="ben sends one more from self's mailbox",
        ),
        pytest.param(
            [TOUCHLESS, [filed("b", 30, BEN, ANN), written("c", 32, ANN, BEN)]], id="ben was counted, not told of"
        ),
        pytest.param(
            [TOUCHLESS, [written("b", 30, BEN, ANN)], [written("c", 52, ANN, BEN)], [filed("d", 80, BEN, ANN)]],
            id="ben was counted, not told of, and wrote a plain mail first",
        ),
    ],
)
def test_who_is_familiar_by_mail_that_touches_nobody(nights: list[list[Interaction]]) -> None:
    with world() as here:
        goes_on(here, *([DAY, ("told", "one", some)] for some in nights), [DAY])
        assert here.gone_on[1:] == [True] * len(nights)


def test_new_threads_are_one_conversation_for_whom_something_late_was_told_too() -> None:
    asked = written("asks", 5, ANN, CAT, thread="x", key="k")
    twin = written("asks", 5, ANN, CAT, thread="y", key="k")
    with world() as here:
        late: Change = ("told", "one", [written("late", -60, ANN, CAT), asked])
        answer: Change = ("told", "two", [twin, written("answers", 6, CAT, ANN, thread="y")])
        goes_on(here, [("told", "one", [written("first", -90, ANN, CAT)])], [DAY, late, answer])
        assert here.gone_on == [False, True]


def test_an_original_without_a_thread_parts_conversations_that_lie_ahead() -> None:
    with world() as here:
        one, other = written("d", 10, BEN, ANN, thread="d"), written("c", 10, BEN, ANN, thread="c", key="k")
        goes_on(here, [("told", "one", [one, written("z", -9, ANN, CAT)]), ("told", "two", [other])])
        goes_on(here, [("told", "one", [written("n", 5, BEN, ANN, key="k")])])
