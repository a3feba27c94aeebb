"""Which conversations are logged, and which of ours are taken back: facts in, changes out."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_up import ANN, BEN, CAT, NOW, ago, directory, guest, mail, meeting, moment, others, recorded, talk

from crmsync.connector import (
    ArchiveLogged,
    Channel,
    EmailAddress,
    Interaction,
    LogInteraction,
    Profile,
    SetProperties,
    ShareLogged,
    Signal,
)
from crmsync.identity.people import PersonId
from crmsync.planning.capacity import Capacity
from crmsync.planning.conversations import Conversations, KnownLog, Log, LogFate, conversations, key_of
from crmsync.planning.plan import Known, KnownProfile, Plan, fingerprint, plan
from crmsync.relationships.counting import touches
from crmsync.relationships.recorded import Recorded
from crmsync.relationships.relationship import Person, Relationship
from crmsync.relationships.relationships_of_all import relationships

BOTH = ("mail", "meeting")


@dataclass(slots=True)
class World:
    """Interactions, whom the CRM holds (each address is the id of a profile), and the ledger."""

    records: list[Recorded]
    crm: Sequence[EmailAddress] = (BEN, CAT)
    personal: Sequence[EmailAddress] = ()
    ledger: dict[str, KnownLog] = field(default_factory=dict)

    def found(self, channels: Iterable[str] = BOTH, **more: object) -> Conversations:
        who = directory(self.records)
        log = Log(
            channels=tuple(channels),
            at_most=1000,
            recorded=self.records,
            known=self.ledger,
            own=frozenset({ANN}),
            private=lambda address: address in self.personal,
            **more,  # type: ignore[arg-type]  # the caller names the fields
        )
        held = {who.people[a]: [str(a)] for a in self.crm if a in who.people}
        return conversations(log, self.known(), held)

    def known(self) -> Mapping[PersonId, Relationship]:
        who = directory(self.records)
        people = [Person(id=id, addresses=(a,), personal=a in self.personal) for a, id in who.people.items()]
        return relationships(people, touches(self.records, who, until=NOW), {}, moment())

    def logged(self, **more: object) -> list[LogInteraction]:
        return list(self.found(**more).candidates)  # type: ignore[arg-type]  # the caller names the fields

    def hold(self, fate: LogFate, *records: Recorded) -> None:
        for each in records:
            key, channel = key_of(each), each.interaction.channel
            self.ledger[key] = KnownLog(key=key, channel=channel, profiles=("p",), fate=fate, record="r")


def world(*interactions: Interaction, **more: object) -> World:
    return World(recorded(interactions), **more)  # type: ignore[arg-type]  # the caller names the fields


LOGGED = {
    "a mail sent": mail(ANN, BEN),
    "a mail received": mail(BEN, ANN),
    "a mail to eleven, of whom ten are others": mail(ANN, BEN, *others(9)),
    "a meeting that is over": meeting(guest(ANN), guest(BEN)),
}
NOT_LOGGED = {
    "a newsletter": mail(BEN, ANN, signals=frozenset({Signal.LIST})),
    "an automatic reply": mail(BEN, ANN, signals=frozenset({Signal.AUTO_SUBMITTED})),
    "a circular": mail(ANN, BEN, *others(10)),
    "a mail to somebody who is not in the CRM": mail(ANN, others(1)[0]),
    "a meeting ahead": meeting(guest(ANN), guest(BEN), at=ago(-1)),
    "a meeting that they declined": meeting(guest(ANN), guest(BEN, declined=True)),
    "a meeting that self declined": meeting(guest(ANN, declined=True), guest(BEN)),
    "a call, which is no mail or meeting": talk(ANN, BEN, channel=Channel.CALL),
}


@pytest.mark.parametrize("life", LOGGED)
def test_what_counts_is_logged(life: str) -> None:
    [change] = world(LOGGED[life]).logged()
    assert change.profiles == (BEN,)
    assert change.content.others == (BEN,)


@pytest.mark.parametrize("life", NOT_LOGGED)
def test_what_does_not_count_is_not_logged(life: str) -> None:
    assert world(NOT_LOGGED[life]).logged() == []


def test_only_the_channels_that_were_chosen_are_logged() -> None:
    both = world(mail(ANN, BEN), meeting(guest(ANN), guest(BEN)))
    assert [one.content.channel for one in both.logged(channels=("meeting",))] == [Channel.MEETING]
    assert len(both.logged()) == 2


def test_it_is_about_all_who_are_in_the_crm_and_names_nobody_else() -> None:
    stranger, mum = others(2)
    [change] = world(mail(ANN, BEN, CAT, stranger, mum), crm=(BEN, CAT, mum), personal=(mum,)).logged()
    assert set(change.profiles) == set(change.content.others) == {BEN, CAT}


def test_who_only_read_it_along_is_not_whom_it_is_about() -> None:
    [change] = world(mail(BEN, ANN, cc=[CAT])).logged()
    assert change.profiles == change.content.others == (BEN,)


def test_a_personal_persons_mail_is_on_no_record() -> None:
    assert world(mail(ANN, BEN), personal=(BEN,)).logged() == []


def test_a_subject_goes_only_where_it_may_and_where_nobody_private_is_on_it() -> None:
    open_one, mixed = mail(ANN, BEN, subject="Lunch"), mail(ANN, BEN, CAT, subject="Secret")
    both = world(open_one, mixed, personal=(CAT,))
    assert {one.content.subject for one in both.logged(subjects=True)} == {"Lunch", None}
    assert {one.content.subject for one in both.logged()} == {None}


def test_the_newest_come_first() -> None:
    days = [one.content.at for one in world(*(mail(ANN, BEN, at=ago(n)) for n in (3, 1, 2))).logged()]
    assert days == [ago(1), ago(2), ago(3)]


@pytest.mark.parametrize("fate", LogFate)
def test_what_is_settled_is_logged_no_more_and_what_is_not_is_asked_for_again(fate: LogFate) -> None:
    one = world(mail(ANN, BEN))
    one.hold(fate, *one.records)
    again = {LogFate.INTENDED, LogFate.WITHDRAWN}
    assert bool(one.logged()) == (fate in again)
    assert one.found().archived == ()


@pytest.mark.parametrize("fate", LogFate)
def test_ours_of_what_counts_no_more_is_taken_back_and_never_anybody_elses(fate: LogFate) -> None:
    gone = recorded([mail(ANN, BEN, key="gone")])
    one = world(mail(ANN, BEN, at=ago(9)))
    one.hold(fate, *gone)
    assert [each.key for each in one.found().archived] == (
        [key_of(gone[0])] if fate in {LogFate.INTENDED, LogFate.LOGGED} else []
    )


def test_what_left_the_crm_is_left_alone_there() -> None:
    one = world(mail(ANN, BEN), crm=())
    one.hold(LogFate.LOGGED, *one.records)
    assert (one.logged(), one.found().archived) == ([], ())


def test_another_copy_of_what_is_logged_is_not_logged() -> None:
    first = mail(ANN, BEN, key="<1>", id="b")
    one = world(first)
    one.hold(LogFate.LOGGED, *one.records)
    earlier = mail(ANN, BEN, key="<2>", id="a")
    one.records += recorded([earlier])
    marks = touches(one.records, directory(one.records), until=NOW)
    assert [touch.id for some in marks.values() for touch in some if touch.counts] == ["a"]
    assert (one.logged(), one.found().archived) == ([], ())


def test_one_mail_on_two_accounts_has_one_key() -> None:
    here, there = recorded([mail(ANN, BEN, key="<1>")], "mine"), recorded([mail(ANN, BEN, key="<1>")], "other")
    assert key_of(here[0]) == key_of(there[0])
    assert len(World([*here, *there]).logged()) == 1


def planned(one: World, *, at_most: int = 1000, **more: object) -> Plan:
    who = directory(one.records)
    log = Log(channels=BOTH, at_most=at_most, recorded=one.records, known=one.ledger, own=frozenset({ANN}))
    held = {who.people[a]: [KnownProfile(profile=Profile(id=a, addresses=(a,)))] for a in one.crm if a in who.people}
    facts = {"relationships": one.known(), "profiles": held, "tasks": {}, "complete": True, "log": log, **more}
    return plan(Known(**facts), moment(), Capacity())  # type: ignore[arg-type]  # the caller names the fields


def logs(found: Plan) -> list[LogInteraction]:
    return [change for change in found.changes if isinstance(change, LogInteraction)]


def test_a_run_logs_so_many_and_says_how_many_are_left() -> None:
    found = planned(world(*(mail(ANN, BEN, at=ago(n)) for n in range(1, 8))), at_most=3)
    assert ([one.content.at for one in logs(found)], found.unlogged) == ([ago(1), ago(2), ago(3)], 4)


def test_what_was_refused_takes_nobodys_place_and_is_not_left_for_later() -> None:
    one = world(*(mail(ANN, BEN, at=ago(n)) for n in range(1, 8)))
    refused = {fingerprint(change) for change in logs(planned(one))[:2]}
    found = planned(one, at_most=3, rejected=refused)
    assert ([each.content.at for each in logs(found)], found.unlogged) == ([ago(3), ago(4), ago(5)], 2)


def test_while_history_is_incomplete_nothing_is_logged_and_nothing_taken_back() -> None:
    one = world(mail(ANN, BEN))
    one.hold(LogFate.LOGGED, *recorded([mail(ANN, BEN, key="gone")]))
    kinds = (LogInteraction, ArchiveLogged)
    assert [each for each in planned(one, complete=False).changes if isinstance(each, kinds)] == []
    assert {type(each) for each in planned(one).changes if isinstance(each, kinds)} == set(kinds)


def test_conversations_go_out_after_everything_else() -> None:
    changes = [type(each) for each in planned(world(mail(ANN, BEN))).changes]
    assert changes == [SetProperties, LogInteraction]


def held_by(one: World, *profiles: str, fate: LogFate = LogFate.LOGGED) -> None:
    """All that is to be logged is, and the ledger names these profiles."""
    for change in one.logged():
        channel = change.content.channel
        one.ledger[change.key] = KnownLog(key=change.key, channel=channel, profiles=profiles, fate=fate, record="r")


def test_what_is_logged_is_shared_with_who_joins_the_crm_later() -> None:
    one = world(mail(ANN, BEN, CAT), mail(ANN, CAT, at=ago(9)), crm=(BEN,))
    held_by(one, BEN)
    one.crm = (BEN, CAT)
    [share] = one.found().shares
    assert (share.profile, share.record, share.content.others) == (CAT, "r", (BEN, CAT))
    assert [each.profiles for each in one.logged()] == [(CAT,)]
    one.ledger = {key: replace(known, profiles=(BEN, CAT)) for key, known in one.ledger.items()}
    assert one.found().shares == ()


@pytest.mark.parametrize("fate", LogFate)
def test_only_what_is_logged_by_us_and_not_taken_back_is_shared(fate: LogFate) -> None:
    one = world(mail(ANN, BEN, CAT))
    held_by(one, BEN, fate=fate)
    assert len(one.found().shares) == (fate is LogFate.LOGGED)


def test_with_whom_it_does_not_count_or_who_is_personal_nothing_is_shared() -> None:
    one = world(mail(BEN, ANN, cc=[CAT]), mail(ANN, BEN, *others(1), at=ago(3)), crm=(BEN, CAT, *others(1)))
    one.personal = others(1)
    held_by(one, BEN)
    assert one.found().shares == ()


@pytest.mark.parametrize("fate", LogFate)
def test_what_names_somebody_private_is_taken_back_and_made_anew_for_the_others(fate: LogFate) -> None:
    one = world(mail(ANN, BEN, CAT, *others(1)), crm=(BEN,), personal=(CAT,))
    held_by(one, BEN, CAT, fate=fate)
    ours = fate in {LogFate.INTENDED, LogFate.LOGGED}
    assert len(one.found(hidden={CAT}).archived) == ours
    one.crm = (BEN, *others(1))
    assert one.found(hidden={CAT}).shares == (), "who joins meanwhile is on the new one"
    again = ours or fate is LogFate.WITHDRAWN
    assert [set(change.profiles) for change in one.logged(hidden={CAT})] == [set(one.crm)] * again


def test_nothing_is_put_onto_a_profile_that_bears_an_address_of_somebody_private_too() -> None:
    one = world(mail(ANN, BEN, CAT))
    held_by(one, BEN, CAT)
    found = one.found(hidden={BEN})
    assert len(found.archived) == 1
    assert [change.profiles for change in found.candidates] == [(CAT,)]
    obey(one, hidden={BEN})
    after = one.found(hidden={BEN})
    assert (list(after.candidates), after.archived, after.shares) == ([], (), ()), "or it would go on every night"


def test_what_is_left_with_nobody_in_the_crm_is_taken_back_though_others_were_there() -> None:
    one = world(mail(ANN, BEN, *others(1)), crm=(BEN,))
    held_by(one, BEN)
    one.personal = (BEN,)
    assert (one.logged(hidden={BEN}), len(one.found(hidden={BEN}).archived)) == ([], 1)


def test_a_meeting_that_moved_is_taken_back_and_logged_where_it_is_now() -> None:
    one = world(meeting(guest(ANN), guest(BEN), key="weekly", at=ago(3)))
    held_by(one, BEN)
    [was] = one.ledger
    one.records = recorded([meeting(guest(ANN), guest(BEN), key="weekly", at=ago(2))])
    assert [change.content.at for change in one.logged()] == [ago(2)]
    assert [change.key for change in one.found().archived] == [was]
    assert one.found().shares == ()


def test_a_run_shares_as_many_as_there_is_room_for_beside_what_it_logs() -> None:
    one = world(*(mail(ANN, BEN, CAT, at=ago(n)) for n in range(1, 6)))
    held_by(one, BEN)
    one.records += recorded([mail(ANN, BEN, at=ago(7))])
    found = planned(one, at_most=3)
    shares = [change for change in found.changes if isinstance(change, ShareLogged)]
    assert ([each.content.at for each in shares], len(logs(found)), found.unlogged) == ([ago(1), ago(2)], 1, 3)
    refused = planned(one, at_most=3, rejected={fingerprint(shares[0])})
    assert [each.content.at for each in refused.changes if isinstance(each, ShareLogged)] == [ago(2), ago(3)]


PEOPLE = (BEN, CAT, *others(3))
MAILS = st.builds(
    lambda sender, to, days: mail(sender, *to, at=ago(days), key=f"<{sender}{to}{days}>"),
    st.sampled_from((ANN, *PEOPLE)),
    st.lists(st.sampled_from((ANN, *PEOPLE)), min_size=1, max_size=4, unique=True),
    st.integers(0, 40),
)


@given(
    st.lists(MAILS, max_size=12),
    st.sets(st.sampled_from(PEOPLE)),
    st.sets(st.sampled_from(PEOPLE)),
    st.sets(st.sampled_from(PEOPLE)),
)
def test_whoever_joins_or_turns_private_later_the_record_ends_as_if_they_always_had(
    mails: list[Interaction], crm: set[EmailAddress], joining: set[EmailAddress], personal: set[EmailAddress]
) -> None:
    one = world(*mails, crm=sorted(crm))
    obey(one)
    one.crm, one.personal = sorted(crm | joining), sorted(personal)
    obey(one, hidden=personal)
    always = world(*mails, crm=sorted(crm | joining), personal=sorted(personal))
    obey(always)
    assert {key: set(known.profiles) for key, known in one.ledger.items() if known.fate is LogFate.LOGGED} == {
        key: set(known.profiles) for key, known in always.ledger.items()
    }
    after = one.found(hidden=personal)
    assert (list(after.candidates), after.archived, after.shares) == ([], (), ())


def obey(one: World, **more: object) -> None:
    """All that is to be done to the record is done."""
    found = one.found(**more)  # type: ignore[arg-type]  # the caller names the fields
    for back in found.archived:
        one.ledger[back.key] = replace(one.ledger[back.key], fate=LogFate.WITHDRAWN)
    for change in found.candidates:
        channel = change.content.channel
        one.ledger[change.key] = KnownLog(
            key=change.key, channel=channel, profiles=change.profiles, fate=LogFate.LOGGED, record="r"
        )
    for share in found.shares:
        known = one.ledger[share.key.rpartition(":")[2]]
        one.ledger[known.key] = replace(known, profiles=(*known.profiles, share.profile))


@given(
    st.lists(MAILS, max_size=12),
    st.sets(st.sampled_from(PEOPLE)),
    st.sets(st.sampled_from(PEOPLE)),
)
def test_after_all_is_logged_nothing_is_left_and_nobody_hidden_was_named(
    mails: list[Interaction], crm: set[EmailAddress], personal: set[EmailAddress]
) -> None:
    one = world(*mails, crm=sorted(crm), personal=sorted(personal))
    made = one.logged()
    assert len({change.key for change in made}) == len(made)
    for change in made:
        named = {*change.profiles, *change.content.others}
        assert named <= crm - personal
        content = change.content
        one.ledger[change.key] = KnownLog(
            key=change.key, channel=content.channel, profiles=change.profiles, fate=LogFate.LOGGED, record="r"
        )
    assert one.logged() == []
    assert one.found().archived == ()
    assert one.found().count == 0
