"""Decidim → Yoriai → Decidim's headers → Yoriai: what was there is there again."""

import csv
import io
import zipfile
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
    *("state", "state_published_at", "answer", "answered_at", "address", "latitude", "longitude"),
    *("fields", "body_html", "reference", "translations", "foreign", "votes", "attachments"),
    *("meeting_urls", "related_proposals", "is_amend", "original_proposal/title", "original_proposal/url"),
    *("created_at", "updated_at", "created_in_meeting", "coauthorships_count"),
    *("cost", "cost_report", "execution_period"),
)
RENAMED = (("likes/total_count", "endorsements/total_count"), ("follows_count", "followers"))
"""The newest generation's names for what older ones had too."""


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
        known = opinion.origin.details
        details = {name: known.get(name) for name in KEPT}
        details |= {new: known.get(new) or known.get(old) for new, old in RENAMED}
        return (*common, opinion.proposal.supports_elsewhere, details, opinion.proposal.thread.comments_count)
    return (*common, opinion.origin.details.get("locale"), *_path(opinion.comment))


def _path(comment: Comment) -> tuple[Any, ...]:
    root = comment.thread.proposal.opinion.words.title if comment.thread.proposal else "whole"
    above = comment.parent.opinion.words.text if comment.parent else ""
    top = comment.root.opinion.words.text if comment.root else ""
    return (root, above, top, comment.depth)


@pytest.mark.parametrize("generation", ["newest", "0.30", "0.2"])
def test_what_came_in_goes_out_and_comes_in_again(
    target: Consultation, planner: User, generation: str
) -> None:
    brought(zips.every_oddity(generation), target, planner)
    again = factories.closed_consultation(kind=Consultation.Kind.IDEA_COLLECTION)
    brought(made(target, planner, "decidim", "private"), again, planner)
    assert content(again) == content(target)
    assert len(content(again)) == 24


def proposals_of(content: bytes) -> list[dict[str, str]]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for name in archive.namelist():
            assert not archive.read(name).startswith(b"\xef\xbb\xbf"), "Decidim writes no byte order mark"
        text = archive.read("yoriai-open-data-proposals.csv").decode()
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_words_of_other_languages_go_out_under_their_language(target: Consultation, planner: User) -> None:
    brought(zips.every_oddity("newest"), target, planner)
    rows = proposals_of(made(target, planner, "decidim"))
    by_title = {row["title/en"]: row for row in rows if row["title/en"]}
    assert by_title["Shade by the sea"]["title/ja"] == by_title["Shade by the sea"]["body/ja"] == ""
    assert by_title["Benches"]["title/ja"] == "提案その19"
    assert by_title["Benches"]["title/machine_translations/pt-BR"] == "Bancos"


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
