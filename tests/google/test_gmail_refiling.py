"""After a forgotten history: what the mailbox files otherwise by now than the store is read again, first, and once."""

from itertools import islice

import pytest
from gmail_world import ANN, BULK, World

from crmsync.connector import Deleted, Interaction, Signal
from crmsync_google.gmail.cursor import FirstPull, Stage, read
from crmsync_google.gmail.reading import PAGE


@pytest.fixture
def mails(world: World) -> list[str]:
    """Known mail of all kinds; then the history is lost."""
    ids = [
        *(world.post(f"letter {number}") for number in range(4)),
        world.post("labelled", "INBOX", "Investors"),
        world.post("twice labelled", "INBOX", "Investors", "Family"),
        world.post("talk", BULK, "INBOX"),
        world.post("talk", "SENT", sender=ANN),
    ]
    world.pull()
    assert world.store.mails == {*ids}
    world.mailbox.forget_history()
    return ids


def mail(world: World, id: str) -> Interaction:
    record = world.store.records[id]
    assert isinstance(record, Interaction)
    return record


def test_what_is_filed_as_before_costs_nothing(world: World, mails: list[str]) -> None:
    world.mailbox.label(mails[0], add=["STARRED", "IMPORTANT"], remove=["INBOX"])
    world.pull()
    assert world.gets() == []
    assert world.store.told == []


def test_labels_that_were_put_on_and_taken_off_are_learnt(world: World, mails: list[str]) -> None:
    world.mailbox.label(mails[0], add=["Private"])
    world.mailbox.label(mails[4], remove=["Investors"])
    world.mailbox.label(mails[5], add=["Private"], remove=["Family"])
    world.pull()
    assert set(world.gets()) == {mails[0], mails[4], mails[5]}
    assert [mail(world, id).labels for id in (mails[0], mails[4], mails[5])] == [
        {"Private"},
        set(),
        {"Investors", "Private"},
    ]


def test_mail_moved_into_a_category_or_out_of_one_is_told_again(world: World, mails: list[str]) -> None:
    world.mailbox.label(mails[0], add=[BULK])
    world.mailbox.label(mails[6], remove=[BULK])
    world.pull()
    assert set(world.store.told) == {mails[0], mails[6]}
    assert [mail(world, id).signals for id in (mails[0], mails[6])] == [{Signal.CATEGORY}, set()]


def test_what_is_spam_by_now_is_withdrawn_and_what_was_deleted_stays(world: World, mails: list[str]) -> None:
    unknown = world.post("offer", "SPAM")
    world.mailbox.label(mails[0], add=["SPAM"], remove=["INBOX"])
    world.mailbox.label(mails[1], add=["TRASH"], remove=["INBOX"])
    world.mailbox.delete(mails[4])
    told = [record for page in world.pull() for record in page.records]
    assert [record.id for record in told if isinstance(record, Deleted)] == [mails[0]]
    assert world.store.mails == {*mails} - {mails[0], unknown}


def test_it_comes_before_what_is_new(world: World, mails: list[str]) -> None:
    new = world.post("talk", "SENT", sender=ANN)
    world.mailbox.label(mails[1], add=["Private"])
    pages = world.pull()
    assert world.store.told == [mails[1], new]
    assert [page.remaining for page in pages if page.records][:2] == [2, 1]


def test_what_was_dropped_on_purpose_is_not_asked_for_again(world: World, mails: list[str]) -> None:
    """The store knows its id and no labels of it."""
    world.store.dropped.add(mails[4])
    del world.store.records[mails[4]]
    world.pull()
    assert world.gets() == []


@pytest.mark.parametrize("after", range(1, 5))
def test_killed_after_any_page_it_heals_all_the_same(world: World, mails: list[str], after: int) -> None:
    world.mailbox.label(mails[0], add=["SPAM"], remove=["INBOX"])
    world.mailbox.label(mails[1], add=["Private"])
    world.mailbox.label(mails[4], remove=["Investors"])
    world.post("talk", "SENT", sender=ANN)
    pages = world.pages()
    list(islice(pages, after))
    pages.close()
    world.pull(world.cursor)
    assert mail(world, mails[1]).labels == {"Private"}
    assert mail(world, mails[4]).labels == set()
    assert mails[0] not in world.store.mails


def test_a_long_reading_again_goes_on_where_it_stopped(world: World) -> None:
    ids = [world.post(f"letter {number}") for number in range(3 * PAGE)]
    world.pull()
    world.mailbox.forget_history()
    for id in ids:
        world.mailbox.label(id, add=["Private"])
    pages = world.pages()
    next(pages), next(pages)
    pages.close()
    place = read(world.cursor)
    assert isinstance(place, FirstPull)
    assert place.stage is Stage.FILED
    assert len(world.cursor or "") < 100
    world.pull(world.cursor)
    assert len(world.store.told) == len(set(world.store.told)) == 2 * PAGE
    assert {mail(world, id).labels for id in ids} == {frozenset({"Private"})}


def test_a_first_pull_of_a_mailbox_that_nobody_knows_reads_nothing_again(world: World) -> None:
    ids = [world.post(f"letter {number}", "INBOX", "Investors") for number in range(3)]
    world.pull()
    assert sorted(world.gets()) == ids
