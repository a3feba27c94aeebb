"""`connectors`: what is installed."""

import dataclasses

import click

from crmsync.cli.failures import told
from crmsync.cli.main import Globals
from crmsync.cli.output import print_json
from crmsync.plugins import DESTINATIONS, ENRICHERS, SOURCES, Plugin, installed


@click.command()
@click.pass_obj
@told
def connectors(obj: Globals) -> None:
    """The connectors that are installed, from which distribution, and their settings."""
    plugins = [plugin for group in (SOURCES, DESTINATIONS, ENRICHERS) for plugin in installed(group).values()]
    if obj.json:
        print_json([_described(plugin) for plugin in plugins])
        return
    for plugin in plugins:
        settings = ", ".join(_settings(plugin))
        click.echo(f"{_kind(plugin):12} {plugin.name:16} from {plugin.distribution}; settings: {settings}")


def _described(plugin: Plugin) -> dict[str, object]:
    return {
        "kind": _kind(plugin),
        "name": plugin.name,
        "distribution": plugin.distribution,
        "settings": _settings(plugin),
    }


def _kind(plugin: Plugin) -> str:
    return plugin.group.rpartition(".")[2].removesuffix("s")


def _settings(plugin: Plugin) -> list[str]:
    return [each.name for each in dataclasses.fields(plugin.load().Config)]
