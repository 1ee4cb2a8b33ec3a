"""Who answers whom: Decidim writes with each comment what it stands under; the trees are built from that."""

from collections.abc import Iterable
from dataclasses import dataclass

from consultations.importers.decidim.records import Problem, Reply
from consultations.models import Comment


@dataclass(frozen=True)
class Placed:
    """A comment where it stands with us: at most four deep, below a comment that is there."""

    reply: Reply
    parent: str
    root: str
    """The topmost comment above it; empty for one that is topmost itself."""
    depth: int


@dataclass(frozen=True)
class Trees:
    placed: list[Placed]
    """Those above before those below, in the order of the file."""
    circles: list[Problem]
    orphans: int
    """Their parent is not in the archive; they stand at the top of their discussion."""
    lifted: int
    """Deeper than comments nest here; they answer the last comment above that takes answers."""


def build(replies: Iterable[Reply]) -> Trees:
    """In one walk from the top, so that a chain of any length costs no more than a flat discussion."""
    by_number = {reply.number: reply for reply in replies}
    below: dict[str, list[Reply]] = {}
    for reply in by_number.values():
        below.setdefault(reply.parent if reply.parent in by_number else "", []).append(reply)
    top = below.get("", [])
    paths: dict[str, tuple[str, ...]] = {reply.number: () for reply in top}
    placed, lifted, level = [], 0, top
    while level:
        deeper: list[Reply] = []
        for reply in level:
            path = paths[reply.number]
            placed.append(_place(reply, path))
            for child in below.get(reply.number, ()):
                lifted += len(path) == Comment.MAX_DEPTH
                paths[child.number] = (*path, reply.number)[: Comment.MAX_DEPTH]
                deeper.append(child)
        level = deeper
    circles = [
        Problem(reply.entity, reply.row, "commentable_id", "circle", reply.parent)
        for number, reply in by_number.items()
        if number not in paths
    ]
    placed.sort(key=lambda one: one.depth)
    return Trees(placed, circles, sum(bool(reply.parent) for reply in top), lifted)


def _place(reply: Reply, path: tuple[str, ...]) -> Placed:
    """`path` runs from the top to the last comment above it that takes answers."""
    return Placed(reply, path[-1] if path else "", path[0] if path else "", len(path))
