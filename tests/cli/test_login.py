"""`crmsync login`: once in the browser, and every source of the account works."""

import json
import stat

import pytest
from endings import says
from logging_in import LoggingIn, logging_in
from small_world import ANN, SmallWorld, rewrite

from crmsync_sandbox.consent import Person

SCOPE = "https://www.googleapis.com/auth/gmail.metadata"
AGAIN = f"Run `crmsync login {ANN}`"


@pytest.fixture
def user(ready: SmallWorld) -> LoggingIn:
    return logging_in(ready)


def test_before_the_login_a_backfill_says_what_to_run(user: LoggingIn) -> None:
    says(user.world.crmsync(user.folder, "backfill", "--yes"), 1, f"mail: There is no login for {ANN} yet. {AGAIN}.")


def test_after_the_login_the_backfill_reads(user: LoggingIn) -> None:
    ended = user.login()
    assert ended.code == 0, ended.err
    assert ended.json == {"account": ANN, "kept": f"file logins/{ANN}.json", "owner": ANN, "missing": {}}
    assert user.world.done(user.folder, "backfill", "--yes").json["pulled"] == {"mail": 87}
    user.keeps_secrets(ended)


def test_the_login_lies_beside_the_configuration_for_its_owner_only(user: LoggingIn) -> None:
    user.login()
    assert stat.S_IMODE(user.kept.stat().st_mode) == 0o600
    login = json.loads(user.kept.read_text())
    assert login["type"] == "authorized_user"
    assert login["scopes"] == [SCOPE]


def test_two_sources_of_one_account_are_asked_for_in_one_consent(user: LoggingIn) -> None:
    config = user.folder / "config.toml"
    more = f'\n[sources.again]\nconnector = "gmail"\naccount = "{ANN}"\napi_base = "{user.world.sandbox.url}"\n'
    config.write_text(config.read_text() + more)
    assert user.login().code == 0
    assert len(user.browser.opened) == 1
    assert user.browser.asked["scope"] == SCOPE


@pytest.mark.parametrize("access", ["metadata", "readonly"])
def test_never_both_scopes_for_mail_are_asked_for(user: LoggingIn, access: str) -> None:
    """A token with both can't search. Another access later is another login, without what was granted before."""
    user.login()
    rewrite(user.folder, "client = { file", f'access = "{access}"\nclient = {{ file')
    assert user.login().code == 0
    assert user.browser.asked["scope"] == f"https://www.googleapis.com/auth/gmail.{access}"
    assert json.loads(user.kept.read_text())["scopes"] == [user.browser.asked["scope"]]


def test_a_login_for_another_access_says_what_to_run(user: LoggingIn) -> None:
    user.login()
    rewrite(user.folder, "client = { file", 'access = "readonly"\nclient = { file')
    ended = user.world.crmsync(user.folder, "backfill", "--yes")
    says(ended, 1, f"mail: The login of {ANN} was not granted", "gmail.readonly", AGAIN)


def test_a_refusal_keeps_nothing(user: LoggingIn) -> None:
    user.sit(Person(refuses=True))
    ended = user.login()
    says(ended, 1, f"The consent page of {ANN} was left without consent. {AGAIN}.")
    assert not user.kept.exists()
    user.keeps_secrets(ended)


def test_taking_the_only_tick_away_keeps_nothing(user: LoggingIn) -> None:
    user.sit(Person(unticked=frozenset({"gmail.metadata"})))
    says(user.login(), 1, f"Nothing was allowed that a source of {ANN} needs", AGAIN, "leave the ticks")
    assert not user.kept.exists()


def test_the_login_of_somebody_else_is_not_kept(user: LoggingIn) -> None:
    user.sit(Person(address="bob@example.com"))
    ended = user.login()
    says(ended, 1, f"That was bob@example.com's login, not {ANN}'s", AGAIN)
    assert not user.kept.exists()
    user.keeps_secrets(ended)


def test_a_failed_login_leaves_the_one_that_is_there(user: LoggingIn) -> None:
    user.login()
    before = user.kept.read_text()
    user.sit(Person(refuses=True))
    assert user.login().code == 1
    assert user.kept.read_text() == before


def test_nobody_there_is_told_after_the_wait(user: LoggingIn) -> None:
    user.browser.away = True
    says(user.login("--wait", "0.1"), 1, f"Nobody answered at the consent page of {ANN} in time. {AGAIN}.")


def test_an_old_tab_that_is_loaded_again_does_not_end_the_login(user: LoggingIn) -> None:
    user.browser.stale = [{"state": "another"}]
    ended = user.login()
    assert ended.code == 0, ended.err
    user.keeps_secrets(ended)


def test_a_used_code_is_told(user: LoggingIn) -> None:
    user.browser.changed["code"] = "4/0-used-before"
    ended = user.login()
    says(ended, 1, "does not take the code", AGAIN)
    user.keeps_secrets(ended)


def test_a_revoked_login_is_made_again(user: LoggingIn) -> None:
    user.login()
    user.world.sandbox.logins.revoke(ANN)
    says(user.world.crmsync(user.folder, "backfill", "--yes"), 1, f"mail: The login of {ANN} is gone", AGAIN)
    assert user.login().code == 0
    user.world.done(user.folder, "backfill", "--yes")


def test_a_run_writes_nothing_into_the_login(user: LoggingIn) -> None:
    user.login()
    before = user.kept.stat().st_mtime_ns, user.kept.read_text()
    user.world.done(user.folder, "backfill", "--yes")
    assert user.world.sandbox.meter.refreshes > 1
    assert (user.kept.stat().st_mtime_ns, user.kept.read_text()) == before


def test_an_account_that_is_not_there_is_told(user: LoggingIn) -> None:
    says(user.login(account="eve@example.com"), 2, "there is no account eve@example.com", f"there are: {ANN}")


def test_a_login_that_is_brought_is_not_made(ready: SmallWorld) -> None:
    folder = ready.folder()
    before = (folder / "login.json").read_text()
    says(ready.crmsync(folder, "login", ANN), 2, "its login is one that you bring", f'accounts."{ANN}".login')
    assert (folder / "login.json").read_text() == before


def test_an_account_that_no_source_uses_is_told(user: LoggingIn) -> None:
    config = user.folder / "config.toml"
    more = '\n[accounts."bob@example.com"]\nclient = { file = "client.json" }\n'
    config.write_text(config.read_text() + more)
    ended = user.login(account="bob@example.com")
    says(ended, 2, 'no source uses it to log in @ accounts."bob@example.com"')


def test_a_client_that_others_may_read_is_refused(user: LoggingIn) -> None:
    (user.folder / "client.json").chmod(0o644)
    says(user.login(), 2, f"chmod 600 {user.folder / 'client.json'}")
    assert user.browser.opened == []


def test_the_browser_is_opened_and_the_end_is_told_in_words(
    user: LoggingIn, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without --no-browser the page is opened, and its address is printed all the same."""
    opened: list[str] = []

    def open_(address: str) -> bool:
        opened.append(address)
        user.browser.open(address)
        return True

    monkeypatch.setattr("webbrowser.open", open_)
    from crmsync.cli.main import main

    with pytest.raises(SystemExit) as ended:
        main(["--config", str(user.folder / "config.toml"), "login", ANN], standalone_mode=False)
    user.browser.join()
    told = capsys.readouterr()
    assert ended.value.code == 0
    assert told.out == f"{ANN}: logged in; kept in file logins/{ANN}.json.\n"
    assert opened[0] in told.err


# --- several services, one consent -------------------------------------------------------------------------


def with_everything(user: LoggingIn) -> None:
    """The account's calendars and address book are sources, too."""
    config = user.folder / "config.toml"
    for name in ("google-calendar", "google-contacts"):
        config.write_text(
            f'{config.read_text()}\n[sources.{name}]\nconnector = "{name}"\naccount = "{ANN}"\n'
            f'api_base = "{user.world.sandbox.url}"\n'
        )


def test_one_consent_is_for_mail_calendars_and_address_book(user: LoggingIn) -> None:
    with_everything(user)
    ended = user.login()
    assert ended.code == 0, ended.err
    assert [scope.rpartition("/")[2] for scope in user.browser.asked["scope"].split()] == [
        "calendar.calendarlist.readonly",
        "calendar.events.readonly",
        "contacts.readonly",
        "gmail.metadata",
    ]
    pulled = user.world.done(user.folder, "backfill", "--yes").json["pulled"]
    assert pulled.keys() == {"mail", "google-calendar", "google-contacts"}


def test_what_was_unticked_is_named_with_its_source_and_the_rest_works(user: LoggingIn) -> None:
    with_everything(user)
    user.sit(Person(unticked=frozenset({"contacts.readonly"})))
    ended = user.login()
    says(ended, 3, "google-contacts: was not allowed https://www.googleapis.com/auth/contacts.readonly", AGAIN)
    assert ended.json["missing"].keys() == {"google-contacts"}
    ended = user.world.crmsync(user.folder, "backfill", "--yes")
    says(ended, 3, f"google-contacts: The login of {ANN} was not granted", "contacts.readonly", AGAIN)
    assert ended.json["pulled"]["mail"] == 87


def test_without_gmail_the_calendar_tells_whose_login_it_is(user: LoggingIn) -> None:
    with_everything(user)
    user.sit(Person(address="bob@example.com", unticked=frozenset({"gmail.metadata"})))
    says(user.login(), 1, f"That was bob@example.com's login, not {ANN}'s", "not kept")


def test_where_only_the_address_book_was_allowed_nobody_can_tell_whose_it_is(user: LoggingIn) -> None:
    with_everything(user)
    unticked = {"gmail.metadata", "calendar.calendarlist.readonly", "calendar.events.readonly"}
    user.sit(Person(unticked=frozenset(unticked)))
    ended = user.login()
    assert ended.code == 3
    assert ended.json["owner"] is None
    assert f"no source can tell whose login it is. See to it that it is {ANN}'s" in ended.err
