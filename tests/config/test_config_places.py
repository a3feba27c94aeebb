"""Where the configuration is, where its paths start, and to which hosts keys may travel."""

from pathlib import Path

import pytest
from written_config import ACCOUNT, LEAST, crm, problems, read

from crmsync.config.load import on_loopback
from crmsync.config.place import locate


def test_the_configuration_is_where_it_was_named(tmp_path: Path) -> None:
    assert locate("a.toml", {"CRMSYNC_CONFIG": "b.toml"}) == Path("a.toml")
    assert locate(None, {"CRMSYNC_CONFIG": "b.toml"}) == Path("b.toml")
    assert locate("~/a.toml", {}) == Path.home() / "a.toml"
    assert locate(None, {}).parts[-2:] == ("crmsync", "config.toml")


@pytest.mark.parametrize(
    ("url", "file"),
    [
        ("sqlite:///crmsync.db", "crmsync.db"),
        ("sqlite:///data/crmsync.db", "data/crmsync.db"),
        ("sqlite:////var/crmsync.db", "/var/crmsync.db"),
    ],
)
def test_a_relative_path_starts_at_the_configuration_s_folder(tmp_path: Path, url: str, file: str) -> None:
    assert read(tmp_path, f'{LEAST}[store]\nurl = "{url}"').store.url == f"sqlite:///{tmp_path / file}"


def test_a_plugin_s_path_starts_there_too(tmp_path: Path) -> None:
    table = f'{LEAST}[sources.a]\nconnector = "files"\npath = "a.mbox"\npaths = ["/var/b", "~/c"]\n'
    config = read(tmp_path, table).sources["a"].config
    assert (config.path, config.paths) == (tmp_path / "a.mbox", (Path("/var/b"), Path.home() / "c"))


@pytest.mark.parametrize("path", ["7", '""', '["a"]'])
def test_a_path_that_is_none_is_refused(tmp_path: Path, path: str) -> None:
    [problem] = problems(tmp_path, f'{LEAST}[sources.a]\nconnector = "files"\npath = {path}\n')
    assert problem.startswith("must be a path, not ")
    assert problem.endswith("@ sources.a.path")


def test_without_a_word_the_store_lies_beside_the_configuration(tmp_path: Path) -> None:
    assert read(tmp_path, LEAST).store.url == f"sqlite:///{tmp_path}/crmsync.db"


@pytest.mark.parametrize("url", ["sqlite://", "mysql://localhost/x", "crmsync.db", ""])
def test_a_store_that_can_t_be_is_refused(tmp_path: Path, url: str) -> None:
    [problem] = problems(tmp_path, f'{LEAST}[store]\nurl = "{url}"')
    assert problem.endswith("@ store.url")


@pytest.mark.parametrize(
    "base",
    ["https://api.hubapi.com", "https://127.0.0.1:8443", "http://127.0.0.1:8700", "http://[::1]:1", "http://localhost"],
)
def test_keys_travel_by_https_or_stay_on_this_machine(tmp_path: Path, base: str) -> None:
    assert read(tmp_path, crm(f'api_base = "{base}"')).destinations["crm"].config.api_base == base


@pytest.mark.parametrize(
    "base",
    [
        "http://api.hubapi.com",
        "http://127.0.0.1.evil.test",
        "http://127.0.0.1@evil.test",
        "http://localhost.evil.test",
        "ftp://127.0.0.1",
        "https://",
        "api.hubapi.com",
        "http://[::1",
        "",
    ],
)
def test_no_key_travels_anywhere_else(tmp_path: Path, base: str) -> None:
    [problem] = problems(tmp_path, crm(f'api_base = "{base}"'))
    assert problem.endswith("@ destinations.crm.api_base")


SOURCE = f'{ACCOUNT}login = {{ env = "LOGIN" }}\n[sources.mail]\nconnector = "mail"\naccount = "ann@example.com"\n'
SCALE = "[retry]\nwait_scale = 0.01\n"


def test_waits_are_scaled_only_where_every_service_is_on_this_machine(tmp_path: Path) -> None:
    here = 'api_base = "http://127.0.0.1:1"\n'
    assert read(tmp_path, crm(here) + SOURCE + here + SCALE).retry.wait_scale == 0.01
    for text in (crm(here) + SOURCE + SCALE, crm() + SOURCE + here + SCALE):
        assert problems(tmp_path, text) == ["only where every api_base is on loopback @ retry.wait_scale"]
    assert read(tmp_path, crm() + "[retry]\nwait_scale = 1").retry.wait_scale == 1


def test_a_plugin_that_calls_no_service_hinders_no_scaling(tmp_path: Path) -> None:
    assert read(tmp_path, f'{LEAST}[sources.disk]\nconnector = "files"\n{SCALE}').retry.wait_scale == 0.01


@pytest.mark.parametrize("scale", ["nan", "inf", "-1"])
def test_a_scale_that_is_no_length_of_time_is_refused(tmp_path: Path, scale: str) -> None:
    assert problems(tmp_path, f"{LEAST}[retry]\nwait_scale = {scale}") == [
        "wait_scale must be a number from 0 upward @ retry"
    ]


def test_a_sandbox_is_a_configuration_whose_services_are_all_on_this_machine(tmp_path: Path) -> None:
    here = 'api_base = "http://127.0.0.1:1"\n'
    assert on_loopback(read(tmp_path, crm(here) + SOURCE + here))
    assert not on_loopback(read(tmp_path, crm(here) + SOURCE))
    assert not on_loopback(read(tmp_path, crm() + SOURCE + here))


def test_an_account_that_a_source_names_must_exist(tmp_path: Path) -> None:
    text = f'{LEAST}[sources.mail]\nconnector = "mail"\naccount = "bob@example.com"'
    assert problems(tmp_path, text) == ['there is no [accounts."bob@example.com"] @ sources.mail.account']
