"""What the year says of its people is what lies in the mailbox."""

from datetime import datetime, timedelta
from statistics import median

import pytest
from generated import UNTIL, generated

from crmsync_sandbox.generate.truth import Kind, Note, Sort
from crmsync_sandbox.generate.year import year
from crmsync_sandbox.life import Mail

MADE = generated("usual")
TRUTH = MADE.truth
ME = TRUTH.owner.address
HUMAN: list[tuple[Mail, Note]] = [
    (mail, note) for mail, note in zip(MADE.life.mails, TRUTH.notes, strict=True) if note.sort is Sort.HUMAN
]
TWO_WAY = [kind for kind in Kind if kind.two_way]


def small(note: Note) -> bool:
    """Whether the mail counts: ten others at most."""
    return len({note.writer, *note.readers} - {ME}) <= 10


def from_them(address: str) -> list[datetime]:
    return [mail.at for mail, note in HUMAN if note.writer == address and ME in note.readers and small(note)]


def to_them(address: str) -> list[datetime]:
    return [mail.at for mail, note in HUMAN if note.writer == ME and address in note.readers and small(note)]


@pytest.mark.parametrize("kind", TWO_WAY)
def test_with_two_way_people_both_sides_write(kind: Kind) -> None:
    people = TRUTH.of(kind)
    assert people
    assert not [each.address for each in people if not (from_them(each.address) and to_them(each.address))]


@pytest.mark.parametrize("kind", [*TWO_WAY, Kind.ONE_WAY, Kind.COURTED, Kind.STRANGER])
def test_every_human_kind_is_there(kind: Kind) -> None:
    assert len(TRUTH.of(kind)) >= 2


@pytest.mark.parametrize("seed", range(1, 7))
def test_two_way_people_are_so_in_small_years_too(seed: int) -> None:
    made = year(until=UNTIL, seed=seed, people=100, messages=900, traps=False)
    wrote = {note.writer for note in made.truth.notes if note.sort is Sort.HUMAN}
    read = {to for note in made.truth.notes if note.writer == ME and note.sort is Sort.HUMAN for to in note.readers}
    assert {each.address for each in made.truth.of(*TWO_WAY)} <= wrote & read


def test_one_way_writers_never_get_an_answer() -> None:
    one_way = TRUTH.of(Kind.ONE_WAY)
    assert all(from_them(each.address) for each in one_way)
    assert not [each.address for each in one_way if to_them(each.address)]


def test_courted_people_never_write_by_hand_but_some_answer_by_machine() -> None:
    courted = {each.address for each in TRUTH.of(Kind.COURTED)}
    assert all(to_them(each) for each in courted)
    assert {note.sort for note in TRUTH.notes if note.writer in courted} - {Sort.TRASH, Sort.SPAM} == {Sort.AUTO_REPLY}


def test_people_met_once_were_in_touch_within_one_conversation() -> None:
    met = {each.address for each in TRUTH.of(Kind.MET_ONCE)}
    for address in met:
        assert len({m.thread for m, n in HUMAN if address in (n.writer, *n.readers) and small(n)}) == 1


@pytest.mark.parametrize(
    ("kind", "least", "most"),
    [(Kind.FRIEND, 5, 12), (Kind.FAMILY, 15, 60), (Kind.COLLEAGUE, 15, 45), (Kind.CLIENT, 45, 130)],
)
def test_people_of_a_kind_have_its_rhythm(kind: Kind, least: float, most: float) -> None:
    gaps = [365 / len(threads_begun_with(each.address)) for each in TRUTH.of(kind)]
    assert least <= median(gaps) <= most


def threads_begun_with(address: str) -> set[str]:
    """Conversations whose first mail is between the owner and this person alone or before others."""
    first = {mail.thread: note for mail, note in reversed(HUMAN)}
    return {thread for thread, note in first.items() if {note.writer, note.readers[:1]} & {address, (address,)}}


def test_quiet_people_were_lively_and_went_quiet() -> None:
    for each in TRUTH.of(Kind.QUIET):
        times = from_them(each.address) + to_them(each.address)
        assert len(times) >= 3
        assert UNTIL - max(times) > timedelta(days=150)


def test_silent_people_wrote_for_five_years_and_stopped() -> None:
    for each in TRUTH.of(Kind.SILENT):
        times = from_them(each.address) + to_them(each.address)
        assert max(times) - min(times) > timedelta(days=4 * 365)
        assert UNTIL - max(times) > timedelta(days=300)


def test_new_people_were_first_met_in_the_last_weeks() -> None:
    for each in TRUTH.of(Kind.NEW):
        assert UNTIL - min(from_them(each.address) + to_them(each.address)) < timedelta(days=40)


def test_machines_write_no_human_mail() -> None:
    machines = {each.address for each in TRUTH.of(Kind.ROBOT, Kind.NEWSLETTER, Kind.LIST)}
    assert not [note for _, note in HUMAN if note.writer in machines]
    assert {note.writer for note in TRUTH.notes if note.sort is Sort.NEWSLETTER} <= machines


def test_known_list_members_write_to_lists_only() -> None:
    members = {each.address for each in TRUTH.of(Kind.MEMBER)}
    assert {note.sort for note in TRUTH.notes if note.writer in members} == {Sort.LIST}


def test_the_owner_is_not_in_what_the_assistant_sends() -> None:
    sent = [n for m, n in HUMAN if n.writer == TRUTH.assistant.address and "SENT" in m.labels]
    assert sent
    assert not [note for note in sent if ME in note.readers]


def test_a_writer_is_told_by_the_usual_address_whichever_stood_in_the_header() -> None:
    usual = {each.address for each in (TRUTH.owner, *TRUTH.correspondents)}
    aliases = {address for each in (TRUTH.owner, *TRUTH.correspondents) for address in each.addresses[1:]}
    headers = " ".join(value for mail, _ in HUMAN for name, value in mail.headers if name == "From")
    assert {note.writer for _, note in HUMAN} <= usual
    assert len([alias for alias in aliases if f"<{alias}>" in headers]) > 5


def test_addresses_are_nobody_elses() -> None:
    every = [address for each in (TRUTH.owner, *TRUTH.correspondents) for address in each.addresses]
    assert len(every) == len(set(every))
