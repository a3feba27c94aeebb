"""Three years of somebody's mail, told to a store directly: half of the friends stay, the others leave one day."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

from crmsync.connector import Channel, EmailAddress, Interaction, Participant, Role, Signal
from crmsync.store import facts, progress
from crmsync.store.progress import Progress
from crmsync.store.store import Store

ANN, SHOP = EmailAddress("ann@example.com"), EmailAddress("info@shop.test")
NOW = datetime(2026, 11, 18, 9, 0, tzinfo=UTC)
BEGIN = NOW - timedelta(days=1100)

CONFIG = """
[me]
addresses = ["ann@example.com"]
timezone = "Europe/London"

[accounts."ann@example.com"]
login = { file = "login.json" }

[store]
url = "sqlite:///crmsync.db"

[sources.mail]
connector = "gmail"
account = "ann@example.com"
api_base = "http://127.0.0.1:1"
"""


def friend(number: int) -> EmailAddress:
    return EmailAddress(f"friend{number}@people.test")


def mail(id: str, sender: EmailAddress, to: EmailAddress, at: datetime, *signals: Signal) -> Interaction:
    who = (Participant(address=sender, role=Role.FROM), Participant(address=to, role=Role.TO))
    return Interaction(id=id, channel=Channel.MAIL, at=at, participants=who, thread=id, signals=frozenset(signals))


def years(friends: int = 80) -> list[Interaction]:
    """Each friend has a rhythm of their own, and every other one an end."""
    random = Random(11)
    found: list[Interaction] = []
    for number in range(friends):
        at = random.uniform(0, 60)
        gap, end = random.choice([20, 60, 120]), random.uniform(100, 1000) if number % 2 else 2000
        while at < min(end, 1099):
            both = (ANN, friend(number)) if random.random() < 0.6 else (friend(number), ANN)
            found.append(mail(f"m{number}.{len(found)}", *both, BEGIN + timedelta(days=at)))
            at += gap * random.uniform(0.5, 1.5)
    return found


def lived(folder: Path, some: list[Interaction], *, complete: bool = True) -> Path:
    """A folder whose store holds these, read to the beginning; its configuration."""
    folder.mkdir()
    config = folder / "config.toml"
    config.write_text(CONFIG)
    (folder / "login.json").write_text("{}")
    (folder / "login.json").chmod(0o600)
    store = Store(f"sqlite:///{folder / 'crmsync.db'}", create=True)
    with store.write() as tx:
        facts.add(tx, "mail", some)
        progress.save(tx, "mail", Progress(cursor=None, complete=complete))
    store.close()
    return config
