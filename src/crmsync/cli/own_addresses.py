"""Addresses that a first look found and that may be the user's own: asked for one by one, never assumed."""

from collections.abc import Iterable
from dataclasses import replace
from itertools import islice
from pathlib import Path

from crmsync.cli.asking import ask, notice
from crmsync.cli.reading import yes_or_no
from crmsync.config.draft import Draft, replace_draft
from crmsync.identity.selves import PerhapsSelf
from crmsync.sync.looking import perhaps_you

MOST = 5
"""Addresses that are asked for; `crmsync check` names the rest."""


def name_own(path: Path, draft: Draft, found: Iterable[PerhapsSelf]) -> bool:
    """Whether any was named: then the configuration, which is still as it was written, says so."""
    told = draft
    for each in islice(found, MOST):
        notice(f"{perhaps_you(each).partition('. ')[0]}.")
        told = _with(told, each, yours=ask("Is it yours? (yes, no)", yes_or_no))
    if told == draft:
        return False
    replace_draft(path, draft, told)
    notice(f"Noted in {path}, under [me].")
    return True


def _with(draft: Draft, each: PerhapsSelf, *, yours: bool) -> Draft:
    if yours:
        return replace(draft, addresses=(*draft.addresses, each.address))
    return replace(draft, not_addresses=(*draft.not_addresses, each.address))
