"""`crmsync check`: what is wrong, before a run meets it, each with its remedy; and nothing is written."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from endings import secrets_of
from logging_in import logging_in
from nursery import Ended
from small_world import ANN, SmallWorld, crm, rewrite
from worlds import Lived

from crmsync.store.lock import hold
from crmsync_sandbox.faults import Refuse


def checked(world: SmallWorld, folder: Path) -> Ended:
    ended = world.crmsync(folder, "check")
    assert "Traceback" not in ended.err
    for secret in secrets_of(folder) if (folder / "login.json").exists() else ():
        assert secret not in ended.out + ended.err
    return ended


def of(ended: Ended, connection: str, weight: str) -> list[str]:
    """What was found of it with that weight, with the remedy."""
    found: list[dict[str, Any]] = json.loads(ended.out)
    return [
        f"{each['what']} {each['remedy'] or ''}".strip()
        for each in found
        if (each["connection"], each["weight"]) == (connection, weight)
    ]


def wrong(ended: Ended) -> list[str]:
    return [each["connection"] for each in json.loads(ended.out) if each["weight"] == "wrong"]


def test_where_all_is_well_nothing_is_wrong(lived: Lived) -> None:
    ended = checked(lived.world, lived.folder)
    assert ended.code == 0, ended.out
    assert wrong(ended) == []
    assert of(ended, "mail", "good") == [
        f"The login of {ANN} reads Gmail.",
        "It holds 87 messages; a first pull takes at most 1 min at 6000 units a minute.",
    ]
    assert of(ended, "store", "good") == [f"{lived.folder / 'crmsync.db'} opens."]
    assert len(of(ended, "crm", "good")) == 2


def test_every_finding_has_its_four_fields_and_what_is_not_good_a_remedy(ready: SmallWorld) -> None:
    folder = ready.folder()
    (folder / "login.json").write_text("{}")
    ready.sandbox.portal.scopes.clear()
    found = json.loads(checked(ready, folder).out)
    assert all(each.keys() == {"connection", "weight", "what", "remedy"} for each in found)
    assert all((each["remedy"] is None) == (each["weight"] == "good") for each in found), found


def test_checking_writes_nothing_anywhere(lived: Lived) -> None:
    there, here = crm(lived.world.sandbox), {file.name for file in lived.folder.iterdir()}
    checked(lived.world, lived.folder)
    assert crm(lived.world.sandbox) == there
    assert {call.method for call in lived.world.sandbox.meter.log if call.service == "gmail"} == {"GET"}
    assert {file.name for file in lived.folder.iterdir()} - here <= {"out", "err", "crmsync.db-shm", "crmsync.db-wal"}


def test_an_address_that_may_be_the_users_own_is_suggested(lived: Lived) -> None:
    lived.world.talk("ann+shop@example.com", [9])
    lived.world.done(lived.folder, "sync")
    ended = lived.world.nursery.run(lived.folder, "--json", "check")
    [told] = of(ended, "configuration", "doubtful")
    assert told.startswith("Perhaps yours: ann+shop@example.com: it is an address of yours but for dots")
    assert told.endswith("Put it into addresses under [me], or into not_addresses if it is somebody else's.")


def test_before_the_first_run_the_store_is_only_promised(ready: SmallWorld) -> None:
    folder = ready.folder()
    ended = checked(ready, folder)
    assert ended.code == 0
    assert of(ended, "store", "good") == [f"There is no store yet; `crmsync backfill` makes {folder / 'crmsync.db'}."]
    assert not (folder / "crmsync.db").exists()


def test_one_connectors_trouble_stops_no_other(ready: SmallWorld) -> None:
    folder = ready.folder()
    ready.sandbox.logins.revoke(ANN)
    ended = checked(ready, folder)
    assert ended.code == 3
    [said] = of(ended, "mail", "wrong")
    assert f"The login of {ANN} is gone" in said
    assert said.endswith("login says.")
    assert len(of(ended, "crm", "good")) == 2


def test_where_nothing_works_it_fails(ready: SmallWorld) -> None:
    folder = ready.folder()
    ready.sandbox.logins.revoke(ANN)
    (folder / "hubspot.key").write_text("pat-na1-wrong-secret")
    ended = checked(ready, folder)
    assert ended.code == 1
    assert wrong(ended) == ["mail", "crm"]
    [said] = of(ended, "crm", "wrong")
    assert said.endswith("does not accept the key from file hubspot.key. Put a valid key there.")


def test_a_store_that_is_none_lets_nothing_work(ready: SmallWorld) -> None:
    folder = ready.folder()
    (folder / "crmsync.db").write_bytes(b"something else entirely " * 100)
    ended = checked(ready, folder)
    assert ended.code == 1
    [said] = of(ended, "store", "wrong")
    assert said.endswith("Name another file at [store] url, or restore a copy.")


def test_a_folder_that_takes_no_store_is_named(ready: SmallWorld) -> None:
    """As root, who may write everywhere, it takes a file in the folder's place."""
    folder = ready.folder()
    (folder / "taken").touch(mode=0o400)
    rewrite(folder, "sqlite:///crmsync.db", "sqlite:///taken/crmsync.db")
    ended = checked(ready, folder)
    assert ended.code == 1
    assert of(ended, "store", "wrong") == [
        f"There is no store yet, and {folder / 'taken'} can't be written. "
        "See to its rights, or name another file at [store] url."
    ]


def test_a_run_under_way_is_named_and_hinders_no_look(lived: Lived) -> None:
    with hold(lived.folder / "crmsync.db", "backfill"):
        ended = checked(lived.world, lived.folder)
    assert ended.code == 0
    [said] = of(ended, "store", "doubtful")
    assert f"Another run holds the store: crmsync backfill, process {os.getpid()}" in said


def test_before_the_login_it_says_what_to_run(ready: SmallWorld) -> None:
    user = logging_in(ready)
    ended = checked(ready, user.folder)
    assert of(ended, "mail", "wrong") == [f"There is no login for {ANN} yet. Run `crmsync login {ANN}`."]
    assert user.login().code == 0
    assert checked(ready, user.folder).code == 0


def test_the_login_of_somebody_else_is_wrong(ready: SmallWorld) -> None:
    folder = ready.folder()
    (folder / "login.json").write_text(ready.sandbox.login("bob@example.com"))
    [said] = of(checked(ready, folder), "mail", "wrong")
    assert said.startswith(f"The login of {ANN} is bob@example.com's.")


def test_a_missing_scope_is_named(ready: SmallWorld) -> None:
    folder = ready.folder()
    (folder / "login.json").write_text(ready.sandbox.login(ANN, ["calendar.events.readonly"]))
    ready.sandbox.logins.expire()
    [said] = of(checked(ready, folder), "mail", "wrong")
    assert "was not granted https://www.googleapis.com/auth/gmail.metadata" in said


def test_aliases_that_the_configuration_does_not_name_are_in_doubt(ready: SmallWorld) -> None:
    folder = ready.folder()
    ready.sandbox.mailbox(ANN).aliases = ["ann.old@example.com", "help@example.com", "team@example.com"]
    rewrite(folder, "login = {", 'access = "readonly"\nlogin = {')
    rewrite(folder, f'addresses = ["{ANN}"]', f'addresses = ["{ANN}"]\nnot_addresses = ["team@example.com"]')
    (folder / "login.json").write_text(ready.sandbox.login(ANN, ["gmail.readonly"]))
    ended = checked(ready, folder)
    assert ended.code == 0
    doubts = [said.partition(" ")[0] for said in of(ended, "mail", "doubtful") if "counts as yours" in said]
    assert doubts == ["ann.old@example.com", "help@example.com"]


def test_another_place_than_the_vendors_is_in_doubt(ready: SmallWorld) -> None:
    ended = checked(ready, ready.folder())
    for name in ("mail", "crm"):
        assert f"Its api_base is {ready.sandbox.url}, not the service's own https://" in of(ended, name, "doubtful")[0]


def test_what_setup_has_to_create_is_named(world: SmallWorld) -> None:
    ended = checked(world, world.folder())
    assert ended.code == 3
    [said] = of(ended, "crm", "wrong")
    assert "crmsync_last_contact" in said
    assert said.endswith("Run `crmsync setup`.")


def test_a_service_that_is_down_is_told(ready: SmallWorld) -> None:
    ready.sandbox.faults.add(Refuse(status=503), service="gmail", times=None)
    ended = checked(ready, ready.folder())
    assert ended.code == 3
    [said] = of(ended, "mail", "wrong")
    assert said.endswith("gave up after 5 tries. Run the command again later.")


def test_an_account_that_nothing_uses_is_in_doubt(ready: SmallWorld) -> None:
    folder = ready.folder()
    config = folder / "config.toml"
    config.write_text(config.read_text() + '\n[accounts."bob@example.com"]\nclient = { file = "client.json" }\n')
    ended = checked(ready, folder)
    assert ended.code == 0
    assert "No source uses the account bob@example.com" in of(ended, "configuration", "doubtful")[0]


# --- in words, and as cron -------------------------------------------------------------------------------


def run(folder: Path, *words: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """A process of its own, as a shell that has these variables starts it."""
    environment = {"PATH": os.environ["PATH"], "HOME": str(folder), "PYTHONUTF8": "1", **variables}
    command = [sys.executable, "-m", "crmsync", *words]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=60)


def test_in_words_each_finding_has_a_mark_and_fits_in_80_columns(ready: SmallWorld) -> None:
    folder = ready.folder()
    ready.sandbox.logins.revoke(ANN)
    done = run(folder, "--config", str(folder / "config.toml"), "check")
    assert done.returncode == 3, done.stderr
    lines = done.stdout.splitlines()
    assert {line.split()[0] for line in lines if not line.startswith(" ")} == {"✓", "!", "✗"}
    assert any(line.startswith(f"✗ wrong    mail: The login of {ANN} is gone.") for line in lines)
    assert any(line.strip().startswith("→ Make a new login") for line in lines)
    long = [line for line in lines if len(line) > 80]
    assert all(len(max(line.split(), key=len)) > 40 for line in long), long
    assert "\x1b" not in done.stdout


def test_cron_does_not_know_the_shells_variables_and_each_that_is_missed_is_named(ready: SmallWorld) -> None:
    folder = ready.folder()
    rewrite(folder, '{ file = "hubspot.key" }', '{ env = "HUBSPOT_KEY" }')
    shell = {"HUBSPOT_KEY": ready.sandbox.hubspot_key, "CRMSYNC_CONFIG": str(folder / "config.toml")}
    assert run(folder, "check", **shell).returncode == 0
    done = run(folder, "--json", "check", "--cron", **shell)
    assert done.returncode == 3, done.stderr
    ended = Ended(code=3, out=done.stdout, err=done.stderr)
    assert of(ended, "crm", "wrong") == [
        "env HUBSPOT_KEY: the variable is not set. Set it (for cron: in the crontab), or keep the secret in a file"
    ]
    doubts = of(ended, "configuration", "doubtful")
    assert doubts == [
        f"cron does not find crmsync by its name. Begin the line in the crontab with {sys.executable} -m crmsync.",
        f"cron does not find {folder / 'config.toml'}: a variable that it does not know says where it is. "
        f"Write --config {folder / 'config.toml'} in the crontab.",
    ]


def test_a_proxy_that_google_would_not_be_called_through_is_told(ready: SmallWorld) -> None:
    folder = ready.folder()
    words = ("--config", str(folder / "config.toml"), "--json", "check")
    done = run(folder, *words, https_proxy="http://127.0.0.1:9", no_proxy="127.0.0.1")
    doubts = of(Ended(code=0, out=done.stdout, err=done.stderr), "mail", "doubtful")
    assert any("the proxy that https_proxy names: PySocks is not installed" in said for said in doubts), done.stderr
