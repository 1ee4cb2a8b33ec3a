"""The page of a discussion with 20 comments beside that with 20,000."""

from collections.abc import Iterator

from benchmarks.site import rows as many
from benchmarks.site.pages import compared
from tests import factories

FEW, MANY = 20, 20_000


def rows() -> Iterator[tuple[str, str, str]]:
    small, large = factories.consultation(slug="small"), factories.consultation(slug="large")
    many.comments(small.thread, FEW)
    many.comments(large.thread, MANY)
    roots = [factories.comment(of) for of in (factories.consultation(slug="one"), factories.consultation())]
    for root, count in zip(roots, (FEW, MANY), strict=True):
        many.comments(root.thread, count, seed=2, root=root)
    many.settle()
    for order in ("oldest", "newest", "helpful", "discussed"):
        figures = compared(
            f"/consultations/small/?order={order}", f"/consultations/large/?order={order}&page=2"
        )
        yield f"discussion of {FEW} and of {MANY:,} comments, {order} first", figures, "same queries, ≤ 1.5 ×"
    paths = [f"/comments/{root.pk}/replies/" for root in roots]
    yield f"{FEW} and {MANY:,} replies to one comment", compared(*paths), "same queries, ≤ 1.5 ×"
    paths = [root.thread.get_absolute_url() for root in roots]
    yield (
        f"discussion with {FEW} and {MANY:,} replies to one comment",
        compared(*paths),
        "same queries, ≤ 1.5 ×",
    )
