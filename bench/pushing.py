"""A first push in a process of its own, measured: processor and wall time.

python bench/pushing.py {"folder": "…", "people": 10000, "scale": 1.0}

The store is filled with three mails a person; nothing is pulled.
"""

import json
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from crmsync.connector import Channel, Cursor, EmailAddress, Interaction, Participant, Role, Schema
from crmsync.retry import Caller
from crmsync.store import facts, progress
from crmsync.store.progress import Progress
from crmsync.store.store import Store
from crmsync.sync.connections import destination, read_config
from crmsync.sync.push import Push, push
from crmsync.sync.run import recorded

NOW = datetime.now(UTC)
ANN = EmailAddress("ann@example.com")


def main() -> None:
    asked = json.loads(sys.argv[1])
    config = read_config(Path(asked["folder"]) / "config.toml")
    store = Store(config.store.url, create=True)
    with store.write() as tx:
        facts.add(tx, "mail", [letter for person in range(asked["people"]) for letter in letters(person)])
        progress.save(tx, "mail", Progress(cursor=Cursor("done"), complete=True, sent=True))
    caller = Caller(wait_scale=asked["scale"])
    crm = destination(config.destinations["crm"], caller)
    assert isinstance(crm, Schema)
    for step in crm.lacking():
        crm.create(step)
    time.sleep(10 * asked["scale"])  # until what the setup took of HubSpot's ten seconds is over
    print(json.dumps({"ready": True}), flush=True)
    for _ in sys.stdin:
        began, spent = time.monotonic(), time.process_time()
        with recorded(store, "sync", NOW, caller.tally) as run:
            work = Push(store=store, config=config, name="crm", destination=crm, now=NOW)
            push(work, run, lambda *_: True, dry_run=False)
        measured = {"seconds": time.monotonic() - began, "processor": time.process_time() - spent}
        print(json.dumps(measured | {"applied": run.applied}), flush=True)
    store.close()


def letters(person: int) -> Iterator[Interaction]:
    """Ann wrote, they answered, and she wrote again: nothing is due."""
    for number, ago in enumerate((100 + person % 200, 60 + person % 30, 20 + person % 25)):
        sent = number != 1
        ann, other = (Role.FROM, Role.TO) if sent else (Role.TO, Role.FROM)
        them = EmailAddress(f"p{person}@firm{person % 700}.test")
        yield Interaction(
            id=f"{person}.{number}",
            channel=Channel.MAIL,
            at=NOW - timedelta(days=ago),
            participants=(Participant(address=ANN, role=ann), Participant(address=them, role=other)),
            thread=f"{person}.{number}",
            sent=sent,
        )


if __name__ == "__main__":
    main()
