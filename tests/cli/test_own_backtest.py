"""`backtest` on the own history: from a store to coefficients that every command works with."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from own_years import ANN, BEGIN, NOW, SHOP, friend, lived, mail, years

from crmsync.cli.main import main
from crmsync.connector import Signal
from crmsync.sync.connections import read_config
from crmsync.sync.own_history import own_history

AS_OF = ("--as-of", NOW.isoformat())


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return lived(tmp_path_factory.mktemp("own") / "years", years())


def run(config: Path, *words: str) -> Result:
    return CliRunner().invoke(main, ["--config", str(config), "--json", *words, *AS_OF])


def done(config: Path, *words: str) -> Any:
    ended = run(config, *words)
    assert ended.exit_code == 0, ended.output
    return json.loads(ended.stdout)


def said(config: Path, *words: str) -> str:
    ended = CliRunner().invoke(main, ["--config", str(config), *words, *AS_OF])
    assert ended.exit_code == 0, ended.output
    assert words[0] != "backtest" or max(map(len, ended.stdout.splitlines())) <= 80
    return " ".join(ended.stdout.split())


def test_the_own_history_is_judged_by_the_protocol_and_nothing_is_written(config: Path) -> None:
    before = config.with_name("crmsync.db").read_bytes()
    found = done(config, "backtest")
    assert (found["cutoffs"], found["owners"], found["horizon_days"], found["fit"]) == (4, 1, 90, None)
    assert found["ties"] > 60
    assert found["scores"]["p, fitted"]["auc"] > found["scores"]["count"]["auc"]
    came = [each["came"] for each in found["rhythm"]]
    assert came == sorted(came, reverse=True)
    assert found["stability"]["without_news"] == 0
    assert found["stability"]["changed"] < 0.02
    assert config.with_name("crmsync.db").read_bytes() == before


def test_what_is_learned_is_kept_used_by_all_told_and_can_be_taken_back(config: Path) -> None:
    who = friend(0)
    shipped = done(config, "show", who)
    assert shipped["p_learned_from"]["fitted"] is None
    fit = done(config, "backtest", "--fit")
    assert fit["fit"] == {**fit["fit"], "kept": "own", "origin": "your own history", "fitted": "2026-11-18"}
    assert "on the last cut-off, which they were not fitted on, they foretell better" in fit["fit"]["because"]

    own = done(config, "show", who)
    assert own["p_learned_from"] == {"origin": "your own history", "fitted": "2026-11-18"}
    assert own["p_contact_90d"] != shipped["p_contact_90d"]
    assert own["strength"] == shipped["strength"]
    assert "Learned from your own history, on 18 November 2026." in said(config, "show", who)
    assert done(config, "status")["coefficients"] == {"origin": "your own history", "fitted": "2026-11-18"}
    assert "is learned from your own history, on 18 November 2026" in said(config, "status")
    assert done(config, "backtest")["scores"]["p, in use"] == fit["scores"]["p, fitted"]

    assert done(config, "backtest", "--fit", "shipped")["fit"]["kept"] == "shipped"
    assert done(config, "show", who) == shipped
    assert done(config, "status")["coefficients"]["fitted"] is None
    assert "as shipped" in said(config, "status")
    assert "p, in use" not in done(config, "backtest")["scores"]


def test_the_same_history_teaches_the_same_to_the_last_digit(config: Path, tmp_path: Path) -> None:
    other = lived(tmp_path / "other", years()[::-1])
    assert done(config, "backtest") == done(other, "backtest")


def test_looking_back_before_the_fit_works_with_the_shipped_ones(tmp_path: Path) -> None:
    config = lived(tmp_path / "years", years())
    done(config, "backtest", "--fit")
    then = ["--as-of", (NOW - timedelta(days=1)).isoformat()]
    ended = CliRunner().invoke(main, ["--config", str(config), "--json", "show", friend(0), *then])
    assert json.loads(ended.stdout)["p_learned_from"]["fitted"] is None


def test_what_comes_after_the_last_cut_off_moves_no_coefficient(config: Path, tmp_path: Path) -> None:
    """Even where it shows that a sender whose mail was bulk is somebody the user knows."""
    last = NOW - timedelta(days=90)
    bulk = [mail(f"b{n}", SHOP, ANN, BEGIN + timedelta(days=9 * n), Signal.CATEGORY) for n in range(100)]
    later = [*bulk, *(mail(f"w{n}", ANN, SHOP, last + timedelta(days=9 + n)) for n in range(10))]
    later += [mail(f"l{n}", ANN, friend(n), last + timedelta(days=30)) for n in range(1, 40, 2)]
    other = lived(tmp_path / "later", [*years(), *later])
    one, two = done(config, "backtest"), done(other, "backtest")
    assert one["coefficients"] == two["coefficients"]
    assert (one["ties"], one["rhythm"][0]["ties"]) == (two["ties"], two["rhythm"][0]["ties"])
    assert one["again"] < two["again"]


def test_who_writes_in_bulk_is_known_by_what_was_known_then(tmp_path: Path) -> None:
    wrote = NOW - timedelta(days=50)
    bulk = [mail(f"b{n}", SHOP, ANN, NOW - timedelta(days=n), Signal.CATEGORY) for n in range(1, 99)]
    written = [mail(f"w{n}", ANN, SHOP, wrote + timedelta(days=n)) for n in range(10)]
    config = read_config(lived(tmp_path / "bulk", [*bulk, *written]))
    history = own_history(config, NOW)
    assert history.counting(wrote - timedelta(days=1)) == {}
    assert [len(some) for some in history.counting().values()] == [98 + 10]


@pytest.mark.parametrize(
    ("days", "complete", "why"),
    [
        (1100, False, "your history is not read to its beginning yet. `crmsync backfill` goes on."),
        (200, True, "the history is too small: history must reach back 270 days, 3 times the horizon of 90; it"),
    ],
)
def test_where_there_is_too_little_the_shipped_ones_stay_and_it_is_said_what_is_needed(
    tmp_path: Path, days: int, complete: bool, why: str
) -> None:
    some = [each for each in years() if each.at > NOW - timedelta(days=days)]
    config = lived(tmp_path / "little", some, complete=complete)
    assert f"Kept: the shipped coefficients, because {why}" in said(config, "backtest", "--fit")
    assert done(config, "backtest", "--fit")["fit"]["kept"] == "shipped"


def test_a_handful_of_friends_teaches_too_little(tmp_path: Path) -> None:
    config = lived(tmp_path / "few", years(12))
    found = done(config, "backtest", "--fit")["fit"]
    assert found["kept"] == "shipped"
    assert "50 ties to fit on and 20 to judge by are needed" in found["because"]
    assert done(config, "status")["coefficients"]["fitted"] is None


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["--fit", "--horizon", "60"], "--fit is for contact within 90 days"),
        (["--fit", "--data", "x.csv"], "--fit learns from your own history"),
        (["--fit", "mine"], "'mine' is not one of 'own', 'shipped'"),
    ],
)
def test_a_fit_of_something_else_is_wrong_usage(config: Path, words: list[str], why: str) -> None:
    ended = run(config, "backtest", *words)
    assert ended.exit_code == 2
    assert why in ended.stderr


def test_with_a_real_service_nothing_is_fitted_as_of_another_time(tmp_path: Path) -> None:
    config = lived(tmp_path / "real", years(12))
    config.write_text(config.read_text().replace("http://127.0.0.1:1", "https://gmail.googleapis.com"))
    ended = run(config, "backtest", "--fit")
    assert ended.exit_code == 2
    assert "--as-of works here only while every api_base is on loopback" in ended.stderr
