"""`crmsync init`: from nothing to a configuration that works; left anywhere, it goes on; nothing is written over."""

import json
import re
import stat
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from endings import says
from fake_browser import FakeBrowser
from logging_in import CLIENT
from nursery import Ended
from small_world import ANN, NOW, SmallWorld

from crmsync.cli.answers import Answers, drafted
from crmsync.cli.explained import HUBSPOT_SCOPES, SCOPES
from crmsync.cli.main import main
from crmsync.config.draft import draft_text
from crmsync.sync.connections import read_config
from crmsync_hubspot.findings import DAILY, SETUP
from crmsync_sandbox.consent import Person


class Newcomer:
    """Somebody who has a sandbox's addresses, its OAuth client and its key, and an empty folder."""

    def __init__(self, world: SmallWorld) -> None:
        self.world = world
        self.other = world.folder()
        self.folder = world.tmp / "new"
        self.folder.mkdir()
        self.browser = FakeBrowser()
        (self.other / CLIENT).touch(mode=0o600)
        (self.other / CLIENT).write_text(world.sandbox.client())

    @property
    def config(self) -> Path:
        return self.folder / "config.toml"

    def words(self, *more: str) -> list[str]:
        there = ["--stand-in", str(self.other / "config.toml"), "--timezone", "Europe/London"]
        return ["init", "--account", ANN, *there, *more]

    def init(self, *words: str) -> Ended:
        """Run it where nobody can answer; its consent page is visited."""
        (self.folder / "err").unlink(missing_ok=True)
        self.world.nursery.start(self.folder, "--json", *words, "--no-browser", "--wait", "20")
        ends = time.monotonic() + 30
        while time.monotonic() < ends and not self._told(r"crmsync: |Error: |A first look|Nobody is here"):
            if found := self._told(r"(http://\S+/o/oauth2/v2/auth\?\S+)\n"):
                self.browser.open(found)
                break
            time.sleep(0.01)
        ended = self.world.nursery.wait(self.folder)
        self.browser.join()
        return ended

    def all_at_once(self) -> Ended:
        key = f"file:{self.other / 'hubspot.key'}"
        return self.init(*self.words("--client", str(self.other / CLIENT), "--key", key, "--yes"))

    def _told(self, pattern: str) -> str:
        told = (self.folder / "err").read_text() if (self.folder / "err").exists() else ""
        found = re.search(pattern, told)
        return found[0].strip() if found else ""


@pytest.fixture
def newcomer(world: SmallWorld) -> Newcomer:
    world.sources = ("mail", "calendar", "address-book")
    return Newcomer(world)


def private(path: Path) -> bool:
    return stat.S_IMODE(path.stat().st_mode) == 0o600


# --- all answers as options -----------------------------------------------------------------------------


def test_with_every_answer_given_nothing_is_asked_and_all_works(newcomer: Newcomer) -> None:
    ended = newcomer.all_at_once()
    assert ended.code == 0, ended.err
    assert ended.json["missing"] == []
    assert {each["weight"] for each in ended.json["found"]} <= {"good", "doubtful"}
    assert {each["connection"] for each in ended.json["found"]} == {"address-book", "calendar", "mail", "crm"}
    look = ended.json["look"]
    assert look["pulled"]["mail"] == 87
    assert look["people"] > look["in_population"] > 0
    assert look["would_write"]["crm"]["set_properties"] > 0
    done = newcomer.world.nursery.run(newcomer.folder, "--json", "check")
    assert done.code == 0, done.out


def test_the_look_writes_no_value_and_no_task(newcomer: Newcomer) -> None:
    newcomer.all_at_once()
    dump = newcomer.world.sandbox.portal.dump()
    written = [name for one in dump["contacts"].values() for name in one["properties"] if name.startswith("crmsync_")]
    assert (written, dump["tasks"]) == ([], {})


def test_what_it_writes_is_for_its_owner_alone_and_holds_no_secret(newcomer: Newcomer) -> None:
    ended = newcomer.all_at_once()
    assert all(map(private, (newcomer.config, newcomer.folder / "client_secret.json")))
    client = json.loads((newcomer.other / CLIENT).read_text())["installed"]["client_secret"]
    key = (newcomer.other / "hubspot.key").read_text()
    for secret in (client, key, "ya29.", "1//", "4/0"):
        assert secret not in newcomer.config.read_text() + ended.out + ended.err


def test_a_configuration_that_is_there_is_never_written_over(newcomer: Newcomer) -> None:
    newcomer.config.write_text("# mine")
    says_usage(newcomer.init(*newcomer.words("--yes")), "is there and is not written over", "leave out --account")
    assert newcomer.config.read_text() == "# mine"


def says_usage(ended: Ended, *parts: str) -> None:
    assert ended.code == 2, ended.err
    for part in parts:
        assert part in " ".join(ended.err.split())


def test_run_again_it_writes_nothing_and_says_that_all_is_there(newcomer: Newcomer) -> None:
    newcomer.all_at_once()
    before = newcomer.config.read_bytes(), (newcomer.folder / "client_secret.json").stat().st_mtime_ns
    ended = newcomer.init("init")
    assert (ended.code, ended.json["missing"]) == (0, [])
    assert (newcomer.config.read_bytes(), (newcomer.folder / "client_secret.json").stat().st_mtime_ns) == before
    assert len(newcomer.browser.opened) == 1


def test_what_is_missing_is_told_each_with_its_remedy_and_then_mended(newcomer: Newcomer) -> None:
    """First nothing but the address; then the client; then the key: state is the configuration and what it lacks."""
    ended = newcomer.init(*newcomer.words("--yes"))
    assert ended.code == 3, ended.err
    [client, key] = ended.json["missing"]
    assert client.startswith(f"There is no OAuth client for {ANN} yet")
    assert f"Put it into {newcomer.folder / 'hubspot.key'} (chmod 600)" in key
    assert (ended.json["look"], ended.json["found"]) == (None, [])
    ended = newcomer.init("init", "--client", str(newcomer.other / CLIENT), "--yes")
    assert ended.code == 3, ended.err
    assert len(ended.json["missing"]) == 1
    assert ended.json["look"]["pulled"]["mail"] == 87
    (newcomer.folder / "hubspot.key").touch(mode=0o600)
    (newcomer.folder / "hubspot.key").write_text((newcomer.other / "hubspot.key").read_text())
    ended = newcomer.init("init", "--yes")
    assert (ended.code, ended.json["missing"]) == (0, []), ended.err


def test_without_consent_nothing_is_kept_and_the_rest_goes_on(newcomer: Newcomer) -> None:
    newcomer.world.sandbox.logins.page.person = Person(refuses=True)
    ended = newcomer.all_at_once()
    assert ended.code == 3
    assert "was left without consent" in ended.err
    assert not (newcomer.folder / "logins").exists()
    assert {each["connection"] for each in ended.json["found"]} == {"crm"}


def test_where_nobody_can_agree_hubspot_gets_no_property(newcomer: Newcomer) -> None:
    key = f"file:{newcomer.other / 'hubspot.key'}"
    ended = newcomer.init(*newcomer.words("--key", key))
    assert ended.code == 3
    assert "Nobody is here to confirm it" in ended.err
    assert not [name for name in newcomer.world.sandbox.portal.dump()["properties"]["contacts"] if "crmsync" in name]


@pytest.mark.parametrize(
    ("words", "part"),
    [
        (["init"], "give --account ADDRESS"),
        (["init", "--account", "nobody"], "'nobody' is no e-mail address"),
        (["init", "--account", ANN, "--timezone", "Mars/Base"], "'Mars/Base' is no time zone"),
        (["init", "--account", ANN, "--timezone", "UTC", "--key", "pat-na1-secret"], "--key says where"),
    ],
)
def test_a_wrong_answer_is_told_and_nothing_is_written(newcomer: Newcomer, words: list[str], part: str) -> None:
    says_usage(newcomer.init(*words), part)
    assert not newcomer.config.exists()


@pytest.mark.parametrize(
    ("content", "part"), [('{"web": {}}', "a client of a web application"), ("nonsense", "no OAuth client")]
)
def test_a_wrong_client_is_not_kept(newcomer: Newcomer, content: str, part: str) -> None:
    (newcomer.other / "wrong.json").write_text(content)
    says_usage(newcomer.init(*newcomer.words("--client", str(newcomer.other / "wrong.json"))), part, "Desktop app")
    assert not (newcomer.folder / "client_secret.json").exists()


def test_a_key_that_others_may_read_is_told(newcomer: Newcomer) -> None:
    (newcomer.other / "hubspot.key").chmod(0o644)
    key = f"file:{newcomer.other / 'hubspot.key'}"
    says(newcomer.init(*newcomer.words("--key", key, "--yes")), 2, "chmod 600")


def test_a_key_that_hubspot_does_not_take_is_no_success(newcomer: Newcomer) -> None:
    (newcomer.other / "hubspot.key").write_text("pat-na1-wrong")
    ended = newcomer.all_at_once()
    assert ended.code == 3
    [wrong] = [each for each in ended.json["found"] if each["weight"] == "wrong"]
    assert wrong["connection"] == "crm"
    assert "does not accept the key" in wrong["what"]
    assert (newcomer.other / "hubspot.key").exists()


# --- asked at the terminal ------------------------------------------------------------------------------


@pytest.fixture
def terminal(newcomer: Newcomer, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """Answers, line by line, to what it asks; the consent page opens in a browser."""
    for module in ("asking", "init"):
        monkeypatch.setattr(f"crmsync.cli.{module}.answerable", lambda: True)

    def open_(address: str) -> bool:
        newcomer.browser.open(address)
        return True

    monkeypatch.setattr("webbrowser.open", open_)
    monkeypatch.setenv("TZ", "Europe/Paris")

    def typed(*lines: str, words: tuple[str, ...] = ("--stand-in",)) -> Result:
        more = ["--stand-in", str(newcomer.other / "config.toml")] if words else []
        text = "".join(f"{line}\n" for line in lines)
        return CliRunner().invoke(main, ["--config", str(newcomer.config), "init", *more], input=text)

    return typed


def test_it_asks_little_finds_the_time_zone_and_ends_with_the_lines_for_cron(
    newcomer: Newcomer, terminal: Callable[..., Result]
) -> None:
    key = (newcomer.other / "hubspot.key").read_text()
    done = terminal(ANN, "ann@old.test", "", "", str(newcomer.other / CLIENT), key, "y")
    assert done.exit_code == 0, done.output
    config = read_config(newcomer.config)
    assert config.me.addresses == (ANN, "ann@old.test")
    assert config.me.timezone.key == "Europe/Paris"
    assert private(newcomer.folder / "hubspot.key")
    assert key not in done.output
    for explained in (*HUBSPOT_SCOPES, "gmail.metadata", "contacts.readonly", 'says "In production"', "Service Key"):
        assert explained in done.output, explained
    assert "A first look. Read so far: " in done.stdout
    assert "crm: a backfill would write" in done.stdout
    assert re.search(r"^17 3 \* \* \* .* --config \S+/new/config.toml sync >>", done.stdout, re.MULTILINE)
    assert done.stdout.rstrip().endswith("loginctl enable-linger")


def test_addresses_that_may_be_ones_own_are_asked_for_and_noted(
    newcomer: Newcomer, terminal: Callable[..., Result]
) -> None:
    newcomer.world.post("Ann <ann+shop@example.com>", ANN, NOW, "shop-order")
    key = (newcomer.other / "hubspot.key").read_text()
    done = terminal(ANN, "", "", "", str(newcomer.other / CLIENT), key, "y", "maybe", "yes")
    assert done.exit_code == 0, done.output
    assert "Is it yours?" in done.output
    assert "Working it out again, with your addresses" in done.output
    [told] = re.findall(r"Read so far: .*", done.output)
    assert re.search(r"[1-9]\d* from mail", told), "what both looks have read"
    assert read_config(newcomer.config).me.addresses == (ANN, "ann+shop@example.com")


def test_with_a_connector_for_files_no_login_is_needed(
    newcomer: Newcomer, terminal: Callable[..., Result], monkeypatch: pytest.MonkeyPatch
) -> None:
    """As far as the draft: the connector itself need not be here."""
    asked = {"Google": None, "Path": newcomer.other, "Other": [ANN]}
    monkeypatch.setattr("crmsync.cli.answers.installed", lambda _: {"files": None})

    def answer(question: str, *_: object, **__: object) -> object:
        return next(value for word, value in asked.items() if word in question)

    monkeypatch.setattr("crmsync.cli.answers.ask", answer)
    draft = drafted(Answers(timezone="UTC", key="none"), {}, asking=True)
    assert (draft.account, draft.files, draft.addresses) == (None, (str(newcomer.other),), (ANN,))
    assert 'connector = "files"' in draft_text(draft)


def test_what_is_put_off_is_asked_again_the_next_time(newcomer: Newcomer, terminal: Callable[..., Result]) -> None:
    done = terminal(ANN, "", "", "", "", "")
    assert done.exit_code == 3, done.output
    assert "There is no OAuth client" in done.stderr
    key = (newcomer.other / "hubspot.key").read_text()
    done = terminal(str(newcomer.other / CLIENT), key, "y", words=())
    assert done.exit_code == 0, done.output


def test_a_wrong_answer_is_asked_again(newcomer: Newcomer, terminal: Callable[..., Result]) -> None:
    done = terminal("nobody", ANN, "", "Mars/Base", "Europe/Rome", "no", str(newcomer.folder / "gone"), "")
    assert done.exit_code == 3, done.output
    assert read_config(newcomer.config).me.timezone.key == "Europe/Rome"
    assert read_config(newcomer.config).destinations == {}
    for part in ("'nobody' is no e-mail address", "'Mars/Base' is no time zone", "No such file"):
        assert part in done.output


def test_a_key_that_hubspot_does_not_take_is_not_kept(newcomer: Newcomer, terminal: Callable[..., Result]) -> None:
    done = terminal(ANN, "", "", "", "", "pat-na1-wrong")
    assert done.exit_code == 3, done.output
    assert "does not accept the key" in " ".join(done.stdout.split())
    assert "pat-na1-wrong" not in done.output
    assert not (newcomer.folder / "hubspot.key").exists()


def test_a_key_that_only_lacks_a_scope_is_kept_and_what_to_grant_is_told(
    newcomer: Newcomer, terminal: Callable[..., Result]
) -> None:
    newcomer.world.sandbox.portal.scopes.discard(SETUP)
    key = (newcomer.other / "hubspot.key").read_text()
    done = terminal(ANN, "", "", "", "", key, "y")
    assert done.exit_code == 3, done.output
    assert f"lacks {SETUP}. → Grant it in HubSpot." in " ".join(done.stdout.split())
    assert (newcomer.folder / "hubspot.key").read_text() == key
    newcomer.world.sandbox.portal.scopes.add(SETUP)
    done = terminal("", "y", words=())
    assert "The key works, and may do what a sync does." in " ".join(done.stdout.split())


def test_left_at_the_first_question_nothing_is_there(newcomer: Newcomer, terminal: Callable[..., Result]) -> None:
    done = terminal()
    assert done.exit_code == 130
    assert not newcomer.config.exists()


# --- what is explained is what is asked for -------------------------------------------------------------


def test_every_permission_that_is_asked_for_is_explained(newcomer: Newcomer) -> None:
    newcomer.all_at_once()
    asked = {scope.rpartition("/")[2] for scope in newcomer.browser.asked["scope"].split()}
    assert asked <= SCOPES.keys()
    assert set(HUBSPOT_SCOPES) == {*DAILY, SETUP}
