"""The configuration that `init` writes: it loads as it was meant, whatever the answers are."""

import stat
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crmsync.config.draft import Draft, draft_text, replace_draft, write_draft
from crmsync.config.settings import ConfigError
from crmsync.config.zone import local_zone
from crmsync.connector import EmailAddress
from crmsync.sync.connections import read_config

ANN, OLD = EmailAddress("ann@example.com"), EmailAddress("ann@old.test")
WORDS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1)


@settings(max_examples=25, deadline=None)
@given(
    account=st.sampled_from([ANN, None]),
    zone=st.sampled_from(["Europe/London", "America/Argentina/Buenos_Aires", "UTC"]),
    access=st.sampled_from(["metadata", "readonly"]),
    keep=st.sampled_from(["file", "keyring"]),
    key=st.one_of(st.none(), st.tuples(st.sampled_from(["env", "file", "keyring"]), WORDS)),
    scale=st.sampled_from([1.0, 0.02]),
)
def test_it_loads_and_says_what_was_answered(tmp_path_factory, account, zone, access, keep, key, scale) -> None:  # type: ignore[no-untyped-def]
    base = "http://127.0.0.1:8700"
    draft = Draft(
        addresses=(ANN, OLD),
        timezone=zone,
        account=account,
        access=access,
        keep=keep,
        key=key,
        google_base=base,
        hubspot_base=base,
        wait_scale=scale,
    )
    path = tmp_path_factory.mktemp("draft") / "config.toml"
    write_draft(path, draft_text(draft))
    config = read_config(path)
    assert config.me.addresses == (ANN, OLD)
    assert config.me.timezone.key == zone
    assert config.retry.wait_scale == scale
    assert list(config.sources) == (["address-book", "calendar", "mail"] if account else [])
    assert [(a.access, a.keep) for a in config.accounts.values()] == ([(access, keep)] if account else [])
    origins = [each.config.key.origin for each in config.destinations.values()]
    assert origins == ([" ".join(key)] if key else [])


def test_every_setting_has_a_sentence_before_it_or_its_table() -> None:
    """A person reads it: no table stands without a comment."""
    text = draft_text(Draft(addresses=(ANN,), timezone="UTC", account=ANN, key=("file", "hubspot.key")))
    for table in text.split("\n\n"):
        assert "#" in table, table


def test_what_was_changed_by_hand_is_not_put_in_its_place(tmp_path: Path) -> None:
    path, before = tmp_path / "config.toml", Draft(addresses=(ANN,), timezone="UTC")
    after = replace(before, addresses=(ANN, OLD), not_addresses=(EmailAddress("liz@x.test"),))
    write_draft(path, draft_text(before))
    replace_draft(path, before, after)
    assert read_config(path).me.addresses == (ANN, OLD)
    assert read_config(path).me.not_addresses == {"liz@x.test"}
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [each.name for each in tmp_path.iterdir()] == ["config.toml"]
    path.write_text(path.read_text() + "# mine")
    with pytest.raises(ConfigError, match="was changed meanwhile"):
        replace_draft(path, after, before)
    assert path.read_text().endswith("# mine")


def test_a_file_that_is_there_is_not_written_over(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text("mine")
    with pytest.raises(ConfigError, match="is not written over"):
        write_draft(path, "new")
    assert path.read_text() == "mine"


def test_it_is_for_its_owner_alone_and_its_folder_is_made(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "er" / "config.toml"
    write_draft(path, "new")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_folder_that_can_not_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ConfigError, match="can't be written"):
        write_draft(tmp_path / "file" / "config.toml", "new")


@pytest.mark.parametrize(
    ("tz", "linked", "named", "found"),
    [
        ("Europe/Rome", "Europe/Paris", "UTC", "Europe/Rome"),
        (":Europe/Rome", None, None, "Europe/Rome"),
        ("nonsense", "Europe/Paris", "UTC", "Europe/Paris"),
        ("", None, "America/Lima\n", "America/Lima"),
        ("", "nowhere/at/all", None, None),
        ("../etc/passwd", None, None, None),
    ],
)
def test_the_time_zone_is_the_machines(
    tmp_path: Path, tz: str, linked: str | None, named: str | None, found: str | None
) -> None:
    if linked:
        (tmp_path / "localtime").symlink_to(tmp_path / "zoneinfo" / linked)
    if named:
        (tmp_path / "timezone").write_text(named)
    assert local_zone({"TZ": tz}, tmp_path) == found
