"""P37. What was hidden of a private person: no page, feed, file or mail shows it, no search finds it."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from urllib.parse import quote
from zipfile import ZipFile

import pytest
import time_machine
from django.core import mail
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from pytest_django import DjangoDbBlocker

from accounts.models import User
from consultations import indexing
from consultations import models as kept
from consultations.models import Consultation, Opinion
from consultations.services.answering import publishing
from consultations.services.following import digests, mailing
from consultations.services.planning import personal_data
from tests import factories
from tests.factories import DAY, NOW
from tests.promises import full_town
from tests.promises.crawl import Answered, crawl
from tests.promises.full_town import Town

NAME = "緋衣沢瑠璃子"
TITLE = f"{NAME}の広場"
TEXT = f"{NAME}です。{NAME}の家の前に木陰がほしい。"
COVERED = "［氏名］です。［氏名］の家の前に木陰がほしい。"
PUBLIC = ("/consultations/", "/opinions/", "/comments/", "/threads/", "/cosign/", "/s/")
READ_IN = {
    "branch", "city_replies", "comment_new", "cosign", "detail", "feed_of_comments", "feed_of_proposals",
    "following", "history", "mail", "notifications", "proposal", "proposal_map", "proposals",
    "report", "result", "result_row", "results", "revision", "section", "statement", "statements",
    "statements_file",
    "survey_figures", "survey_texts", "theme", "themes",
}  # fmt: skip
"""Pages on which the name stands as long as nobody hides it."""
LIVE = ("/consultations/parks/results/", "/consultations/park-rules/results/")
"""Figures of a survey and of votes while these still run, with the words of those who answered."""
DRAWN = {"statement_next"}
"""Pages that show one of several by lot: not the same before and after."""


@dataclass
class Read:
    answers: list[Answered] = field(default_factory=list)
    mails: list[str] = field(default_factory=list)
    found: int = 0
    similar: str = ""

    def naming(self) -> set[str]:
        shown = {one.route.removeprefix("consultations:") for one in self.answers if _names(one)}
        return shown | ({"mail"} if any(NAME in one for one in self.mails) else set())


@dataclass
class Both:
    before: Read
    after: Read


def _names(answer: Answered) -> bool:
    """In an address the name is written in per cents, and documents are packed."""
    read = [answer.body]
    if answer.body.startswith(b"PK"):
        with ZipFile(BytesIO(answer.body)) as packed:
            read = [packed.read(name) for name in packed.namelist()]
    return any(name.encode() in one for one in read for name in (NAME, quote(NAME)))


@pytest.fixture(scope="module")
def read(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Both]:
    """What a resident and somebody without an account read, before the name is hidden and after."""
    logging.disable(logging.ERROR)
    with django_db_blocker.unblock(), transaction.atomic(), time_machine.travel(NOW, tick=False):
        town = full_town.build()
        reader = _reader(town)
        _name_somebody()
        before = _read(town, reader)
        _hide(town.staff)
        publishing.refresh(now=NOW)
        after = _read(town, reader)
        transaction.set_rollback(True)
        logging.disable(logging.NOTSET)
        yield Both(before, after)


def _reader(town: Town) -> User:
    """Follows what can be followed, and is told of everything."""
    reader = factories.user(display_name="読む人")
    for thread in kept.Thread.objects.filter(proposal__opinion__published_at__isnull=False):
        kept.Follow.objects.create(user=reader, thread=thread, created_at=NOW)
    told = kept.News.objects.filter(opinion__isnull=False, recipient=town.author)
    kept.Notification.objects.bulk_create(
        kept.Notification(user=reader, news=one, frequency="at_once", created_at=NOW) for one in told
    )
    return reader


def _name_somebody() -> None:
    """In the title and the text of every opinion, in all its wordings, and in what was made of them."""
    said = kept.Revision.objects.filter(opinion__published_at__isnull=False)
    said.update(text=TEXT)
    said.exclude(title="").update(title=TITLE)
    quoting = kept.Comment.objects.filter(quotation=None, parent__isnull=False).latest("pk")
    quoted = kept.Comment.objects.filter(opinion__in=Opinion.objects.counted()).earliest("pk")
    kept.Quotation.objects.create(comment=quoting, revision=quoted.opinion.words, start=3, end=20)
    kept.Cluster.objects.update(label=f"{NAME}、木陰", terms=[NAME, "緋衣沢", "木陰"])
    kept.Theme.objects.update(found_label=f"木陰（{NAME}）", staff_label="")
    kept.PublishedRow.objects.update(label=f"木陰と緋衣沢{NAME[3:]}", summary="")
    indexing.rebuild()


def _hide(planner: User) -> None:
    for consultation in Consultation.objects.all():
        said = kept.Revision.objects.filter(opinion__consultation=consultation).order_by("opinion", "-number")
        found = kept.PersonalFinding.objects.bulk_create(
            kept.PersonalFinding(revision=one, in_title=in_title, start=start, end=end, kind="name")
            for one in {one.opinion_id: one for one in said}.values()
            for in_title, words in ((True, one.title), (False, one.text))
            for start, end in _places(words)
        )
        for one in kept.PersonalFinding.objects.filter(pk__in=[one.pk for one in found]):
            assert one.words_in(one.revision) == NAME
        keys = [one.pk for one in found]
        personal_data.hide(consultation=consultation, findings=keys, by=planner, now=NOW)


def _places(words: str) -> Iterator[tuple[int, int]]:
    at = words.find(NAME)
    while at >= 0:
        yield at, at + len(NAME)
        at = words.find(NAME, at + 1)


def _read(town: Town, reader: User) -> Read:
    cache.clear()
    found = Read()
    open_to_all = [one for one in town.addresses if one.startswith(PUBLIC)]
    for person in (reader, None):
        client = Client()
        if person:
            client.force_login(person)
        starts = ["/", *open_to_all, *_more()]
        found.answers += crawl(client, starts, of_each=2, starts_count=True)
        cache.clear()
    visitor = Client()
    found.found = visitor.get("/search/", {"q": NAME}).context["found"].count
    similar = visitor.get("/consultations/ideas/proposals/similar/", {"text": TEXT + TITLE})
    found.similar = similar.content.decode()
    found.mails = _sent()
    return found


def _more() -> Iterator[str]:
    """To which only those are led who may write, or who came by a feed reader."""
    for slug in ("ideas", "plan"):
        yield from (f"/consultations/{slug}/{kind}.atom" for kind in ("proposals", "comments"))
    for comment in kept.Comment.objects.filter(opinion__in=Opinion.objects.counted()):
        query = f"parent={comment.pk}&quote={comment.opinion.current_id}"
        yield f"/threads/{comment.thread_id}/comments/new/?{query}"
    for statement in kept.Statement.objects.filter(opinion__in=Opinion.objects.counted()):
        yield statement.get_absolute_url()
    for opinion in Opinion.objects.counted()[:4]:
        yield from (f"/opinions/{opinion.receipt}/{page}/" for page in ("report", "history", "revisions/1"))


def _sent() -> list[str]:
    mail.outbox = []
    with transaction.atomic():
        for work in (digests.gather, mailing.deliver):
            work(now=NOW + DAY)
        transaction.set_rollback(True)
    letters = mail.outbox
    return [
        "\n".join(
            [str(one.subject), str(one.body), *(str(part[0]) for part in getattr(one, "alternatives", []))]
        )
        for one in letters
    ]


@pytest.mark.django_db  # that a database is made at all
def test_what_was_hidden_stands_on_no_page_in_no_feed_file_or_mail(read: Both) -> None:
    assert read.after.naming() == set()
    assert not [one.address for one in read.after.answers if one.status >= 500]


def test_the_rest_of_the_words_is_read_where_it_was_read_before(read: Both) -> None:
    shown = {one.route.removeprefix("consultations:") for one in read.after.answers if COVERED in one.text}
    whole = {one.route.removeprefix("consultations:") for one in read.before.answers if TEXT in one.text}
    assert whole - shown - DRAWN == set()


@pytest.mark.parametrize("address", LIVE)
def test_the_figures_of_what_still_runs_show_the_words_without_the_name(read: Both, address: str) -> None:
    """Each for itself: both are one route, and one of them would do for the control below."""
    before, after = (
        [one.text for one in of.answers if one.address == address] for of in (read.before, read.after)
    )
    assert len(before) == len(after) == 2, "a resident and somebody without an account"
    assert all(NAME in page for page in before)
    assert all(COVERED in page and NAME not in page for page in after)


def test_what_was_hidden_is_found_by_no_search_and_likened_to_nothing(read: Both) -> None:
    assert read.after.found == 0
    assert NAME not in read.after.similar


def test_control_before_anything_is_hidden_the_name_is_read_everywhere(read: Both) -> None:
    assert READ_IN - read.before.naming() == set()
    assert read.before.found > 0
    assert NAME in read.before.similar
