"""Record what a service says to a login of your own, and play it back. It only looks, it never writes.

python tests/wire/own_recording.py gmail FOLDER --address ann@example.com --login login.json
python tests/wire/own_recording.py calendar FOLDER --address ann@example.com --login login.json
python tests/wire/own_recording.py contacts FOLDER --address ann@example.com --login login.json
HUBSPOT_KEY=… python tests/wire/own_recording.py hubspot FOLDER --address bob@example.org
"""

import argparse
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from itertools import islice
from pathlib import Path
from unittest.mock import patch

from ann_at_gmail import Known
from crm_at_hubspot import OpenTasks
from secret_search import secrets_in
from tape import Studio, interactions

from crmsync.connector import Account, EmailAddress, Page, Profile, SchemaStep, Secret
from crmsync.retry import Caller
from crmsync_google.calendar import GoogleCalendar
from crmsync_google.contacts import GoogleContacts
from crmsync_google.gmail import Gmail
from crmsync_hubspot.config import HubSpotConfig
from crmsync_hubspot.destination import HubSpotDestination

REPOSITORY = Path(__file__).resolve().parents[2]
PAGES = 4
"""Of a first pull; it may be abandoned after any."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Print what came of it; 1 where the recording holds a secret."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("service", choices=[*LOOKS])
    parser.add_argument("folder", type=Path, help="where the recording goes: outside the repository, for it is private")
    parser.add_argument("--address", type=EmailAddress, required=True, help="of the mailbox, or of a contact")
    parser.add_argument("--login", type=Path, help="authorized-user or service-account JSON")
    parser.add_argument("--access", choices=["metadata", "readonly"], default="metadata")
    parser.add_argument("--api-base", help="in the place of the vendor's")
    parser.add_argument("--api-version", choices=["v3", "2026-09"], default="v3")
    asked = parser.parse_args(arguments)
    if asked.folder.resolve().is_relative_to(REPOSITORY):
        parser.error("FOLDER must be outside the repository: the recording names people")
    if asked.service != "hubspot" and asked.login is None:
        parser.error(f"{asked.service} needs --login")
    return rehearse(partial(LOOKS[asked.service], asked), asked.folder / f"{asked.service}.yaml")


def rehearse(look: Callable[[], object], path: Path) -> int:
    """Record `look` to `path`, and let it be played to the same end without the service."""
    with Studio(cassette=path, take=path.with_suffix(".take"), keep=True).on_air():
        told = look()
    path.with_suffix(".take").unlink()
    with Studio(cassette=path, take=None, keep=False).on_air():
        same = look() == told
    found = secrets_in(path)
    print(f"{path}: {len(interactions(path))} interactions, played back {'the same' if same else 'with another end'}")
    print(f"secrets: {', '.join(found) or 'none found'}")
    return 0 if same and not found else 1


def look_at_gmail(asked: argparse.Namespace) -> list[Page]:
    """The first pages of a first pull, one request at a time."""
    elsewhere = {"api_base": asked.api_base} if asked.api_base else {}
    source = Gmail(Gmail.Config(account=asked.address, **elsewhere), account=_account(asked), caller=Caller())
    with patch("crmsync_google.workers.IN_FLIGHT", 1), patch("crmsync_google.workers.AHEAD", 1):
        pull = source.pull(None, Known())
        return list(islice(pull, PAGES))


def look_at_calendar(asked: argparse.Namespace) -> list[Page]:
    """The first pages of a first pull of the primary calendar."""
    elsewhere = {"api_base": asked.api_base} if asked.api_base else {}
    config = GoogleCalendar.Config(account=asked.address, **elsewhere)
    source = GoogleCalendar(config, account=_account(asked), caller=Caller())
    return list(islice(source.pull(None, Known()), PAGES))


def look_at_contacts(asked: argparse.Namespace) -> list[Page]:
    """A first pull, and the night after it."""
    elsewhere = {"api_base": asked.api_base} if asked.api_base else {}
    config = GoogleContacts.Config(account=asked.address, **elsewhere)
    source = GoogleContacts(config, account=_account(asked), caller=Caller())
    first = list(source.pull(None, Known()))
    return first + list(source.pull(first[-1].cursor, Known()))


def _account(asked: argparse.Namespace) -> Account:
    login = Secret(str(asked.login), asked.login.read_text)
    return Account(address=asked.address, login=login, access=asked.access)


def look_at_hubspot(asked: argparse.Namespace) -> tuple[Sequence[SchemaStep], list[Profile], list[Sequence[Profile]]]:
    """What setup would create, the contact, and, where setup was done, what people did."""
    key = Secret("env HUBSPOT_KEY", lambda: os.environ["HUBSPOT_KEY"])
    elsewhere = {"api_base": asked.api_base} if asked.api_base else {}
    config = HubSpotConfig(key=key, api_version=asked.api_version, **elsewhere)
    destination = HubSpotDestination(config, caller=Caller())
    lacking = destination.lacking()
    people = [] if lacking else [page.profiles for page in destination.changes(None, OpenTasks())]
    return lacking, list(destination.read([asked.address])), people


LOOKS: Mapping[str, Callable[[argparse.Namespace], object]] = {
    "gmail": look_at_gmail,
    "calendar": look_at_calendar,
    "contacts": look_at_contacts,
    "hubspot": look_at_hubspot,
}
"""What is looked at, by service."""

if __name__ == "__main__":
    sys.exit(main())
