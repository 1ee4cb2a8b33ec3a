"""Decidim → Yoriai → Decidim's headers → Yoriai: what was there is there again."""

import io
from typing import Any

import pytest

from accounts.models import User
from consultations.importers.decidim import material
from consultations.models import Comment, Consultation, Opinion
from tests import factories
from tests.consultations.transfer import zips
from tests.consultations.transfer.conftest import brought
from tests.consultations.transfer.test_exports import made

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
KEPT = (
    "state",
    "answer",
    "answered_at",
    "address",
    "latitude",
    "longitude",
    "fields",
    "body_html",
    "reference",
)


def content(consultation: Consultation) -> list[tuple[Any, ...]]:
    """Everything a reader could tell, whatever the numbers of the rows."""
    found = Opinion.objects.filter(consultation=consultation).select_related("current", "origin", "area")
    return sorted((_said(opinion) for opinion in found), key=repr)


def _said(opinion: Opinion) -> tuple[Any, ...]:
    common = (
        *(opinion.kind, opinion.words.title, opinion.words.text, opinion.stance, opinion.author_name),
        *(opinion.published_at, opinion.withdrawn_at, str(opinion.area), str(opinion.policy_field)),
    )
    if opinion.kind == Opinion.Kind.PROPOSAL:
        details = {name: opinion.origin.details.get(name) for name in KEPT}
        return (*common, opinion.proposal.supports_elsewhere, details, opinion.proposal.thread.comments_count)
    return (*common, *_path(opinion.comment))


def _path(comment: Comment) -> tuple[Any, ...]:
    root = comment.thread.proposal.opinion.words.title if comment.thread.proposal else "whole"
    above = comment.parent.opinion.words.text if comment.parent else ""
    top = comment.root.opinion.words.text if comment.root else ""
    return (root, above, top, comment.depth)


@pytest.mark.parametrize("generation", ["newest", "0.30", "0.2"])
def test_what_came_in_goes_out_and_comes_in_again(
    target: Consultation, planner: User, generation: str
) -> None:
    rooted = [row for row in zips.DISCUSSION if row["id"] != 108]
    brought(zips.decidim(generation, comments=rooted), target, planner)
    again = factories.closed_consultation(kind=Consultation.Kind.IDEA_COLLECTION)
    brought(made(target, planner, "decidim", "private"), again, planner)
    assert content(again) == content(target)
    assert len(content(again)) == 17


def test_comments_on_the_whole_come_back_below_a_debate(target: Consultation, planner: User) -> None:
    brought(zips.decidim(), target, planner)
    again = factories.closed_consultation(kind=Consultation.Kind.IDEA_COLLECTION)
    brought(made(target, planner, "decidim", "private"), again, planner)
    comment = Comment.objects.get(opinion__consultation=again, opinion__current__text="コメント108です。")
    assert comment.thread.proposal
    assert comment.thread.proposal.opinion.words.title == target.title


def test_the_public_file_keeps_the_place_of_what_was_withdrawn(target: Consultation, planner: User) -> None:
    brought(zips.decidim(), target, planner)
    again = factories.closed_consultation(kind=Consultation.Kind.IDEA_COLLECTION)
    brought(made(target, planner, "decidim"), again, planner)
    public = [row for row in content(target) if row[6] is None and row[0] == "proposal"]
    assert [row for row in content(again) if row[1] not in ("", target.title) and row[6] is None] == public
    gone = Opinion.objects.get(consultation=again, withdrawn_at__isnull=False)
    assert (gone.words.text, gone.proposal.thread.comments.count()) == ("", 1)


def test_the_headers_are_decidims(target: Consultation, planner: User) -> None:
    brought(zips.decidim(), target, planner)
    found = material.read(io.BytesIO(made(target, planner, "decidim"))).findings()
    table = next(one for one in found["tables"] if one["entity"] == "proposals")
    assert (table["generation"], table["wrong"], table["separator"]) == ("newest", 0, ",")
    assert not found["problems"]
