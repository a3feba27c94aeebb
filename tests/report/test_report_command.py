"""`report`, on a store: it looks only, and says what `show`, `next` and `status` say."""

import stat
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from reading_pages import channels, charts, details
from small_world import NOW, SmallWorld, rewrite
from worlds import Lived

NAME = "crmsync-report.html"


def made(lived: Lived, *words: str) -> str:
    lived.world.done(lived.folder, "report", *words)
    return (lived.folder / NAME).read_text()


def test_it_sends_no_request_and_changes_nothing_but_its_own_file(lived: Lived) -> None:
    there, before = lived.world.sandbox.portal.dump(), files(lived.folder)
    ended = lived.world.done(lived.folder, "report")
    assert ended.json == {"file": str(lived.folder / NAME), "people": len(charts(page(lived))["people"]["name"])}
    assert lived.world.sandbox.meter.log == []
    after = files(lived.folder)
    assert after.pop(NAME)
    assert after == before
    assert lived.world.sandbox.portal.dump() == there


def files(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.iterdir() if file.name not in ("out", "err")}


def page(lived: Lived) -> str:
    return (lived.folder / NAME).read_text()


def test_only_the_owner_may_read_it_even_where_everybody_could_before(lived: Lived) -> None:
    old = lived.folder / NAME
    old.write_text("old")
    old.chmod(0o644)
    assert made(lived) != "old"
    assert stat.S_IMODE(old.stat().st_mode) == 0o600
    assert [file for file in lived.folder.iterdir() if file.name.startswith(".new-")] == []


def test_another_place_may_be_named(lived: Lived, tmp_path: Path) -> None:
    out = tmp_path / "mine.html"
    assert lived.world.done(lived.folder, "report", "--out", str(out)).json["file"] == str(out)
    assert out.read_text() == made(lived)


def test_a_place_that_can_not_be_written_is_wrong_usage_and_says_what_to_do(lived: Lived, tmp_path: Path) -> None:
    ended = lived.world.crmsync(lived.folder, "report", "--out", str(tmp_path / "nowhere" / "mine.html"))
    assert ended.code == 2
    assert "can't be written (No such file or directory). Name another place with --out." in ended.err


def test_everybody_has_the_numbers_and_the_words_of_show(lived: Lived) -> None:
    html = made(lived)
    people = charts(html)["people"]
    assert set(people["emails"]) >= {"bea@one.test", "gus@six.test", "mum@family.test"}
    for who, email in enumerate(people["emails"]):
        told = lived.world.done(lived.folder, "show", email).json
        assert [people[name][who] for name in ("strength", "warmth", "chance")] == [
            told[name] for name in ("strength", "warmth", "p_contact_90d")
        ]
        assert channels(html)[who] == [each["channels"] for each in told["active_days"]]
        lines = lived.world.nursery.run(lived.folder, "show", email, "--as-of", NOW.isoformat()).out.splitlines()
        said = [f"  {name:14} {text}" if name else text for name, text in split(details(html)[who][1])]
        assert [line.strip() for line in lines[1:]] == [line.strip() for line in said]


def split(lines: list[str]) -> list[tuple[str, str]]:
    return [(name, text) for name, _, text in (line.partition("\t") for line in lines)]


def test_whom_next_names_is_named_in_that_order(lived: Lived) -> None:
    people = charts(made(lived))["people"]
    places = {place: email for place, email in zip(people["place"], people["emails"], strict=True) if place}
    named: Any = lived.world.done(lived.folder, "next", "--limit", "99").json
    ours = [place for place, email in sorted(places.items()) if email != "mum@family.test"]
    assert [places[place] for place in ours] == [each["emails"][0] for each in named if not each["personal"]]
    assert set(places.values()) == {each["emails"][0] for each in named}


def test_states_add_up_to_those_of_status(lived: Lived) -> None:
    found = charts(made(lived))
    counts = {name: found["people"]["state"].count(number) for number, name in enumerate(found["words"]["state"])}
    told = lived.world.done(lived.folder, "status").json
    assert {name: count for name, count in counts.items() if count and name != "none"} == told["states"]
    assert len(found["people"]["state"]) == told["people"]


def test_personal_people_are_in_it_and_marked(lived: Lived) -> None:
    people = charts(made(lived))["people"]
    marked = {email for email, flags in zip(people["emails"], people["flags"], strict=True) if flags & 1}
    assert marked == {"mum@family.test"}


def test_never_log_people_and_subjects_are_not_in_it(lived: Lived) -> None:
    html = made(lived)
    everything = html + "".join(line for _, lines in details(html) for line in lines)
    assert "bank.test" not in everything
    assert "CANARY" not in everything


def test_as_of_an_earlier_day_it_knows_nothing_later(lived: Lived) -> None:
    lived.world.crmsync(lived.folder, "report", now=NOW.replace(month=3))
    people = charts(page(lived))["people"]
    silences = dict(zip(people["emails"], people["silence"], strict=True))
    assert silences["gus@six.test"] is None
    assert silences["bea@one.test"] == (NOW.replace(month=3) - (NOW - timedelta(days=260))).days


def test_while_not_everything_is_read_it_says_so_and_names_nobody(lived: Lived) -> None:
    rewrite(lived.folder, "[destinations.crm]", later_source(lived) + "[destinations.crm]")
    ended = lived.world.crmsync(lived.folder, "report")
    assert ended.code == 3
    assert "not everything is read yet" in ended.err
    html = page(lived)
    assert "not everything is read yet" in html
    assert set(charts(html)["people"]["place"]) == {None}


def later_source(lived: Lived) -> str:
    """A source that was never pulled."""
    text = (lived.folder / "config.toml").read_text()
    mail = text[text.index("[sources.mail]") : text.index("[destinations.crm]")]
    return mail.replace("[sources.mail]", "[sources.later]")


def test_before_the_first_backfill_there_is_nothing_to_draw(ready: SmallWorld) -> None:
    folder = ready.folder()
    ended = ready.crmsync(folder, "report")
    assert (ended.code, (folder / NAME).exists()) == (2, False)
    assert "Run `crmsync backfill` first" in ended.err


@pytest.mark.parametrize("words", [(), ("--open",)])
def test_it_is_opened_only_where_that_is_asked(
    lived: Lived, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    from click.testing import CliRunner

    from crmsync.cli.main import main

    opened: list[str] = []
    monkeypatch.setattr("webbrowser.open", opened.append)
    ended = CliRunner().invoke(main, ["--config", str(lived.folder / "config.toml"), "report", *words])
    assert ended.exit_code == 0, ended.output
    assert opened == ([(lived.folder / NAME).as_uri()] if words else [])
