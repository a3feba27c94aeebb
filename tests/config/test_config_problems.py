"""Every problem at once, each with its path, and never the value."""

from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from written_config import ACCOUNT, LEAST, Firms, crm, problems, read

from crmsync.config.load import load
from crmsync.config.settings import ConfigError, Policy, RetrySettings
from crmsync.planning.capacity import Away, Capacity
from crmsync.relationships.tags import TagRule

SECRET = "ya29.v3ry-s3cret"

EVERYTHING = f"""
{LEAST}not_addresses = ["Eve@Example.com"]
own_domains = ["@Example.com"]
{ACCOUNT}
login = {{ file = "login.json" }}
prices = {{ "messages.get" = 5 }}
[sources.mail]
connector = "mail"
account = "Ann@Example.com"
[destinations.crm]
connector = "crm"
key = {{ env = "KEY" }}
share = 1
[policy]
never_log = ["@Bank.com", " Doctor@Example.org"]
personal = {{ domains = ["Family.test"], labels = ["Home"] }}
capacity = {{ day = 2, workdays = ["mon"], away = [{{ first = 2026-12-24, last = 2026-12-31 }}] }}
[policy.tags.investor]
domains = ["VC.test"]
cadence_days = 60
[policy.tags."old friend"]
push = true
[enrichers.portfolio]
connector = "firms"
list = "firms.csv"
"""


def test_every_setting_is_read_into_its_type(tmp_path: Path) -> None:
    config = read(tmp_path, EVERYTHING)
    assert config.me.addresses == ("ann@example.com",)
    assert config.me.not_addresses == {"eve@example.com"}
    assert sorted(config.me.own_domains or ()) == ["example.com"]
    assert config.me.timezone == ZoneInfo("Europe/London")
    assert config.sources["mail"].account == config.accounts[config.me.addresses[0]]
    assert config.accounts[config.me.addresses[0]].prices == {"messages.get": 5}
    assert config.destinations["crm"].config.share == 1.0
    assert config.policy.never_log == {"@bank.com", "doctor@example.org"}
    assert config.policy.personal.domains == {"family.test"}
    assert config.policy.capacity == Capacity(
        day=2, workdays=frozenset({"mon"}), away=(Away(first=date(2026, 12, 24), last=date(2026, 12, 31)),)
    )
    assert config.policy.tags["investor"] == TagRule(domains=config.policy.tags["investor"].domains, cadence_days=60)
    assert config.policy.tags["investor"].domains == {"vc.test"}
    assert config.enrichers["portfolio"].config == Firms(list="firms.csv")


def test_a_destination_knows_the_tags_that_may_be_pushed_and_no_others(tmp_path: Path) -> None:
    config = read(tmp_path, EVERYTHING)
    assert (config.destinations["crm"].tags, config.sources["mail"].tags) == (("old friend",), ())


@pytest.mark.parametrize("name", ["a;b", " investor", "investor ", ""])
def test_a_tag_that_is_pushed_needs_a_name_that_can_stand_among_others(tmp_path: Path, name: str) -> None:
    table = f'{LEAST}[policy.tags."{name}"]\n'
    assert read(tmp_path, table).policy.tags.keys() == {name}
    [problem] = problems(tmp_path, f"{table}push = true\n")
    assert problem == f"a tag that is pushed can't be called {name!r}: no semicolon, no blanks around it @ policy"


def test_an_enricher_that_is_not_installed_or_wrongly_set_is_told_with_its_path(tmp_path: Path) -> None:
    tables = '[enrichers.a]\nconnector = "nobody"\n[enrichers.b]\nconnector = "firms"\nlist = 3\n'
    assert problems(tmp_path, LEAST + tables) == [
        "there is no connector nobody @ enrichers.a.connector",
        "must be text, not a whole number @ enrichers.b.list",
    ]


def test_what_is_left_out_is_as_the_example_says(tmp_path: Path) -> None:
    config = read(tmp_path, LEAST)
    assert (config.policy, config.retry) == (Policy(), RetrySettings())
    assert (config.sources, config.destinations, config.enrichers, config.accounts) == ({}, {}, {}, {})


def test_all_problems_are_told_at_once_each_with_its_path(tmp_path: Path) -> None:
    found = problems(
        tmp_path,
        f"""
        sources = 3
        nonsense = 1
        [me]
        addresses = ["nobody"]
        frobnicate = true
        {ACCOUNT}
        acces = "metadata"
        [destinations]
        flat = 7
        [destinations.crm]
        connector = "crm"
        key = "{SECRET}"
        [destinations.other]
        connector = "unheard-of"
        [destinations.bare]
        [policy]
        capacity = {{ away = [{{ first = 2026-01-05 }}] }}
        [policy.tags.investor]
        cadence_days = 0
        [retry]
        wait_scale = nan
        """,
    )
    assert found[0] == "unknown: nonsense @ nonsense"
    assert {problem.rpartition(" @ ")[2] for problem in found} == {
        "nonsense",
        "sources",
        "me.addresses[0]",
        "me",
        "me.timezone",
        'accounts."ann@example.com"',
        "destinations.flat",
        "destinations.crm.key",
        "destinations.other.connector",
        "destinations.bare",
        "policy.capacity.away[0].last",
        "policy.tags['investor']",
        "retry",
    }


WRONG = {
    "count = true": "must be a whole number, not true or false @ destinations.crm.count",
    "count = 1.0": "must be a whole number, not a fraction @ destinations.crm.count",
    'count = "1"': "must be a whole number, not text @ destinations.crm.count",
    "on = 1": "must be true or false, not a whole number @ destinations.crm.on",
    "share = true": "must be a number, not true or false @ destinations.crm.share",
    "share = []": "must be a number, not a list @ destinations.crm.share",
    "api_base = 2026-01-01": "must be text, not a date or time @ destinations.crm.api_base",
    'version = "v3"': "must be one of v1, v2 @ destinations.crm.version",
    "unheard_of = 1": "unknown: unheard_of @ destinations.crm",
}


@pytest.mark.parametrize("setting", WRONG)
def test_a_value_of_another_type_is_not_guessed(tmp_path: Path, setting: str) -> None:
    assert problems(tmp_path, crm(setting)) == [WRONG[setting]]


@pytest.mark.parametrize(
    "text",
    [
        '[me]\naddresses = ["SECRET"]\ntimezone = "Europe/London"',
        '[me]\naddresses = "SECRET"\ntimezone = "SECRET"',
        f'{LEAST}[policy]\nnever_log = ["SECRET"]',
        f'{LEAST}[policy]\npersonal = {{ domains = ["a@SECRET"] }}',
        f'{LEAST}[policy]\ncapacity = {{ day = "SECRET", workdays = ["SECRET"], away = "SECRET" }}',
        f'{LEAST}[policy]\nlimits = {{ clears = "SECRET", changes_share = "SECRET" }}',
        f'{LEAST}[store]\nurl = "postgresql://ann:SECRET@host/db"',
        f'{LEAST}[store]\nurl = "SECRET"\nstore_subjects = "SECRET"',
        f'{LEAST}{ACCOUNT}login = "SECRET"\naccess = "SECRET"\nunits_per_minute = "SECRET"',
        f'{LEAST}{ACCOUNT}login = {{ environment = "SECRET" }}',
        f'{LEAST}{ACCOUNT}login = {{ command = "SECRET" }}',
        crm('api_base = "http://ann:SECRET@crm.test"'),
        crm('version = "SECRET"\ncount = "SECRET"\non = "SECRET"'),
        crm(key='"SECRET"'),
        crm(key='["SECRET"]'),
        crm(key='{ env = "KEY", value = "SECRET" }'),
        'token = "SECRET',
    ],
)
def test_no_value_is_ever_echoed_it_may_be_a_secret_in_the_wrong_place(tmp_path: Path, text: str) -> None:
    with pytest.raises(ConfigError) as caught:
        read(tmp_path, text.replace("SECRET", SECRET))
    assert SECRET not in str(caught.value)
    assert SECRET not in repr(caught.value)


@pytest.mark.parametrize("text", ["addresses = []", "addresses = [1]", 'addresses = ["ann"]', ""])
def test_self_has_an_address(tmp_path: Path, text: str) -> None:
    assert problems(tmp_path, f'[me]\ntimezone = "Europe/London"\n{text}')


def test_a_time_away_ends_after_it_began(tmp_path: Path) -> None:
    away = "{ first = 2026-12-31, last = 2026-12-24 }"
    [problem] = problems(tmp_path, f"{LEAST}[policy]\ncapacity = {{ away = [{away}] }}")
    assert problem == "last must not lie before first @ policy.capacity.away[0]"


@pytest.mark.parametrize("days", [0, -1, 36_501, 10**12])
def test_a_cadence_is_a_number_of_days_that_somebody_may_live_to_see(tmp_path: Path, days: int) -> None:
    [problem] = problems(tmp_path, f"{LEAST}[policy.tags.investor]\ncadence_days = {days}")
    assert problem == "cadence_days must be from 1 to 36500 @ policy.tags['investor']"


@pytest.mark.parametrize("zone", ["Mars/Phobos", "../../etc/passwd", "", "/etc/localtime"])
def test_a_time_zone_is_one_that_exists(tmp_path: Path, zone: str) -> None:
    [problem] = problems(tmp_path, LEAST.replace("Europe/London", zone))
    assert problem == 'must be a time zone such as "Europe/London" @ me.timezone'


@pytest.mark.parametrize("pattern", ["bank.com", "@", "*@bank.com@", "ann bank.com"])
def test_a_never_log_pattern_that_would_match_nobody_is_refused(tmp_path: Path, pattern: str) -> None:
    [problem] = problems(tmp_path, f'{LEAST}[policy]\nnever_log = ["{pattern}"]')
    assert problem == 'must be an e-mail address or "@domain" @ policy.never_log[0]'


def test_a_text_is_no_list_of_its_letters(tmp_path: Path) -> None:
    [problem] = problems(tmp_path, f'{LEAST}[policy]\nnever_log = "@bank.com"')
    assert problem == "must be a list, not text @ policy.never_log"


def test_a_file_that_is_missing_unreadable_or_no_toml_says_so(tmp_path: Path) -> None:
    for make, words in (
        (lambda path: None, "there is no such file"),
        (lambda path: path.mkdir(), "can't be read: Is a directory"),
        (lambda path: path.write_text("[me"), "is not TOML"),
        (lambda path: path.write_bytes(b"\xff\xfe"), "is not TOML"),
    ):
        path = tmp_path / words.replace("/", "")
        make(path)
        with pytest.raises(ConfigError, match=words):
            load(path, lambda section, connector: object)


LOGIN = '{ file = "login.json" }'
MAIL = f'{LEAST}{ACCOUNT}login = {LOGIN}\n[sources.mail]\nconnector = "mail"\naccount = "ann@example.com"\nfolders = '


@pytest.mark.parametrize(("written", "read_as"), [('["a", "b"]', ("a", "b")), ("[]", ()), ('"all"', "all")])
def test_a_list_may_give_way_to_a_word(tmp_path: Path, written: str, read_as: object) -> None:
    assert read(tmp_path, MAIL + written).sources["mail"].config.folders == read_as


@pytest.mark.parametrize(
    ("written", "problem"),
    [
        ('"some"', 'must be a list, or "all" @ sources.mail.folders'),
        ("3", 'must be a list, or "all" @ sources.mail.folders'),
        ("[3]", "must be text, not a whole number @ sources.mail.folders[0]"),
    ],
)
def test_another_word_is_refused(tmp_path: Path, written: str, problem: str) -> None:
    assert problems(tmp_path, MAIL + written) == [problem]
