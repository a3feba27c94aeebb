"""`backtest`, on a file."""

import gzip
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from crmsync.cli.main import main
from crmsync.relationships.likelihood import FEATURES

DAY = 86400
MEASURES = {"auc", "auc_low", "auc_high", "auc_per_owner", "average_precision", "auc_quiet", "brier"}
SCORES = {
    "recency",
    "count",
    "interactions rank",
    "active days, fading",
    "warmth",
    "BG/NBD",
    "closed formula",
    "p, shipped",
    "p, fitted",
}


def network(path: Path) -> Path:
    """Ann's twelve: one in two goes silent after day 60, the others are written to each week."""
    lines = ["src,dst,t"]
    for other in range(12):
        until = 60 if other % 2 else 200
        lines += [f"ann,p{other},{(day + other / 24) * DAY}" for day in range(other, until, 7)]
    with gzip.open(path, "wt") as file:
        file.write("\n".join(lines))
    return path


def run(*words: object) -> Result:
    return CliRunner().invoke(main, list(map(str, words)))


def test_each_score_is_judged_on_the_last_cut_off(tmp_path: Path) -> None:
    owners = tmp_path / "owners.txt"
    owners.write_text("ann\n")
    data = network(tmp_path / "n.csv.gz")
    ended = run("--json", "backtest", "--data", data, "--owners", owners, "--cutoffs", "65,80,100", "--horizon", 20)
    assert ended.exit_code == 0, ended.output
    found = json.loads(ended.stdout)
    assert (found["ties"], found["again"], found["horizon_days"]) == (12, 0.5, 20)
    assert (found["cutoffs"], found["owners"], found["fit"]) == (3, 1, None)
    assert set(found["scores"]) == SCORES
    assert all(set(each) == MEASURES for each in found["scores"].values())
    assert all(each["auc_low"] <= each["auc"] <= each["auc_high"] for each in found["scores"].values())
    assert found["scores"]["recency"]["auc"] == found["scores"]["p, fitted"]["auc"] == 1
    assert found["scores"]["recency"]["brier"] is None
    assert len(found["coefficients"]) == 1 + len(FEATURES)


def test_the_same_in_tables(tmp_path: Path) -> None:
    ended = run("backtest", "--data", network(tmp_path / "n.csv.gz"), "--cutoffs", "65,80,100", "--horizon", "20")
    assert ended.exit_code == 0, ended.output
    assert ended.stdout.startswith("12 ties of 1 owner; 50% were in contact again within 20 days.\n")
    assert all(f"\n{name} " in ended.stdout for name in SCORES)
    assert max(map(len, ended.stdout.splitlines())) <= 80


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--cutoffs", "90"], "two days or more"),
        (["--cutoffs", "90,80"], "rising"),
        (["--cutoffs", "soon,later"], "rising"),
        (["--horizon", "80"], "history must reach back 240 days, 3 times the horizon of 80; it reaches back"),
        (["--cutoffs", "65,80", "--horizon", "20"], "must lie 20 days or more, the horizon, behind the one before it"),
    ],
)
def test_what_can_not_be_judged_is_wrong_usage_and_says_why(tmp_path: Path, words: list[str], said: str) -> None:
    ended = run("backtest", "--data", network(tmp_path / "n.csv.gz"), *words)
    assert ended.exit_code == 2
    assert said in ended.stderr


@pytest.mark.parametrize("text", ["src,dst,t\na,b\n", "a,b,soon\n"])
def test_a_file_that_is_no_network_is_named_with_the_line(tmp_path: Path, text: str) -> None:
    path = tmp_path / "n.csv"
    path.write_text(text)
    ended = run("backtest", "--data", path)
    assert ended.exit_code == 2
    assert f"line {text.count(chr(10))}: expected src,dst,t with t in seconds" in ended.stderr
