"""What a shell completes: people from the answer that `next` keeps, accounts from the configuration."""

import tomllib
from collections.abc import Iterable

import click
from click.shell_completion import CompletionItem

from crmsync.cli.main import Globals


def people(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Addresses of whom `next` would name; none where no answer is kept."""
    from crmsync.cli.next import kept

    answer = kept(_globals(ctx))
    named = [each["person"] for each in (*answer["named"], *answer["more"])] if answer else []
    return _beginning(incomplete, ((email, each["name"]) for each in named for email in each["emails"]))


def accounts(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """The addresses under [accounts]."""
    from crmsync.cli.given import path_of

    try:
        found = tomllib.loads(path_of(_globals(ctx)).read_text()).get("accounts", {})
    except (OSError, ValueError):
        return []  # reading it properly tells what is wrong with it
    return _beginning(incomplete, ((address, None) for address in found))


def _globals(ctx: click.Context) -> Globals:
    """A shell that completes runs no command, so nobody has made them."""
    return Globals(config=ctx.find_root().params.get("config"), json=False)


def _beginning(incomplete: str, found: Iterable[tuple[str, str | None]]) -> list[CompletionItem]:
    return [CompletionItem(value, help=what) for value, what in found if value.startswith(incomplete.lower())]
