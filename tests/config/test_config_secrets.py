"""Secrets stand elsewhere and are read when they are used."""

import sys
from pathlib import Path

import keyring
import pytest
from keyring.errors import KeyringLocked
from written_config import crm, problems, read

from crmsync.config.secrets import SERVICE
from crmsync.config.settings import ConfigError
from crmsync.connector import Secret


def key(folder: Path, form: str) -> Secret:
    found = read(folder, crm(key=form)).destinations["crm"].config.key
    assert isinstance(found, Secret)
    return found


def refusal(secret: Secret) -> str:
    with pytest.raises(ConfigError) as caught:
        secret.reveal()
    return str(caught.value)


def test_from_the_environment_when_it_is_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    secret = key(tmp_path, '{ env = "CRM_KEY" }')
    assert "env CRM_KEY: the variable is not set" in refusal(secret)
    monkeypatch.setenv("CRM_KEY", " s3cret\n")
    assert secret.reveal() == "s3cret"


def test_it_is_never_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CRM_KEY", "s3cret")
    config = read(tmp_path, crm(key='{ env = "CRM_KEY" }'))
    config.destinations["crm"].config.key.reveal()
    assert "s3cret" not in repr(config)
    assert "Secret(env CRM_KEY)" in repr(config)


def test_from_a_file_beside_the_configuration(tmp_path: Path) -> None:
    (tmp_path / "key.txt").write_text("s3cret\n")
    (tmp_path / "key.txt").chmod(0o600)
    assert key(tmp_path, '{ file = "key.txt" }').reveal() == "s3cret"


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o644])
def test_a_file_that_others_may_read_is_refused_with_the_remedy(tmp_path: Path, mode: int) -> None:
    (tmp_path / "key.txt").write_text("s3cret")
    (tmp_path / "key.txt").chmod(mode)
    said = refusal(key(tmp_path, '{ file = "key.txt" }'))
    assert f"chmod 600 {tmp_path / 'key.txt'}" in said
    assert "s3cret" not in said


def test_a_file_that_is_missing_empty_or_no_text_says_so(tmp_path: Path) -> None:
    assert "No such file" in refusal(key(tmp_path, '{ file = "key.txt" }'))
    path = tmp_path / "key.txt"
    path.touch(mode=0o600)
    assert "it is empty" in refusal(key(tmp_path, '{ file = "key.txt" }'))
    path.write_bytes(b"\xff\xfe\x00")
    assert "it is no text" in refusal(key(tmp_path, '{ file = "key.txt" }'))


def test_from_what_a_program_prints(tmp_path: Path) -> None:
    words = f'["{sys.executable}", "-c", "print(chr(115) + str(3))"]'
    assert key(tmp_path, f"{{ command = {words} }}").reveal() == "s3"


@pytest.mark.parametrize(
    "code",
    ["import sys; print('s3cret'); sys.exit(1)", "import sys; sys.stdout.buffer.write(b's3cret' + bytes([255]))"],
)
def test_a_program_that_fails_is_named_and_nothing_of_it_shown(tmp_path: Path, code: str) -> None:
    words = f'["{sys.executable}", "-c", "{code}"]'
    said = refusal(key(tmp_path, f"{{ command = {words} }}"))
    assert f"command {sys.executable}" in said
    assert "s3cret" not in said


def test_a_program_that_does_not_exist_says_so(tmp_path: Path) -> None:
    assert "command no-such-program: FileNotFoundError" in refusal(key(tmp_path, '{ command = ["no-such-program"] }'))


def test_the_arguments_of_a_program_are_not_shown(tmp_path: Path) -> None:
    assert repr(key(tmp_path, '{ command = ["pass", "s3cret"] }')) == "Secret(command pass)"


class Wallet:
    """A keyring that holds one entry."""

    locked = False

    def get_password(self, service: str, username: str) -> str | None:
        if self.locked:
            raise KeyringLocked("the keyring is locked")
        return "s3cret" if (service, username) == (SERVICE, "hubspot") else None


@pytest.fixture
def wallet(monkeypatch: pytest.MonkeyPatch) -> Wallet:
    wallet = Wallet()
    monkeypatch.setattr(keyring, "get_password", wallet.get_password)
    return wallet


def test_from_the_keyring(tmp_path: Path, wallet: Wallet) -> None:
    assert key(tmp_path, '{ keyring = "hubspot" }').reveal() == "s3cret"
    assert f"keyring set {SERVICE} other" in refusal(key(tmp_path, '{ keyring = "other" }'))
    wallet.locked = True
    assert "the keyring is locked" in refusal(key(tmp_path, '{ keyring = "hubspot" }'))


@pytest.mark.parametrize(
    "form",
    [
        '"s3cret"',
        "7",
        "[]",
        "{}",
        "{ env = 7 }",
        '{ env = "" }',
        '{ value = "s3cret" }',
        '{ env = "A", file = "b" }',
        '{ command = "pass hubspot" }',
        "{ command = [] }",
        '{ command = ["pass", 7] }',
        '{ file = ["a"] }',
    ],
)
def test_any_other_form_is_refused(tmp_path: Path, form: str) -> None:
    [problem] = problems(tmp_path, crm(key=form))
    assert problem.startswith("a secret is given as { env =")
    assert problem.endswith(" @ destinations.crm.key")
    assert "s3cret" not in problem
