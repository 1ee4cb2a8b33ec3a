"""Take changes of a draft back: the last one, or all since an edition."""

from typing import Any

from chatbot.models import Guide, GuideEdition
from chatbot.services.guides import content
from chatbot.services.guides.drafting import Change, apply


class NothingToUndo(Exception):
    """The draft was never changed."""


def undo(*, change: Change, guide: Guide) -> Guide:
    """The draft as it was before the last change; undone twice, the change stands again."""

    before = guide.before
    if before is None:
        raise NothingToUndo
    return apply(change, guide, lambda held: _write(held, before), action="guide.undo")


def take(*, change: Change, edition: GuideEdition) -> Guide:
    """Throw the draft away: what this edition says is the draft now."""
    entries = list(edition.entries.values_list("pk", flat=True))
    held = {"content": edition.content, "entries": entries}
    return apply(change, edition.guide, lambda guide: _write(guide, held), action="guide.take_edition")


def _write(guide: Guide, held: dict[str, Any]) -> None:
    content.write(guide, held["content"], held["entries"])
