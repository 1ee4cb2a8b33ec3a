"""A long discussion stays readable: first replies in place, the others on pages of their own."""

import pytest
from django.test import Client

from accounts.models import User
from consultations.models import Comment, Consultation, Thread
from consultations.services.consultations import NotOpen
from consultations.services.participation import comments, reactions
from consultations.services.participation.comments import Locked
from tests import factories
from tests.consultations.conftest import signed_in
from tests.factories import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def consultation() -> Consultation:
    return factories.idea_collection(slug="waterfront")


def branch_of(consultation: Consultation, replies: int) -> tuple[Comment, list[Comment]]:
    root = factories.comment(consultation, text="根のコメント")
    return root, [
        factories.comment(consultation, parent=root, text=f"返信の{number}番") for number in range(replies)
    ]


def shown(page: str, text: str) -> bool:
    return f'<p class="words">{text}</p>' in page


def test_three_replies_are_shown_and_the_rest_is_one_link_away(
    client: Client, consultation: Consultation
) -> None:
    root, _replies = branch_of(consultation, 5)
    page = client.get("/consultations/waterfront/").content.decode()
    assert [number for number in range(5) if shown(page, f"返信の{number}番")] == [0, 1, 2]
    assert f'href="/comments/{root.pk}/replies/"' in page
    assert "残り2件の返信を読む" in page


def test_a_short_branch_has_no_such_link(client: Client, consultation: Consultation) -> None:
    branch_of(consultation, 3)
    assert "/replies/" not in client.get("/consultations/waterfront/").content.decode()


def test_the_pages_of_a_branch_have_every_reply_once(client: Client, consultation: Consultation) -> None:
    root, _replies = branch_of(consultation, 25)
    pages = [client.get(f"/comments/{root.pk}/replies/?page={n}").content.decode() for n in (1, 2)]
    for number in range(25):
        assert sum(shown(page, f"返信の{number}番") for page in pages) == 1
    assert all(shown(page, "根のコメント") for page in pages)


@pytest.mark.parametrize(("place", "address"), [(0, ""), (2, ""), (3, "replies/"), (24, "replies/?page=2")])
def test_a_permalink_leads_to_the_page_that_shows_the_reply(
    client: Client, consultation: Consultation, place: int, address: str
) -> None:
    root, replies = branch_of(consultation, 25)
    reply = replies[place]
    leads_to = client.get(f"/comments/{reply.pk}/").headers["Location"]
    before = f"/comments/{root.pk}/{address}" if address else "/consultations/waterfront/"
    assert leads_to == f"{before}#comment-{reply.pk}"
    assert f'id="comment-{reply.pk}"' in client.get(leads_to).content.decode()


def test_a_branch_begins_at_a_root_and_in_sight(client: Client, consultation: Consultation) -> None:
    _root, replies = branch_of(consultation, 1)
    elsewhere = factories.comment(factories.consultation(published_at=None))
    assert client.get(f"/comments/{replies[0].pk}/replies/").status_code == 404
    assert client.get(f"/comments/{elsewhere.pk}/replies/").status_code == 404


@pytest.mark.parametrize(
    ("order", "expected"),
    [("oldest", "abc"), ("newest", "cba"), ("helpful", "bca"), ("discussed", "acb"), ("nonsense", "abc")],
)
def test_comments_can_be_read_in_four_orders(
    client: Client, consultation: Consultation, yui: User, order: str, expected: str
) -> None:
    made = {name: factories.comment(consultation, text=f"コメント{name}") for name in "abc"}
    reactions.give(comment=made["b"], person=yui, now=NOW)
    factories.comment(consultation, parent=made["a"])
    page = client.get(f"/consultations/waterfront/?order={order}").content.decode()
    found = sorted("abc", key=lambda name: page.index(f'<p class="words">コメント{name}'))
    assert "".join(found) == expected


def test_a_reaction_is_one_however_often_it_is_sent(consultation: Consultation, yui: User) -> None:
    comment = factories.comment(consultation)
    client = signed_in(yui)
    for wish, expected in (("give", 1), ("give", 1), ("take_back", 0), ("take_back", 0)):
        assert client.post(f"/comments/{comment.pk}/reaction/", {"wish": wish}).status_code == 302
        comment.refresh_from_db()
        assert comment.reactions_count == comment.reactions.count() == expected


def test_nobody_reacts_to_what_is_hidden_or_after_the_close(consultation: Consultation, yui: User) -> None:
    hidden = factories.comment(consultation, hidden_at=NOW)
    assert signed_in(yui).post(f"/comments/{hidden.pk}/reaction/").status_code == 403
    closed = factories.comment(factories.closed_consultation())
    with pytest.raises(NotOpen):
        reactions.give(comment=closed, person=yui, now=NOW)


def test_a_visitor_is_asked_to_log_in_before_reacting(client: Client, consultation: Consultation) -> None:
    comment = factories.comment(consultation)
    assert "/reaction/" not in client.get("/consultations/waterfront/").content.decode()
    assert client.post(f"/comments/{comment.pk}/reaction/").status_code == 401
    assert not comment.reactions.exists()


def test_a_locked_discussion_takes_nothing_and_gives_the_words_back(
    consultation: Consultation, yui: User
) -> None:
    Thread.objects.filter(consultation=consultation).update(locked_at=NOW)
    with pytest.raises(Locked):
        comments.post(thread=consultation.thread, author=yui, text="まだ言いたい", form_key="k" * 24, now=NOW)
    client = signed_in(yui)
    path = f"/threads/{consultation.thread.pk}/comments/new/"
    answer = client.post(path, {"text": "まだ言いたい", "form_key": "k" * 24})
    assert answer.status_code == 409
    assert "まだ言いたい" in answer.content.decode()
    assert f'action="{path}"' not in client.get("/consultations/waterfront/").content.decode()


def test_replies_are_counted_on_their_root_and_told_to_who_is_answered(
    consultation: Consultation, yui: User
) -> None:
    root = factories.comment(consultation, author=yui)
    other = factories.user()
    first = comments.post(
        thread=consultation.thread, author=other, text="返信", form_key="a" * 24, now=NOW, parent=root
    )
    comments.post(
        thread=consultation.thread, author=other, text="続き", form_key="b" * 24, now=NOW, parent=first
    )
    root.refresh_from_db()
    assert root.replies_count == 2
    assert list(yui.news_for.values_list("kind", flat=True)) == ["reply"]


def test_rows_written_in_bulk_are_brought_in_step(consultation: Consultation) -> None:
    root, replies = branch_of(consultation, 4)
    Comment.objects.update(replies_count=0, place=0)
    consultation.thread.comments.all().recount_replies()
    root.refresh_from_db()
    assert root.replies_count == 4
    assert list(Comment.objects.filter(root=root).order_by("pk").values_list("place", flat=True)) == [
        1,
        2,
        3,
        4,
    ]
    assert Comment.objects.get(pk=replies[3].pk).place == 4
