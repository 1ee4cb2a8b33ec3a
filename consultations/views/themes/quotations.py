"""Pieces of `Evidence` that may be shown, without the models around them: a page has hundreds of them."""

from collections.abc import Iterator
from typing import NamedTuple

from django.utils.functional import Promise

from consultations.models import Opinion
from consultations.models.standing import EvidenceQuerySet

_FIELDS = (
    *("cluster", "cluster__number", "position", "revision", "revision__number"),
    *("revision__opinion__receipt", "revision__opinion__channel", "start", "end", "quoted"),
)


class Quotation(NamedTuple):
    cluster: int
    number: int
    """Of the cluster in its run."""
    position: int
    revision: int
    wording: int
    """Number of the revision among those of its opinion."""
    receipt: str
    channel: str
    start: int
    end: int
    quoted: str

    @property
    def key(self) -> str:
        """As the address of a selection names it."""
        return f"{self.number}.{self.position}"

    @property
    def channel_label(self) -> "str | Promise":
        return Opinion.Channel(self.channel).label


def quotations(standing: EvidenceQuerySet) -> Iterator[tuple[int, Quotation]]:
    """Those of `EvidenceQuerySet.standing`, in their order, each with the key of the theme it stands in."""
    for theme, *quotation in standing.values_list("standing_theme", *_FIELDS):
        yield theme, Quotation(*quotation)
