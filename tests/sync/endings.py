"""How a run must end where something goes wrong: one message, the documented exit code, no traceback, no secret."""

import json
from pathlib import Path

from nursery import Ended


def says(ended: Ended, code: int, *parts: str) -> None:
    """One message on stderr that holds all of `parts`."""
    assert ended.code == code, ended.err
    assert "Traceback" not in ended.err
    messages = [line for line in ended.err.splitlines() if line.startswith("crmsync: ")]
    assert len(messages) == 1, ended.err
    for part in parts:
        assert part in ended.err


def keeps_secrets(folder: Path, *everything: Ended) -> None:
    """Nothing that the runs printed, and nothing in the store, holds a token, a key or a private text."""
    printed = "".join(ended.out + ended.err for ended in everything).encode()
    stored = b"".join(file.read_bytes() for file in sorted(folder.glob("crmsync.db*")))
    for secret in [*secrets_of(folder), "CANARY"]:
        assert secret.encode() not in printed
        assert secret.encode() not in stored


def secrets_of(folder: Path) -> list[str]:
    """Every secret of the folder's logins, and how access tokens begin."""
    login = json.loads((folder / "login.json").read_text())
    own = [login[name] for name in ("refresh_token", "token", "client_secret") if name in login]
    return [*own, (folder / "hubspot.key").read_text(), "ya29."]
