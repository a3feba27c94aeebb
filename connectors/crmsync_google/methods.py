"""Google's client for just those methods that we call: whoever holds it has none that writes."""

import json
from functools import cache
from typing import Any

from googleapiclient.discovery import Resource, build_from_document
from googleapiclient.discovery_cache import get_static_doc

from crmsync_google.transport import Transport

Described = dict[str, Any]
"""A part of a discovery document."""


def client(service: str, version: str, endpoint: str, *methods: str) -> Resource:
    """A resource with these methods, each named by its place: "users.messages.list". Nothing is sent yet.

    The whole client writes the documentation of each method of each resource whenever that resource is asked for: that
    takes longer than a short pull, and nobody reads it.
    """
    described = _cut(service, version, methods)
    # This transport is never used: each request is given the one of its thread.
    return build_from_document(described, http=Transport(), client_options={"api_endpoint": endpoint})


@cache
def _cut(service: str, version: str, methods: tuple[str, ...]) -> str:
    """The document that comes with the library, without other methods and without what only explains."""
    document: Described = json.loads(get_static_doc(service, version))
    places = [tuple(method.split(".")) for method in methods]
    return json.dumps({**document, "schemas": {}, **_resources(document, places)})


def _resources(described: Described, places: list[tuple[str, ...]]) -> Described:
    """The methods at these places, and the resources on the way there."""
    methods = {place[0]: _bare(described["methods"][place[0]]) for place in places if len(place) == 1}
    further = {place[0]: [other[1:] for other in places if len(other) > 1 and other[0] == place[0]] for place in places}
    resources = {name: _resources(described["resources"][name], some) for name, some in further.items() if some}
    return {"methods": methods, "resources": resources}


def _bare(method: Described) -> Described:
    """That there is an answer is kept, and not what stands in it: answers are read by what they hold."""
    return {**method, "response": {"type": "object"}}
