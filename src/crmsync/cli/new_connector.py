"""`new-connector`: a small working connector to start from."""

import re
from collections.abc import Iterator
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path, PurePosixPath

import click

from crmsync.cli.main import Globals
from crmsync.cli.output import print_json

TEMPLATES = "crmsync.templates"
SUFFIX = ".template"
KINDS = ("source", "files", "destination", "enricher")


@click.command("new-connector")
@click.argument("name")
@click.option(
    "--kind", type=click.Choice(KINDS), default="source", show_default=True, help="What it is: see docs/connectors.md."
)
@click.pass_obj
def new_connector(obj: Globals, name: str, kind: str) -> None:
    """Write a small working connector into the folder crmsync-NAME: a package of its own that passes the contract."""
    if not re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", name):
        raise click.UsageError(f"{name!r} is no name for a connector: small letters, digits and single hyphens.")
    folder = Path(f"crmsync-{name}")
    if folder.exists():
        raise click.UsageError(f"{folder} is there already. Choose another name, or move it away.")
    if any(re.search(rf"\b{_class(name)}\b", text) for _, text in _templates_of(kind)):
        raise click.UsageError(
            f"{_class(name)} means something else in the code of a {_named(kind)}. Choose another name."
        )
    written = [_write(folder / path, text) for path, text in sorted(_files(kind, name))]
    if obj.json:
        print_json({"folder": str(folder), "files": written})
        return
    click.echo(f"{folder} holds a working {_named(kind)}. Go on with:\n")
    click.echo(f"  cd {folder}\n  pip install -e '.[dev]'\n  pytest\n  crmsync connectors")


def _files(kind: str, name: str) -> Iterator[tuple[PurePosixPath, str]]:
    """Paths within the new folder, and what stands in them."""
    module = name.replace("-", "_")
    names = {"{{name}}": name, "{{module}}": module, "{{class}}": _class(name)}
    for path, text in _templates_of(kind):
        for placeholder, value in names.items():
            text = text.replace(placeholder, value)  # noqa: PLW2901 - one after the other
        parts = (f"crmsync_{module}" if part == "package" else part for part in path.parts)
        yield PurePosixPath(*parts), text


def _named(kind: str) -> str:
    return "source of files" if kind == "files" else kind


def _class(name: str) -> str:
    return "".join(part.capitalize() for part in name.split("-"))


def _templates_of(kind: str) -> Iterator[tuple[PurePosixPath, str]]:
    return _templates(files(TEMPLATES) / kind, PurePosixPath())


def _templates(folder: Traversable, path: PurePosixPath) -> Iterator[tuple[PurePosixPath, str]]:
    for each in folder.iterdir():
        if each.is_dir():
            yield from _templates(each, path / each.name)
        elif each.name.endswith(SUFFIX):
            yield path / each.name.removesuffix(SUFFIX), each.read_text(encoding="utf-8")


def _write(path: Path, text: str) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return str(path)
