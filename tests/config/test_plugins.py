"""Connectors enter by their entry points."""

from collections.abc import Callable
from importlib.metadata import EntryPoint

import pytest

from crmsync import plugins
from crmsync.connector import INTERFACE_VERSION
from crmsync.plugins import SOURCES, PluginError, installed


class Written:
    interface: object


class Today(Written):
    interface = INTERFACE_VERSION


class First(Written):
    interface = "1.0"


class Next(Written):
    interface = "2.0"


class Before(Written):
    interface = "0.9"


class Later(Written):
    interface = "1.999"


class Number(Written):
    interface = 1


Install = Callable[..., None]


@pytest.fixture
def install(monkeypatch: pytest.MonkeyPatch) -> Install:
    """As if these were all that is installed, by name and value."""

    def having(*found: tuple[str, str]) -> None:
        entries = [EntryPoint(name=name, value=value, group=SOURCES) for name, value in found]
        monkeypatch.setattr(plugins, "_entries", lambda _: {SOURCES: entries})

    return having


def test_what_is_installed_is_known_by_its_name_and_imported_when_it_is_used(install: Install) -> None:
    install(("mail", "json:JSONDecoder"), ("broken", "no_such_module:Source"))
    found = installed(SOURCES)
    assert list(found) == ["broken", "mail"]
    assert found["mail"].load().__name__ == "JSONDecoder"


@pytest.mark.parametrize("value", ["no_such_module:Source", "json:NoSuchClass"])
def test_a_plugin_that_can_t_be_imported_is_named(install: Install, value: str) -> None:
    install(("mail", value))
    with pytest.raises(PluginError, match="connector mail of an unknown distribution can't be loaded"):
        installed(SOURCES)["mail"].load()


@pytest.mark.parametrize("kind", ["Today", "First"])
def test_a_plugin_of_this_interface_is_loaded(install: Install, kind: str) -> None:
    install(("mail", f"{__name__}:{kind}"))
    assert installed(SOURCES)["mail"].load().__name__ == kind


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("Next", r"was written for interface 2\.0, and this crmsync has 1\.\d+\. Install a newer crmsync\."),
        ("Later", r"was written for interface 1\.999, and this crmsync has 1\.\d+\. Install a newer crmsync\."),
        ("Before", r"was written for interface 0\.9.*Install a newer an unknown distribution\."),
        ("Number", r'was written for interface 1\. Its author must write it as "1\.\d+"\.'),
    ],
)
def test_a_plugin_of_another_interface_is_refused(install: Install, kind: str, said: str) -> None:
    install(("mail", f"{__name__}:{kind}"))
    with pytest.raises(PluginError, match=said):
        installed(SOURCES)["mail"].load()


def test_two_distributions_that_claim_one_name_are_refused(install: Install) -> None:
    install(("mail", "json:JSONDecoder"), ("mail", "csv:DictReader"))
    with pytest.raises(PluginError, match=r"offer crmsync\.sources mail"):
        installed(SOURCES)


def test_the_same_distribution_found_twice_is_one(install: Install) -> None:
    install(("mail", "json:JSONDecoder"), ("mail", "json:JSONDecoder"))
    assert list(installed(SOURCES)) == ["mail"]
