"""An address book beside the mailbox, through the real commands: who is one person, what a group says, what heals."""

from datetime import timedelta
from pathlib import Path

import pytest
from small_world import ANN, NOW, SmallWorld, crm, tables

from crmsync_sandbox.life import Card

BEA, HOME, CARL = "bea@one.test", "bea@home.test", "carl@two.test"
SCOPES = ("gmail.metadata", "contacts.readonly")
DAY = timedelta(days=1)


@pytest.fixture
def folder(ready: SmallWorld) -> Path:
    """One login for both sources. Bea wrote last from home; only the address book knows that she did."""
    made = ready.folder()
    (made / "login.json").write_text(ready.sandbox.login(ANN, SCOPES))
    url = ready.sandbox.url
    source = f'[sources.people]\nconnector = "google-contacts"\naccount = "{ANN}"\napi_base = "{url}"\n'
    tag = '[policy.tags.investor]\ngroups = ["Angels"]\n'
    config = made / "config.toml"
    config.write_text(f"{config.read_text()}\n{source}\n{tag}")
    ready.talk(HOME, [5])
    ready.sandbox.address_book(ANN).add(Card(id="c1", name="Bea Ode", emails=(BEA, HOME), groups=("Angels",)))
    ready.sandbox.address_book(ANN).add(Card(id="c2", emails=(CARL,), groups=("Neighbours", "family")))
    return made


def person(world: SmallWorld, folder: Path, email: str, now: timedelta = timedelta()) -> dict[str, object]:
    shown: dict[str, object] = world.done(folder, "show", email, now=NOW + now).json
    return shown


def test_two_addresses_of_one_contact_are_one_person_with_the_mail_of_both(ready: SmallWorld, folder: Path) -> None:
    run = ready.done(folder, "backfill", "--yes").json
    assert run["pulled"]["people"] == 2
    shown = person(ready, folder, BEA)
    assert set(shown["emails"]) == {BEA, HOME}  # type: ignore[call-overload] # a list
    assert shown["last_contact"] == "2026-11-13T10:00:00Z"
    assert person(ready, folder, HOME) == shown
    assert crm(ready.sandbox)["contacts"][BEA]["crmsync_last_contact"] == "2026-11-13T10:00:00.000Z"


def test_a_group_is_a_tag_where_the_policy_says_so(ready: SmallWorld, folder: Path) -> None:
    ready.done(folder, "backfill", "--yes")
    assert person(ready, folder, HOME)["tags"] == ["investor"]
    assert person(ready, folder, CARL)["tags"] == []
    ready.sandbox.address_book(ANN).change("c1", groups=[])
    ready.sandbox.address_book(ANN).change("c2", groups=["Angels"])
    ready.done(folder, "sync", now=NOW + DAY)
    assert person(ready, folder, BEA, DAY)["tags"] == []
    assert person(ready, folder, CARL, DAY)["tags"] == ["investor"]


def test_a_quiet_night_costs_one_request(ready: SmallWorld, folder: Path) -> None:
    ready.done(folder, "backfill", "--yes")
    ready.sandbox.meter.reset()
    run = ready.done(folder, "sync").json
    assert run["requests"]["google-contacts"] == ready.sandbox.meter.requests["google-contacts"] == 1
    assert (run["pulled"]["people"], run["changes"]) == (0, {})


def test_a_contact_that_is_deleted_holds_nobody_together(ready: SmallWorld, folder: Path) -> None:
    ready.done(folder, "backfill", "--yes")
    ready.sandbox.address_book(ANN).delete("c1")
    ready.done(folder, "sync", now=NOW + DAY)
    assert person(ready, folder, BEA, DAY)["emails"] == [BEA]
    assert person(ready, folder, HOME, DAY)["emails"] == [HOME]


def test_an_expired_token_ends_in_the_same_state(ready: SmallWorld, folder: Path) -> None:
    ready.done(folder, "backfill", "--yes")
    book = ready.sandbox.address_book(ANN)
    book.delete("c2")
    book.rename("c1", "c7")
    other = ready.folder(like=folder)
    for file in ("config.toml", "login.json"):
        (other / file).write_text((folder / file).read_text())
    ready.done(folder, "sync")
    book.expire_sync_tokens()
    ready.done(other, "sync")
    assert tables(other)["contacts"] == tables(folder)["contacts"]
    assert person(ready, other, HOME) == person(ready, folder, HOME)


def test_a_login_without_the_scope_stops_only_the_address_book(ready: SmallWorld, folder: Path) -> None:
    (folder / "login.json").write_text(ready.sandbox.login(ANN))
    ended = ready.crmsync(folder, "backfill", "--yes")
    assert ended.code == 3
    assert "auth/contacts.readonly" in ended.err
    assert ended.json["pulled"]["mail"] > 0
