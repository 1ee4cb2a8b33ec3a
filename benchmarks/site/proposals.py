"""The list of 20 proposals beside that of 5,000."""

from collections.abc import Iterator

from benchmarks.site import rows as many
from benchmarks.site.pages import compared
from tests import factories

FEW, MANY = 20, 5_000


def rows() -> Iterator[tuple[str, str, str]]:
    many.proposals(factories.idea_collection(slug="small"), FEW)
    many.proposals(factories.idea_collection(slug="large"), MANY)
    many.settle()
    for order in ("newest", "supported"):
        figures = compared(
            f"/consultations/small/proposals/?sort={order}",
            f"/consultations/large/proposals/?sort={order}&page=2",
        )
        yield f"list of {FEW} and of {MANY:,} proposals, {order} first", figures, "same queries, ≤ 1.5 ×"
