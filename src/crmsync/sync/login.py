"""One login for all sources of an account: asked for at once, looked at, kept."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from crmsync.config.logins import keep
from crmsync.config.settings import Config, ConfigError
from crmsync.connector import Account, Consent, Consenting, EmailAddress, Granted, Secret, Unauthorized, email_address
from crmsync.retry import Caller
from crmsync.sync.connections import source
from crmsync.sync.looking import NotFound


@dataclass(frozen=True, slots=True, kw_only=True)
class LoggedIn:
    """A login that was made, and what it can't do."""

    account: EmailAddress
    kept: str
    """Where: "file logins/ann@example.com.json"."""
    missing: Mapping[str, tuple[str, ...]]
    """Scopes that were not granted, by the sources that need them."""
    owner: EmailAddress | None
    """Whose it is, where a source can tell."""


def log_in(config: Config, address: str, consent: Consent, caller: Caller) -> LoggedIn:
    """Ask for the consent that all sources of the account need, and keep the login.

    Nothing is kept where it is another person's, or good for no source: raises `Unauthorized`. Raises `NotFound` where
    there is no such account, `ConfigError` where its login is not made here.
    """
    account = _account(config, address)
    asking = _asking(config, account, caller)
    wanted = {name: frozenset(each.scopes()) for name, each in asking.items()}
    first = next(iter(asking.values()))
    granted = first.log_in(frozenset[str]().union(*wanted.values()), consent)
    missing = {name: tuple(sorted(scopes - granted.scopes)) for name, scopes in wanted.items()}
    able = [name for name in wanted if not missing[name]]
    owner = _owner(config, able, account, granted, caller)
    _require_use(account, able, owner)
    return LoggedIn(
        account=account.address,
        kept=keep(account, config.path.parent, granted.login),
        missing={name: scopes for name, scopes in missing.items() if scopes},
        owner=owner,
    )


def _account(config: Config, address: str) -> Account:
    account = config.accounts.get(email_address(address) or EmailAddress(""))
    if account is None:
        there = ", ".join(config.accounts) or "none"
        raise NotFound(f"there is no account {address} in {config.path} (there are: {there}).")
    if account.client is None:
        problem = f'its login is one that you bring; give client instead @ accounts."{account.address}".login'
        raise ConfigError(config.path, [problem])
    return account


def _asking(config: Config, account: Account, caller: Caller) -> Mapping[str, Consenting]:
    """The account's sources that can ask for consent, by name."""
    sources = {
        name: source(each, caller) for name, each in config.sources.items() if _is_of(each.account, account.address)
    }
    asking = {name: each for name, each in sources.items() if isinstance(each, Consenting)}
    if not asking:
        raise ConfigError(config.path, [f'no source uses it to log in @ accounts."{account.address}"'])
    return asking


def _is_of(account: Account | None, address: EmailAddress) -> bool:
    return account is not None and account.address == address


def _owner(config: Config, able: list[str], account: Account, granted: Granted, caller: Caller) -> EmailAddress | None:
    """Whose the new login is: the first word of any source that it is good for."""
    trial = replace(account, login=Secret("the new login", lambda: granted.login))
    for name in able:
        opened = source(replace(config.sources[name], account=trial), caller)
        owner = opened.owner() if isinstance(opened, Consenting) else None
        if owner is not None:
            return owner
    return None


def _require_use(account: Account, able: list[str], owner: EmailAddress | None) -> None:
    again = f"Run `crmsync login {account.address}` again"
    if not able:
        raise Unauthorized(
            f"Nothing was allowed that a source of {account.address} needs. {again}, and leave the ticks."
        )
    if owner not in (None, account.address):
        raise Unauthorized(
            f"That was {owner}'s login, not {account.address}'s; it is not kept. {again} as {account.address}, "
            f"or name the account {owner}."
        )
