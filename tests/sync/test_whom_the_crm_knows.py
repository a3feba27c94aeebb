"""A source that wants to begin with the CRM's people is told whom the CRM knows: once, bounded, and not everybody."""

from collections.abc import Iterator, Sequence

import pytest
from small_world import ANN, SmallWorld, rewrite

from crmsync.connector import EmailAddress, Unavailable
from crmsync.sync import roster
from crmsync.sync.roster import CrmPeople
from crmsync_sandbox.faults import Refuse

BOB, EVE, BANK = (EmailAddress(a) for a in ("bob@one.test", "eve@two.test", "desk@bank.test"))


class Book:
    """A destination that has a roster; it counts the pages that it is asked for."""

    def __init__(self, *pages: Sequence[EmailAddress] | Unavailable) -> None:
        self.pages, self.asked = pages, 0

    def addresses(self) -> Iterator[Sequence[EmailAddress]]:
        for page in self.pages:
            self.asked += 1
            if isinstance(page, Unavailable):
                raise page
            yield page

    changes = read = apply = None


def people(*books: object, never_log: Sequence[str] = ()) -> CrmPeople:
    return CrmPeople({str(place): lambda book=book: book for place, book in enumerate(books)}, never_log)  # type: ignore[misc]


def test_it_is_asked_once_and_only_when_somebody_wants_to_know() -> None:
    book = Book([BOB], [EVE])
    known = people(book)
    assert book.asked == 0
    assert known.addresses() == known.addresses() == {BOB, EVE}
    assert book.asked == 2


def test_never_log_people_are_not_told() -> None:
    assert people(Book([BOB, BANK]), never_log=["@bank.test"]).addresses() == {BOB}


def test_what_was_told_before_the_trouble_counts_and_other_destinations_are_heard() -> None:
    assert people(Book([BOB], Unavailable("away"), [BANK]), Book([EVE])).addresses() == {BOB, EVE}


def test_a_destination_without_a_roster_knows_nobody() -> None:
    assert people(object()).addresses() == frozenset()


def test_of_a_very_large_crm_only_the_beginning_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(roster, "MOST", 3)
    book = Book([BOB, EVE], [BANK, BANK], [EmailAddress("late@one.test")])
    assert people(book).addresses() == {BOB, EVE, BANK}
    assert book.asked == 2


def readonly(world: SmallWorld) -> list[str]:
    """A first backfill with the readonly scope; the paths that HubSpot was asked before Gmail told any mail."""
    folder = world.folder()
    rewrite(folder, 'login = { file = "login.json" }', 'login = { file = "login.json" }\naccess = "readonly"')
    (folder / "login.json").write_text(world.sandbox.login(ANN, ["gmail.readonly"]))
    world.sandbox.meter.reset()
    world.done(folder, "backfill", "--yes")
    log = world.sandbox.meter.log
    first = next(place for place, call in enumerate(log) if call.parts)
    return [call.path for call in log[:first] if call.service == "hubspot"]


def test_a_first_backfill_with_the_readonly_scope_asks_whom_the_crm_knows(ready: SmallWorld) -> None:
    assert readonly(ready) == ["/crm/v3/objects/contacts"]


def test_trouble_at_the_crm_stops_no_pull(ready: SmallWorld) -> None:
    ready.sandbox.faults.add(Refuse(status=403), service="hubspot", method="GET", path="/objects/contacts$", times=None)
    assert readonly(ready) == ["/crm/v3/objects/contacts"]
