"""Routes of an application that is served at the root of its address."""

from collections.abc import Callable, Collection
from typing import Any

from starlette import routing
from starlette.routing import Match
from starlette.types import Scope


class Route(routing.Route):
    """Tries its pattern only on paths that begin as it does: each request goes along all hundred routes."""

    def __init__(self, path: str, endpoint: Callable[..., Any], *, methods: Collection[str]) -> None:
        super().__init__(path, endpoint, methods=methods)
        self._start = path.partition("{")[0]

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        return super().matches(scope) if scope["path"].startswith(self._start) else (Match.NONE, {})
