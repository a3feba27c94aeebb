"""`connectors`: what is installed."""

import textwrap
from collections.abc import Iterator
from dataclasses import asdict

import click

from crmsync.cli.failures import told
from crmsync.cli.folding import print_lines
from crmsync.cli.main import Globals
from crmsync.cli.output import print_json
from crmsync.config.described import Setting, settings_of
from crmsync.connector import INTERFACE_VERSION
from crmsync.plugins import DESTINATIONS, ENRICHERS, SOURCES, Plugin, installed

WIDTH = 118


@click.command()
@click.pass_obj
@told
def connectors(obj: Globals) -> None:
    """The connectors that are installed, from which distribution and version, and what their settings mean."""
    plugins = [plugin for group in (SOURCES, DESTINATIONS, ENRICHERS) for plugin in installed(group).values()]
    if obj.json:
        print_json([_described(plugin) for plugin in plugins])
        return
    click.echo(f"Interface {INTERFACE_VERSION}.")
    for plugin in plugins:
        heading = f"{_kind(plugin)} {plugin.name}, from {plugin.distribution} {plugin.version}".rstrip()
        print_lines(["", heading, *_lines(plugin)])


def _described(plugin: Plugin) -> dict[str, object]:
    return {
        "kind": _kind(plugin),
        "name": plugin.name,
        "distribution": plugin.distribution,
        "version": plugin.version,
        "settings": [asdict(each) for each in _settings(plugin)],
    }


def _lines(plugin: Plugin) -> Iterator[str]:
    """A setting as it would stand in the configuration, and what it means beneath."""
    for each in _settings(plugin):
        given = "must be given" if each.default is None else f"default {each.default}"
        yield f"  {each.name}: {each.type}; {given}"
        yield from textwrap.wrap(each.meaning, WIDTH, initial_indent="    ", subsequent_indent="    ")


def _kind(plugin: Plugin) -> str:
    return plugin.group.rpartition(".")[2].removesuffix("s")


def _settings(plugin: Plugin) -> list[Setting]:
    return settings_of(plugin.load().Config)
