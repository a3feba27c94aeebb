"""Whether a run would work: what the configuration, the store and every connector say. Nothing is written."""

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from pathlib import Path

from sqlalchemy.engine import make_url

from crmsync.config.settings import Config, ConfigError, Connection
from crmsync.connector import Checked, ConnectorError, EmailAddress, Exhausted, Finding, Weight
from crmsync.retry import Caller
from crmsync.store.engine import NoStore, StoreError
from crmsync.store.store import Store, locked_by
from crmsync.sync.connections import destination, source
from crmsync.sync.looking import perhaps_you, suggested_self
from crmsync.sync.run import Exit

CONFIGURATION, STORE = "configuration", "store"
MOST_NAMED = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A finding, and of what: a source or destination by name, the configuration or the store."""

    connection: str
    finding: Finding


def check(config: Config, now: datetime, caller: Caller) -> Iterator[Found]:
    """Each finding as it is made. One connector's trouble is a finding, and stops no other."""
    yield from _of(CONFIGURATION, _configuration(config, now))
    yield from _of(STORE, _store(config))
    yield from _of(CONFIGURATION, _perhaps_self(config, now))
    yield from check_sources(config, config.sources, caller)
    yield from check_destinations(config, config.destinations, caller)


def check_sources(config: Config, names: Iterable[str], caller: Caller) -> Iterator[Found]:
    """What the sources of these names say."""
    for name in names:
        yield from _of(name, _connection(config, config.sources[name], source, caller))


def check_destinations(config: Config, names: Iterable[str], caller: Caller) -> Iterator[Found]:
    """What the destinations of these names say."""
    for name in names:
        yield from _of(name, _connection(config, config.destinations[name], destination, caller))


def exit_of(config: Config, found: Sequence[Found]) -> Exit:
    """Done where nothing is wrong; failed where the store or every source and destination is."""
    wrong = {each.connection for each in found if each.finding.weight is Weight.WRONG}
    if not wrong:
        return Exit.DONE
    working = {*config.sources, *config.destinations} - wrong
    return Exit.PARTIAL if working and STORE not in wrong else Exit.FAILED


def _of(connection: str, findings: Iterator[Finding]) -> Iterator[Found]:
    for finding in findings:
        yield Found(connection=connection, finding=finding)


# --- the configuration ---------------------------------------------------------------------------------


def _configuration(config: Config, now: datetime) -> Iterator[Finding]:
    zone = config.me.timezone
    said = f"{config.path} is in order. In {zone.key} it is {now.astimezone(zone):%A, %Y-%m-%d %H:%M}."
    yield Finding(weight=Weight.GOOD, what=said)
    for kind, named in (("source", config.sources), ("destination", config.destinations)):
        if not named:
            remedy = f"Add a [{kind}s.…] table, as config.example.toml has it."
            yield Finding(weight=Weight.DOUBTFUL, what=f"It names no {kind}.", remedy=remedy)
    used = {each.account.address for each in config.sources.values() if each.account}
    for address in config.accounts.keys() - used:
        what, remedy = f"No source uses the account {address}.", "Add a source for it, or leave the account out."
        yield Finding(weight=Weight.DOUBTFUL, what=what, remedy=remedy)


def _perhaps_self(config: Config, now: datetime) -> Iterator[Finding]:
    """Suggested, never assumed. A store that is missing or in trouble was told of before."""
    try:
        suggested = suggested_self(config, now)
    except (NoStore, StoreError):
        return
    for each in suggested:
        what, _, remedy = perhaps_you(each).partition(". ")
        yield Finding(weight=Weight.DOUBTFUL, what=f"{what[0].upper()}{what[1:]}.", remedy=f"{remedy}.")


# --- the store -----------------------------------------------------------------------------------------


def _store(config: Config) -> Iterator[Finding]:
    path = Path(make_url(config.store.url).database or "")
    try:
        if running := locked_by(config.store.url):
            said = f"Another run holds the store: {running}."
            yield Finding(weight=Weight.DOUBTFUL, what=said, remedy="Run again when it has ended.")
        Store(config.store.url).close()
        yield Finding(weight=Weight.GOOD, what=f"{path} opens.")
    except NoStore:
        yield _no_store(path)
    except (StoreError, OSError) as error:
        yield told(error)


def _no_store(path: Path) -> Finding:
    """Whether one could be made."""
    folder = next(each for each in path.parents if each.exists())
    if folder.is_dir() and os.access(folder, os.W_OK):
        return Finding(weight=Weight.GOOD, what=f"There is no store yet; `crmsync backfill` makes {path}.")
    said = f"There is no store yet, and {folder} can't be written."
    return Finding(weight=Weight.WRONG, what=said, remedy="See to its rights, or name another file at [store] url.")


# --- sources and destinations --------------------------------------------------------------------------


def _connection(
    config: Config, connection: Connection, opened: Callable[[Connection, Caller], object], caller: Caller
) -> Iterator[Finding]:
    yield from _place(connection)
    try:
        connector = opened(connection, caller)
        if not isinstance(connector, Checked):
            yield Finding(weight=Weight.GOOD, what=f"The connector {connection.connector} offers no check of its own.")
            return
        for finding in connector.findings():
            yield finding
            yield from _unnamed(config, finding)
            yield from _strangers(config, finding)
    except (ConnectorError, ConfigError) as error:
        yield told(error)


def _place(connection: Connection) -> Iterator[Finding]:
    """Keys and mail go to `api_base`: whether that is the vendor."""
    vendor = next((each.default for each in fields(connection.config) if each.name == "api_base"), None)
    base = getattr(connection.config, "api_base", None)
    if base != vendor:
        said = f"Its api_base is {base}, not the service's own {vendor}."
        yield Finding(weight=Weight.DOUBTFUL, what=said, remedy="Leave api_base out, unless a stand-in is meant.")


def _unnamed(config: Config, finding: Finding) -> Iterator[Finding]:
    """Addresses that a service says are one's own, and the configuration does not: an assistant's may be among them."""
    named = {*config.me.addresses, *config.me.not_addresses}
    for address in finding.own:
        if address not in named:
            remedy = "Add it to [me] addresses; or to not_addresses, if somebody else writes from it."
            yield Finding(weight=Weight.DOUBTFUL, what=f"{address} counts as yours.", remedy=remedy)


def _strangers(config: Config, finding: Finding) -> Iterator[Finding]:
    """What is logged by users of whom none is self counts for nobody, and no run would say it."""
    if finding.users and {*config.me.addresses, *config.accounts}.isdisjoint(finding.users):
        yield Finding(
            weight=Weight.DOUBTFUL,
            what="None of its users is you, so nothing that they log counts.",
            remedy=f"Add your address there to [me] addresses: {_some(finding.users)}.",
        )


def _some(addresses: Sequence[EmailAddress]) -> str:
    more = len(addresses) - MOST_NAMED
    return " or ".join(addresses[:MOST_NAMED]) + (f", or one of {more} more" if more > 0 else "")


def told(error: Exception) -> Finding:
    """An error as a finding. Its last sentence says what to do: see `ConnectorError`."""
    text = " ".join(error.problems) if isinstance(error, ConfigError) else str(error)
    what, stop, remedy = text.rpartition(". ")
    if not stop:
        later = "Run it again later." if isinstance(error, Exhausted) else ""
        return Finding(weight=Weight.WRONG, what=text, remedy=later)
    return Finding(weight=Weight.WRONG, what=f"{what}.", remedy=remedy)
