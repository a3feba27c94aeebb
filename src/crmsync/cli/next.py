"""`next`: whom to reach out to, and why.

The answer that the last run kept is printed where it still holds, and hardly anything of crmsync is loaded for it then.
"""

import hashlib
import json
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from crmsync.cli import given
from crmsync.cli.failures import told
from crmsync.cli.main import Globals
from crmsync.store.kept import recall

if TYPE_CHECKING:
    from crmsync.config.settings import Config
    from crmsync.sync.run import Exit

Answer = Mapping[str, Any]
"""JSON, made by `crmsync.cli.naming`."""

SECTIONS = {
    "your_turn": "Your turn to answer",
    "overdue": "Time to get in touch",
    "new": "Met lately, and not since",
    "dormant": "Nearly lost",
}
SQLITE = "sqlite:///"
FORM = 2
"""Of an answer that is kept: it changes where another one is made."""


@click.command()
@click.option(
    "--limit", type=click.IntRange(min=1), metavar="N", help="Name N people; else, as many as the day has room for."
)
@click.option("--links", is_flag=True, help="Below each, where to read the last mail and the record in the CRM.")
@click.option("--news", is_flag=True, help="In their place, what has changed since the last run before today.")
@given.as_of
@click.pass_obj
@told
def next(obj: Globals, limit: int | None, links: bool, news: bool, as_of: str | None) -> "Exit | None":
    """Whom to reach out to and why: as many people as a day has room for. It sends no request and writes nothing."""
    if news:
        return _news(obj, as_of)
    answer = (_kept_of(obj, limit) if as_of is None else None) or _worked_out(obj, as_of, limit)
    if obj.json:
        ours, personal, _ = _parts(answer, limit)
        click.echo(json.dumps([each["person"] for each in (*ours, *personal)], ensure_ascii=False))
    else:
        for line in lines(answer, limit, links=links):
            click.echo(line)
    return _end(answer["troubles"])


def keep_answer(obj: Globals, config: "Config", as_of: str | None) -> None:
    """Let `next` find its answer. Where the store can't take it, `next` works it out."""
    from crmsync.cli.naming import answer
    from crmsync.store.engine import StoreError
    from crmsync.sync.choosing import keep

    with suppress(StoreError):
        keep(config, _settings(given.path_of(obj).read_bytes()), given.moment(as_of, config), answer)


def kept(obj: Globals) -> Answer | None:
    """What was kept for this configuration, word for word, and this version of crmsync."""
    path = given.path_of(obj)
    with suppress(OSError, ValueError, LookupError, AttributeError):  # reading it properly tells what is wrong with it
        text = path.read_bytes()
        url = tomllib.loads(text.decode()).get("store", {}).get("url", f"{SQLITE}crmsync.db")
        store = path.parent / Path(url.removeprefix(SQLITE)).expanduser()
        found: Answer | None = recall(store, _settings(text), datetime.now(UTC))
        return found
    return None


def _settings(text: bytes) -> str:
    """The same for the same configuration, version and form of the answer, and for no other."""
    return f"{version('crmsync')} {FORM} {hashlib.sha256(text).hexdigest()}"


def _kept_of(obj: Globals, limit: int | None) -> Answer | None:
    """What was kept, if it names as many, or everybody."""
    found = kept(obj)
    return found if found and (found["most"] is None or (limit or 0) <= found["most"]) else None


def _worked_out(obj: Globals, as_of: str | None, limit: int | None) -> Answer:
    from crmsync.cli.naming import answer
    from crmsync.sync.choosing import decision

    config = given.config_of(obj)
    return answer(decision(config, given.moment(as_of, config), limit))


def _news(obj: Globals, as_of: str | None) -> "Exit | None":
    from crmsync.cli.newsprint import news_json, news_lines
    from crmsync.sync.news import news

    config = given.config_of(obj)
    found = news(config, given.moment(as_of, config))
    if obj.json:
        click.echo(json.dumps(news_json(found), ensure_ascii=False))
    else:
        for line in news_lines(found):
            click.echo(line)
    return _end(found.troubles)


def _end(troubles: Sequence[str]) -> "Exit | None":
    """What is shown is partial where something could not be worked out."""
    if not troubles:
        return None
    from crmsync.cli.asking import trouble
    from crmsync.sync.run import Exit

    trouble(troubles)
    return Exit.PARTIAL


def lines(answer: Answer, limit: int | None, *, links: bool) -> Iterator[str]:
    """The answer in words: everybody under why they are named, personal people apart."""
    ours, personal, left = _parts(answer, limit)
    for kind, heading in SECTIONS.items():
        yield from _section(heading, [each for each in ours if each["kind"] == kind], links=links)
    yield from _section("Personal, never in the CRM", personal, links=links)
    if not answer["named"] and not answer["troubles"]:
        yield "Nobody: you are in touch with everybody as often as you want to be."
    if left:
        yield _more(left, full=not ours and limit is None)
    if answer["worth_having"]:
        count = answer["worth_having"]
        who = "1 person who is" if count == 1 else f"{count} people who are"
        yield f"You talk with {who} not in the CRM: see `crmsync status`."


def _parts(answer: Answer, limit: int | None) -> tuple[list[Answer], list[Answer], Counter[str]]:
    """Who is shown, the personal people who are, and how many are left of those who are not personal, by kind."""
    ours = [each for each in answer["named"] if not each["personal"]]
    personal = [each for each in answer["named"] if each["personal"]]
    most = answer["places"] if limit is None else limit
    rest = [each for each in answer["more"] if not each["personal"]]
    left = Counter(each["kind"] for each in (*ours[most:], *rest))
    return ours[:most], personal[: limit or answer["places_a_day"]], left


def _section(heading: str, some: Sequence[Answer], *, links: bool) -> Iterator[str]:
    if some:
        yield heading
    for each in some:
        yield f"  {each['line']}"
        yield from (f"    {link}" for link in each["links"] if links)


def _more(left: Counter[str], *, full: bool) -> str:
    """How many wait, and for what."""
    why = ", ".join(f"{count} {kind.replace('_', ' ')}" for kind, count in left.items())
    if full:
        return f"No room now, today or this week; {left.total()} wait ({why}): --limit N names them."
    return f"and {left.total()} more ({why}): --limit N names them."
