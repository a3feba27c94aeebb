"""Two mailboxes of one person: what both hold counts once, and the trouble of one stops nothing of the other."""

from pathlib import Path

from endings import keeps_secrets, says
from small_world import ANN, NOW, SmallWorld, crm
from worlds import Beginnings

from crmsync_sandbox.life import Mail

OTHER = "ann@elsewhere.test"


def with_another_account(world: SmallWorld) -> Path:
    """A folder whose configuration has a second mailbox of Ann's, with a copy of one mail and one of its own."""
    folder = world.folder()
    (folder / "other.json").touch(mode=0o600)
    (folder / "other.json").write_text(world.sandbox.login(OTHER))
    account = f'[accounts."{OTHER}"]\nlogin = {{ file = "other.json" }}\n'
    source = f'[sources.other]\nconnector = "gmail"\naccount = "{OTHER}"\napi_base = "{world.sandbox.url}"\n'
    config = folder / "config.toml"
    config.write_text(f"{config.read_text()}\n{account}\n{source}")
    for to, number in ((f"gus@six.test, {ANN}", 1), ("gus@six.test", 2)):
        mail = Mail(headers=(("From", OTHER), ("To", to), ("Message-ID", f"<{number}@mail.test>")), at=NOW, thread=to)
        world.sandbox.mailbox(OTHER).receive(mail)
    return folder


def test_both_are_read_and_each_is_counted_for_itself(ready: SmallWorld) -> None:
    folder = with_another_account(ready)
    run = ready.done(folder, "backfill", "--yes").json
    assert run["pulled"] == {"mail": 87, "other": 3}
    assert run["quota_units"] == {account: ready.sandbox.meter.units[account] for account in (ANN, OTHER)}
    shown = ready.done(folder, "show", "gus@six.test").json
    assert shown["last_sent"] == "2026-11-18T09:00:00Z"
    assert shown["accounts"] == [
        {"account": OTHER, "interactions": 2},
        {"account": ANN, "interactions": 1},
    ]
    told = ready.nursery.run(folder, "show", "gus@six.test", "--as-of", NOW.isoformat()).out
    assert f"  through        {OTHER} (2), {ANN} (1)\n" in told


def test_a_revoked_login_of_one_leaves_the_other_its_pull_and_its_push(ready: SmallWorld) -> None:
    folder = with_another_account(ready)
    ready.sandbox.logins.revoke(OTHER)
    ended = ready.crmsync(folder, "backfill", "--yes")
    says(ended, 3, f"other: The login of {OTHER} is gone", "Make a new login")
    assert ended.json["pulled"] == {"mail": 87}
    assert ended.json["changes"] == {"set_properties": 6}
    keeps_secrets(folder, ended)


def test_while_one_is_unread_only_dates_are_pushed_and_no_task_is_made(
    ready: SmallWorld, beginnings: Beginnings
) -> None:
    folder = with_another_account(ready)
    ready.sandbox.logins.revoke(OTHER)
    ready.crmsync(folder, "backfill", "--yes")
    there = crm(ready.sandbox)
    assert there["tasks"] == []
    bea, known = there["contacts"]["bea@one.test"], beginnings.end.there["contacts"]["bea@one.test"]
    assert bea["crmsync_last_contact"] == known["crmsync_last_contact"]
    assert "crmsync_state" not in bea
    (folder / "other.json").write_text(ready.sandbox.login(OTHER))
    ready.done(folder, "sync")
    now = crm(ready.sandbox)["contacts"]["bea@one.test"]
    assert now | {"crmsync_strength": known["crmsync_strength"]} == known  # it is a rank among other people here
    assert len(crm(ready.sandbox)["tasks"]) == 3
