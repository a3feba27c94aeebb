"""A login or key that does not work: said once, with the remedy; the rest goes on, and later all is as it should be."""

import json

import pytest
from endings import keeps_secrets, says
from small_world import ANN, NOW, SmallWorld, crm, end
from worlds import Beginnings, Lived

from crmsync_sandbox.hubspot.portal import SCOPES


def test_a_wrong_hubspot_key_keeps_the_pull_and_the_right_one_finishes(
    ready: SmallWorld, beginnings: Beginnings
) -> None:
    folder = ready.folder()
    key = (folder / "hubspot.key").read_text()
    (folder / "hubspot.key").write_text("pat-na1-wrong-secret")
    ended = ready.crmsync(folder, "backfill", "--yes")
    says(ended, 3, "crm:", "does not accept the key from file hubspot.key", "Put a valid key there")
    assert ended.json["pulled"] == {"mail": 87}
    assert ended.json["status"] == "partial"
    keeps_secrets(folder, ended)
    (folder / "hubspot.key").write_text(key)
    ready.done(folder, "sync", "--yes")
    assert end(ready, folder) == beginnings.end


@pytest.mark.parametrize(
    ("lost", "words"), [("crm.objects.contacts.write", "crm.objects.contacts.write"), ("crm.objects.contacts.read", "")]
)
def test_a_missing_hubspot_scope_is_named_and_nothing_is_written(ready: SmallWorld, lost: str, words: str) -> None:
    folder = ready.folder()
    before = crm(ready.sandbox)
    ready.sandbox.portal.scopes.discard(lost)
    ended = ready.crmsync(folder, "backfill", "--yes")
    says(ended, 3, "crm:", "the key from file hubspot.key lacks", words or lost, "Grant it in HubSpot")
    assert crm(ready.sandbox) == before
    keeps_secrets(folder, ended)


def test_setup_with_a_key_that_may_not_create_properties_says_which_scope(world: SmallWorld) -> None:
    folder = world.folder()
    world.sandbox.portal.scopes = set(SCOPES - {"crm.schemas.contacts.write"})
    ended = world.crmsync(folder, "setup", "--yes")
    says(ended, 1, "the key from file hubspot.key lacks", "crm.schemas.contacts.write")
    keeps_secrets(folder, ended)


def test_setup_with_a_wrong_key_fails_and_says_where_the_key_comes_from(world: SmallWorld) -> None:
    folder = world.folder()
    (folder / "hubspot.key").write_text("pat-na1-wrong-secret")
    ended = world.crmsync(folder, "setup", "--yes")
    says(ended, 1, "does not accept the key from file hubspot.key")
    assert ended.out == ""


def test_a_first_backfill_without_the_gmail_scope_fails_and_names_it(ready: SmallWorld) -> None:
    folder = ready.folder()
    before = crm(ready.sandbox)
    (folder / "login.json").write_text(ready.sandbox.login(ANN, ["calendar.readonly"]))
    ended = ready.crmsync(folder, "backfill", "--yes")
    says(ended, 1, f"mail: The login of {ANN} was not granted", "gmail.metadata", "Make a new login")
    assert ended.json["status"] == "failed"
    assert crm(ready.sandbox) == before
    keeps_secrets(folder, ended)


def test_a_revoked_gmail_login_stops_that_account_only_and_names_the_causes(lived: Lived) -> None:
    world, folder = lived.world, lived.folder
    world.sandbox.logins.revoke(ANN)
    world.sandbox.portal.people.set_property("gus@six.test", "crmsync_mute", "true")
    ended = world.crmsync(folder, "sync")
    says(ended, 3, f"mail: The login of {ANN} is gone", "Testing", "revoked", "Make a new login")
    assert ended.json["status"] == "partial"
    assert json.loads(world.done(folder, "show", "gus@six.test").out)["muted"] is True
    keeps_secrets(folder, ended)


def test_a_revoked_gmail_login_leaves_its_place_so_that_a_new_one_misses_nothing(lived: Lived) -> None:
    world, folder = lived.world, lived.folder
    world.sandbox.logins.revoke(ANN)
    world.post("Gus <gus@six.test>", ANN, NOW, "gus-again")
    assert world.crmsync(folder, "sync").code == 3
    (folder / "login.json").write_text(world.sandbox.login(ANN))
    assert world.done(folder, "sync").json["pulled"] == {"mail": 1}


def test_a_first_backfill_with_a_revoked_login_fails(ready: SmallWorld) -> None:
    folder = ready.folder()
    ready.sandbox.logins.revoke(ANN)
    says(ready.crmsync(folder, "backfill", "--yes"), 1, f"The login of {ANN} is gone")


@pytest.mark.parametrize("name", ["login.json", "hubspot.key"])
def test_a_secret_that_others_may_read_is_refused(ready: SmallWorld, name: str) -> None:
    folder = ready.folder()
    (folder / name).chmod(0o644)
    ended = ready.crmsync(folder, "backfill", "--yes")
    says(
        ended,
        1 if name == "login.json" else 3,
        f"file {folder / name}: others may read it",
        f"chmod 600 {folder / name}",
    )
    keeps_secrets(folder, ended)


@pytest.mark.parametrize("name", ["login.json", "hubspot.key"])
def test_a_secret_that_is_not_there_is_named(ready: SmallWorld, name: str) -> None:
    folder = ready.folder()
    (folder / name).unlink()
    says(
        ready.crmsync(folder, "backfill", "--yes"),
        1 if name == "login.json" else 3,
        f"file {folder / name}: No such file",
    )


@pytest.mark.parametrize("login", ["no JSON", "[]", "{}", '{"token": "", "refresh_token": ""}'])
def test_a_login_that_is_none_is_not_shown(ready: SmallWorld, login: str) -> None:
    folder = ready.folder()
    (folder / "login.json").write_text(login)
    ended = ready.crmsync(folder, "backfill", "--yes")
    says(ended, 1, f"The login of {ANN}")
    assert not login.startswith("no") or login not in ended.err


def test_a_run_that_a_wrong_setting_stopped_is_not_told_as_done(ready: SmallWorld) -> None:
    folder = ready.folder()
    (folder / "login.json").chmod(0o644)
    assert ready.crmsync(folder, "backfill", "--yes").code == 1
    [run] = json.loads(ready.done(folder, "runs").out)
    assert run["status"] == "failed"
