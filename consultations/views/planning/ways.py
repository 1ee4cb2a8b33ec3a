"""From a figure at the desk to the opinions that it counts."""

from urllib.parse import urlencode

from django.http import QueryDict

BY = "by"
"""The parameter that says by what a view divides its figures."""
_OF_ONE_VIEW = "page", "view", BY


class Ways:
    """Addresses of narrower selections. What stays the same in all of them is written once."""

    def __init__(self, asked: QueryDict) -> None:
        self._asked = asked
        self._rests: dict[tuple[str, ...], str] = {}

    def to(self, **chosen: str) -> str:
        names = tuple(chosen)
        if names not in self._rests:
            self._rests[names] = self._without(*names)
        return f"?{self._rests[names]}{urlencode(chosen)}"

    def to_opinions(self, **chosen: str) -> str:
        return self.to(view="opinions", **chosen)

    def _without(self, *names: str) -> str:
        query = self._asked.copy()
        for name in (*_OF_ONE_VIEW, *names):
            query.pop(name, None)
        return f"{query.urlencode()}&" if query else ""
