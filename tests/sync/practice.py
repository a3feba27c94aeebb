"""What most runs do, done once from a file to a table, so that what is compiled and looked up on the way is known."""

import io
import tempfile
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from datetime import UTC, datetime, timedelta
from pathlib import Path

ANN, FRIENDS = "ann@example.com", ("bea@one.test", "carl@two.test", "dora@three.test")
CONFIG = f"""
[me]
addresses = ["{ANN}"]
timezone = "Europe/London"
[sources.mail]
connector = "files"
path = "all.mbox"
[destinations.crm]
connector = "table"
folder = "crm"
create_contacts = "two-way"
"""
MAIL = """From - {at:%a %b %d %H:%M:%S %Y}
From: {sender}
To: {to}
Message-ID: <{number}@mail.test>
Date: {at:%a, %d %b %Y %H:%M:%S +0000}

"""
COMMANDS = (
    "backfill --yes", "sync --yes", "sync --yes", "status", "next", "plan", "runs", "introductions",
    "show bea@one.test", "link bea@one.test carl@two.test", "snooze dora@three.test 2w", "sync --yes", "undo 1 --yes",
    "forget bea@one.test --yes",
)  # fmt: skip


def practise() -> None:
    """No service is asked, and nothing is left."""
    with tempfile.TemporaryDirectory() as folder:
        config = Path(folder, "config.toml")
        config.write_text(CONFIG)
        Path(folder, "all.mbox").write_text("".join(_mails()))
        for each in COMMANDS:
            code = _run(config, *each.split())
            assert code == 0, f"`crmsync {each}` ended with {code}"


def _mails() -> Iterator[str]:
    """With friends who wrote and were answered each month, and then no more."""
    talks = [(day, pair) for day in range(100, 400, 30) for each in FRIENDS for pair in ((each, ANN), (ANN, each))]
    for number, (day, (sender, to)) in enumerate(talks):
        at = datetime.now(UTC) - timedelta(days=day, minutes=number)
        yield MAIL.format(at=at, sender=sender, to=to, number=number)


def _run(config: Path, name: str, *words: str) -> object:
    """How the command ends. It alone is run: what sets up logging is left to each child."""
    from crmsync.cli.main import Globals, main

    command = main.get_command(main.make_context("crmsync", [name], resilient_parsing=True), name)
    assert command
    with redirect_stdout(io.StringIO()) as said, redirect_stderr(said):
        try:
            command.main(words, obj=Globals(config=str(config), json=True))
        except SystemExit as end:
            return end.code
    return 0
