"""The same opinions under Decidim's headers (newest generation), for tools that read its open data.

Left out is what Decidim has no table for: submissions on paper. Comments on a section or on the whole stand
below a debate. Two columns for the district are added at the end of `proposals`; Decidim had them until 0.2x.
"""

import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, BinaryIO

from consultations.exports.collected import number_of
from consultations.exports.files import member
from consultations.exports.opinions import answer_of, comment_of, covers_of, moment, place_of, proposal_of
from consultations.exports.sheets import write_csv
from consultations.models import Comment, Export, Opinion, Proposal, Thread
from consultations.models.personal import Covers

HOST = "yoriai"
_COMMENT, _PROPOSAL, _DEBATE = (
    "Decidim::Comments::Comment",
    "Decidim::Proposals::Proposal",
    "Decidim::Debates::Debate",
)
PROPOSALS = (
    *("id", "author/id", "author/name", "author/url", "taxonomies/id", "taxonomies/name/ja"),
    *("participatory_space/id", "participatory_space/url", "component/id", "title/ja", "body/ja", "address"),
    *(
        "latitude",
        "longitude",
        "state",
        "state_published_at",
        "reference",
        "answer/ja",
        "answered_at",
        "votes",
    ),
    *("likes/total_count", "likes/user_endorsements", "comments", "attachments", "follows_count"),
    *("published_at", "url", "meeting_urls", "related_proposals", "is_amend", "original_proposal/title"),
    *("original_proposal/url", "withdrawn", "withdrawn_at", "created_at", "updated_at", "created_in_meeting"),
    *("coauthorships_count", "cost", "cost_report/ja", "execution_period/ja", "scope/id", "scope/name/ja"),
)
COMMENTS = (
    *("id", "created_at", "body", "locale", "author/id", "author/name", "alignment", "depth"),
    *("commentable_id", "commentable_type", "root_commentable_url"),
)
DEBATES = (
    *("id", "author/id", "author/name", "participatory_space/id", "participatory_space/url", "title/ja"),
    *("description/ja", "comments", "url", "created_at"),
)
_ALIGNMENTS = {"agree": 1, "oppose": -1}
# Columns that go out again as they came in.
_KEPT = (
    *("address", "latitude", "longitude", "state", "state_published_at", "answered_at", "attachments"),
    *("meeting_urls", "related_proposals", "is_amend", "original_proposal/title"),
    *(
        "original_proposal/url",
        "created_at",
        "updated_at",
        "created_in_meeting",
        "coauthorships_count",
        "cost",
    ),
)


_STATES = {"examining": "evaluating", "accepted": "accepted", "partly": "accepted", "declined": "rejected"}
"""Decidim knows no answer in between; the words say what "in part" means."""


def write_zip(file: BinaryIO, export: Export, found: Iterator[Opinion]) -> int:
    """Proposals and comments come mixed, so each goes to its own file first."""
    writing = _Writing(export)
    with (
        tempfile.TemporaryDirectory() as folder,
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive,
    ):
        tables = {
            name: Path(folder, f"{name}.csv")
            for name in ("proposals", "proposal_comments", "debate_comments")
        }
        rows = writing.sort_out(found, tables)
        for name, path in tables.items():
            archive.write(path, f"{HOST}-open-data-{name}.csv")
        with member(archive, f"{HOST}-open-data-debates.csv", "utf-8") as table:
            write_csv(table, DEBATES, writing.debates())
    return rows


class _Writing:
    def __init__(self, export: Export) -> None:
        self._export = export
        self._space = export.consultation
        self._is_private = export.kind == Export.Kind.PRIVATE
        self._discussed: dict[int, Thread] = {}
        found = self._space.archives.values_list("findings", flat=True)
        columns = {column for findings in found for column in findings.get("translated", ())}
        self._columns = (*PROPOSALS, *sorted(columns.difference(PROPOSALS)))

    def sort_out(self, found: Iterator[Opinion], tables: dict[str, Path]) -> int:
        with (
            tables["proposals"].open("w", encoding="utf-8", newline="") as proposals,
            tables["proposal_comments"].open("w", encoding="utf-8", newline="") as comments,
            tables["debate_comments"].open("w", encoding="utf-8", newline="") as debated,
        ):
            for table, header in ((proposals, self._columns), (comments, COMMENTS), (debated, COMMENTS)):
                write_csv(table, header, ())
            rows = 0
            for opinion in found:
                proposal, comment = proposal_of(opinion), comment_of(opinion)
                if proposal:
                    rows += _append(proposals, self._proposal(opinion, proposal))
                elif comment and (opinion.is_public or self._is_private):
                    row = self._comment(opinion, comment)
                    rows += _append(comments if comment.thread.proposal_id else debated, row)
        return rows

    def debates(self) -> Iterator[Sequence[Any]]:
        for thread in self._discussed.values():
            title = self._space.title
            if thread.section:
                title = f"{title} {thread.section.number}"
            address = self._root_url(thread)
            space = (self._space.pk, self._space_url())
            published = moment(self._space.published_at)
            yield (thread.pk, "", "", *space, title, "", thread.comments_count, address, published)

    def _proposal(self, opinion: Opinion, proposal: Proposal) -> list[Any]:
        shown = opinion.is_public or self._is_private
        details: dict[str, Any] = opinion.origin.details if hasattr(opinion, "origin") else {}
        words = opinion.words
        row: dict[str, Any] = {column: details.get(column) for column in _KEPT} if shown else {}
        row |= {
            f"{name}/ja": details.get(name) for name in ("answer", "cost_report", "execution_period") if shown
        }
        row |= {
            "id": proposal.pk,
            "participatory_space/id": self._space.pk,
            "participatory_space/url": self._space_url(),
            "component/id": self._space.pk,
            "reference": details.get("reference") if details else opinion.receipt,
            "votes": _votes(proposal, details),
            "likes/total_count": details.get("likes/total_count") or details.get("endorsements/total_count"),
            "comments": proposal.thread.comments_count,
            "follows_count": (details.get("follows_count") or details.get("followers")) if shown else None,
            "published_at": moment(opinion.published_at),
            "url": self._root_url(proposal.thread),
            "withdrawn": opinion.withdrawn_at is not None,
            "withdrawn_at": moment(opinion.withdrawn_at),
        }
        if shown:
            row |= self._person(opinion) | {
                "title/ja": self._covers(opinion).title(words),
                "body/ja": self._body(opinion, details),
                "taxonomies/name/ja": ", ".join(details.get("fields", [])) or _named(opinion.policy_field),
                "scope/name/ja": _named(opinion.area),
                **_place(opinion, details),
                **self._in_other_languages(opinion, details),
                **_answer(proposal),
            }
        return [row.get(column) for column in self._columns]

    def _covers(self, opinion: Opinion) -> Covers:
        return covers_of(opinion.words, is_private=self._is_private)

    def _body(self, opinion: Opinion, details: dict[str, Any]) -> str:
        """As it was written there, while nobody has rewritten it here or hidden a part of it."""
        covers, words = self._covers(opinion), opinion.words
        if words.number > 1 or covers.digest:
            return covers.text(words)
        body: str = details.get("body_html", words.text)
        return body

    def _in_other_languages(self, opinion: Opinion, details: dict[str, Any]) -> dict[str, Any]:
        """As above; what nobody wrote in Japanese does not stand there as Japanese."""
        if opinion.words.number > 1 or self._covers(opinion).digest:
            return {}
        translations: dict[str, Any] = details.get("translations", {})
        return {f"{base}/ja": None for base in details.get("foreign", ())} | translations

    def _comment(self, opinion: Opinion, comment: Comment) -> list[Any]:
        thread = comment.thread
        details: dict[str, Any] = opinion.origin.details if hasattr(opinion, "origin") else {}
        if not thread.proposal_id:
            self._discussed.setdefault(thread.pk, thread)
        row = self._person(opinion) | {
            "id": comment.pk,
            "created_at": moment(opinion.published_at),
            "body": self._body(opinion, details),
            "locale": details.get("locale") or "ja",
            "alignment": _ALIGNMENTS.get(opinion.stance, 0),
            "depth": comment.depth,
            "commentable_id": comment.parent_id or thread.proposal_id or thread.pk,
            "commentable_type": _type(comment),
            "root_commentable_url": self._root_url(thread),
        }
        return [row.get(column) for column in COMMENTS]

    def _person(self, opinion: Opinion) -> dict[str, Any]:
        """Somebody with an account has a number of this export's own; a derived name is a number already."""
        if not opinion.author:
            return {"author/id": opinion.author_name, "author/name": opinion.author_name}
        drawn = number_of(opinion.author.pk, self._space)
        return {"author/id": drawn, "author/name": opinion.author.display_name}

    def _space_url(self) -> str:
        return f"/consultations/{self._space.slug}/"

    def _root_url(self, thread: Thread) -> str:
        if thread.proposal_id:
            return f"{self._space_url()}proposals/{thread.proposal_id}"
        return f"{self._space_url()}debates/{thread.pk}"


def _append(table: Any, cells: list[Any]) -> int:
    write_csv(table, cells, ())
    return 1


def _type(comment: Comment) -> str:
    if comment.parent_id:
        return _COMMENT
    return _PROPOSAL if comment.thread.proposal_id else _DEBATE


def _votes(proposal: Proposal, details: dict[str, Any]) -> int | None:
    """Nobody counted there and nobody supported here: that is not known, which is not zero."""
    total = proposal.supports_count + proposal.supports_elsewhere
    return None if total == 0 and details.get("votes") == "" else total


def _place(opinion: Opinion, details: dict[str, Any]) -> dict[str, Any]:
    """As it was written there, with all its digits; said here, as it was said here."""
    place = place_of(opinion)
    if place is None or any(name in details for name in ("address", "latitude", "longitude")):
        return {}
    return {"address": place.name, "latitude": place.latitude, "longitude": place.longitude}


def _answer(proposal: Proposal) -> dict[str, Any]:
    """The city's answer, if it was given here; one that came along goes out again as it came."""
    answer = answer_of(proposal)
    if answer is None or answer.answered_by_id is None:
        return {}
    at = moment(answer.answered_at)
    state = _STATES[answer.status]
    return {"state": state, "state_published_at": at, "answer/ja": answer.text, "answered_at": at}


def _named(thing: Any) -> str | None:
    return thing.name if thing else None
