"""One consent for all sources of an account: what was left out is named with the source that needs it."""

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from crmsync.config.settings import Config, Connection, Me, Policy, RetrySettings, StoreSettings
from crmsync.connector import Account, Consent, EmailAddress, Granted, Secret, Unauthorized
from crmsync.retry import Caller
from crmsync.sync import login
from crmsync.sync.login import LoggedIn, log_in

ANN = EmailAddress("ann@example.com")
CONSENT = Consent(show=lambda _: None)


@dataclass(slots=True)
class Service:
    """A source that asks for one scope; `told` is what it says of whose login it is."""

    scope: str
    told: EmailAddress | None = None
    granted: tuple[str, ...] = ()
    asked: list[Collection[str]] = field(default_factory=list)
    seen: list[str] = field(default_factory=list)
    """Logins by which it was asked whose they are."""
    account: Account | None = None

    def scopes(self) -> Collection[str]:
        return [self.scope]

    def log_in(self, scopes: Collection[str], consent: Consent) -> Granted:
        self.asked.append(scopes)
        return Granted(login="the login", scopes=frozenset(self.granted))

    def owner(self) -> EmailAddress | None:
        assert self.account
        assert self.account.login
        self.seen.append(self.account.login.reveal())
        return self.told


class Silent:
    """A source that needs no consent."""


@dataclass(slots=True)
class Sources:
    """The sources of Ann's account, by name."""

    by_name: dict[str, Service | Silent]
    folder: Path

    @property
    def config(self) -> Config:
        account = Account(address=ANN, client=Secret("a file", str))
        connections = {
            name: Connection(name=name, connector="any", config=None, account=account) for name in self.by_name
        }
        return Config(
            path=self.folder / "config.toml",
            me=Me(addresses=(ANN,), timezone="Europe/London"),  # type: ignore[arg-type] # nobody asks the time
            accounts={ANN: account},
            store=StoreSettings(),
            sources=connections,
            destinations={},
            policy=Policy(),
            retry=RetrySettings(),
        )

    def log_in(self) -> LoggedIn:
        return log_in(self.config, ANN, CONSENT, Caller())

    @property
    def kept(self) -> bool:
        return (self.folder / "logins" / f"{ANN}.json").exists()


@pytest.fixture
def sources(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Sources:
    made = Sources({}, tmp_path)

    def source(connection: Connection, _: Caller) -> Service | Silent:
        found = made.by_name[connection.name]
        if isinstance(found, Service):
            found.account = connection.account
        return found

    monkeypatch.setattr(login, "source", source)
    return made


def test_all_scopes_are_asked_for_at_once(sources: Sources) -> None:
    mail = Service("mail", granted=("mail", "calendar"), told=ANN)
    sources.by_name |= {"disk": Silent(), "mail": mail, "calendar": Service("calendar")}
    assert sources.log_in().missing == {}
    assert mail.asked == [{"mail", "calendar"}]
    assert sources.kept


def test_what_was_left_out_is_named_with_its_source_and_the_login_is_kept(sources: Sources) -> None:
    sources.by_name |= {"mail": Service("mail", granted=("mail",), told=ANN), "meetings": Service("calendar")}
    assert sources.log_in().missing == {"meetings": ("calendar",)}
    assert sources.kept


def test_a_source_without_its_scope_is_not_asked_whose_login_it_is(sources: Sources) -> None:
    mail, meetings = Service("mail", granted=("calendar",)), Service("calendar", told=ANN)
    sources.by_name |= {"mail": mail, "meetings": meetings}
    assert sources.log_in().owner == ANN
    assert (mail.seen, meetings.seen) == ([], ["the login"])


def test_where_no_source_can_tell_nobody_is_named(sources: Sources) -> None:
    sources.by_name |= {"mail": Service("mail", granted=("mail",))}
    assert sources.log_in().owner is None
    assert sources.kept


def test_another_persons_login_is_refused_by_whichever_source_can_tell(sources: Sources) -> None:
    people = Service("contacts", granted=("contacts", "mail"))
    sources.by_name |= {"people": people, "mail": Service("mail", told=EmailAddress("bob@example.com"))}
    with pytest.raises(Unauthorized, match=r"That was bob@example\.com's login"):
        sources.log_in()
    assert not sources.kept


def test_other_accounts_sources_are_not_asked(sources: Sources) -> None:
    mail = Service("mail", granted=("mail",), told=ANN)
    sources.by_name |= {"mail": mail, "other": Service("calendar")}
    config = sources.config
    bob = Account(address=EmailAddress("bob@example.com"))
    others = {**config.sources, "other": replace(config.sources["other"], account=bob)}
    log_in(replace(config, sources=others), ANN, CONSENT, Caller())
    assert mail.asked == [{"mail"}]
