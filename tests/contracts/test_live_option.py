"""`pytest --live` on the accounts of a configuration, which are the sandbox's here."""

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from click.testing import CliRunner
from google_worlds import ANN

from crmsync.cli.main import main
from crmsync_sandbox.life import CrmContact, Mail
from crmsync_sandbox.server import Sandbox

CONFIG = """
[me]
addresses = ["ann@example.com"]
timezone = "Europe/London"
[accounts."ann@example.com"]
login = {{ file = "login.json" }}
[sources.mail]
connector = "gmail"
account = "ann@example.com"
api_base = "{url}"
[destinations.crm]
connector = "hubspot"
key = {{ file = "key" }}
api_base = "{url}"
"""


def test_the_laws_that_look_are_tried_on_every_account_and_write_nothing(tmp_path: Path) -> None:
    with Sandbox() as sandbox:
        for name, text in {
            "crmsync.toml": CONFIG.format(url=sandbox.url),
            "login.json": sandbox.login(ANN),
            "key": sandbox.hubspot_key,
        }.items():
            (tmp_path / name).write_text(text)
            (tmp_path / name).chmod(0o600)
        headers = (("From", "Bob <bob@example.org>"), ("To", ANN))
        sandbox.mailbox(ANN).receive(Mail(headers=headers, at=datetime.now(UTC) - timedelta(days=1), thread="one"))
        sandbox.portal.load(CrmContact(email="bob@example.org"))
        ready = CliRunner().invoke(main, ["--config", str(tmp_path / "crmsync.toml"), "setup", "--yes"])
        assert ready.exit_code == 0, ready.output
        before = sandbox.mailbox(ANN).dump(), sandbox.portal.dump()
        words = [sys.executable, "-m", "pytest", "-q", "--live", "-p", "no:cacheprovider", "test_live.py"]
        environment = {**os.environ, "CRMSYNC_CONFIG": str(tmp_path / "crmsync.toml")}
        run = subprocess.run(
            words, cwd=Path(__file__).parent, env=environment, capture_output=True, text=True, check=False
        )
        assert (sandbox.mailbox(ANN).dump(), sandbox.portal.dump()) == before
        assert sandbox.meter.requests["gmail"] > 0
        assert sandbox.meter.requests["hubspot"] > 0
    assert run.returncode == 0, run.stdout
    assert "10 passed" in run.stdout
