"""Where a login that `crmsync login` makes is kept, and how it is read back."""

import errno
import os
import stat
from pathlib import Path

import keyring
import pytest
from keyring.errors import KeyringLocked
from written_config import ACCOUNT, LEAST, problems, read

from crmsync.config.logins import keep
from crmsync.config.settings import ConfigError
from crmsync.connector import Account, EmailAddress, Secret, Unauthorized

CLIENT = 'client = { file = "client.json" }\n'
ANN = EmailAddress("ann@example.com")


def account(folder: Path, settings: str = CLIENT) -> Account:
    return read(folder, f"{LEAST}{ACCOUNT}{settings}").accounts[ANN]


def login_of(account: Account) -> Secret:
    assert account.login is not None
    return account.login


@pytest.mark.parametrize("settings", ["", CLIENT + 'login = { file = "login.json" }\n'])
def test_an_account_has_a_client_or_a_login(tmp_path: Path, settings: str) -> None:
    assert problems(tmp_path, f"{LEAST}{ACCOUNT}{settings}") == [
        f'give one of client, by which `crmsync login` makes a login, and login @ accounts."{ANN}"'
    ]


def test_where_a_login_is_kept_is_a_question_only_where_it_is_made(tmp_path: Path) -> None:
    text = f'{LEAST}{ACCOUNT}login = {{ file = "login.json" }}\nkeep = "keyring"\n'
    [problem] = problems(tmp_path, text)
    assert problem.endswith(f'@ accounts."{ANN}".keep')


def test_before_it_is_made_its_absence_is_told_with_what_to_run(tmp_path: Path) -> None:
    with pytest.raises(Unauthorized, match=f"no login for {ANN} yet. Run `crmsync login {ANN}`"):
        login_of(account(tmp_path)).reveal()


def test_what_is_kept_is_read_back_by_its_owner_only(tmp_path: Path) -> None:
    ann = account(tmp_path)
    assert keep(ann, tmp_path, "s3cret") == "file logins/ann@example.com.json"
    assert login_of(ann).reveal() == "s3cret"
    file = tmp_path / "logins/ann@example.com.json"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    assert "s3cret" not in repr(ann)


def test_a_login_that_others_may_read_is_refused(tmp_path: Path) -> None:
    ann = account(tmp_path)
    keep(ann, tmp_path, "s3cret")
    (tmp_path / "logins/ann@example.com.json").chmod(0o644)
    with pytest.raises(ConfigError, match="others may read it"):
        login_of(ann).reveal()


def test_a_new_login_takes_the_place_of_the_old_one(tmp_path: Path) -> None:
    ann = account(tmp_path)
    for text in ("old", "new"):
        keep(ann, tmp_path, text)
    assert login_of(ann).reveal() == "new"
    assert [file.name for file in (tmp_path / "logins").iterdir()] == ["ann@example.com.json"]


def test_a_login_that_can_not_be_written_leaves_the_old_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ann = account(tmp_path)
    keep(ann, tmp_path, "old")

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(ConfigError, match="No space left on device"):
        keep(ann, tmp_path, "new")
    assert login_of(ann).reveal() == "old"
    assert [file.name for file in (tmp_path / "logins").iterdir()] == ["ann@example.com.json"]


def test_no_address_leads_out_of_the_folder(tmp_path: Path) -> None:
    odd = Account(address=EmailAddress("../../ann/..@example.com"), client=Secret("x", str))
    keep(odd, tmp_path, "s3cret")
    [file] = (tmp_path / "logins").iterdir()
    assert file.name == "..%2F..%2Fann%2F..@example.com.json"


def test_the_keyring_keeps_it_on_request(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept: dict[tuple[str, str], str] = {}
    monkeypatch.setattr(keyring, "get_password", lambda service, name: kept.get((service, name)))
    monkeypatch.setattr(keyring, "set_password", lambda service, name, text: kept.update({(service, name): text}))
    ann = account(tmp_path, CLIENT + 'keep = "keyring"\n')
    with pytest.raises(Unauthorized, match=f"Run `crmsync login {ANN}`"):
        login_of(ann).reveal()
    assert keep(ann, tmp_path, "s3cret") == f"keyring login {ANN}"
    assert login_of(ann).reveal() == "s3cret"
    assert kept == {("crmsync", f"login {ANN}"): "s3cret"}
    assert not (tmp_path / "logins").exists()


def test_a_keyring_that_is_locked_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def locked(*_: str) -> None:
        raise KeyringLocked("it is locked")

    monkeypatch.setattr(keyring, "get_password", locked)
    monkeypatch.setattr(keyring, "set_password", locked)
    ann = account(tmp_path, CLIENT + 'keep = "keyring"\n')
    with pytest.raises(ConfigError, match="it is locked"):
        login_of(ann).reveal()
    with pytest.raises(ConfigError, match="Unlock it, or set keep"):
        keep(ann, tmp_path, "s3cret")
