"""P21. Whoever saves second gets both texts; nothing is overwritten in silence."""

import re
from collections.abc import Iterator
from copy import deepcopy
from itertools import count

import pytest
import time_machine
from django.test import Client

from accounts.models import User
from consultations.models import Opinion, Proposal, Revision
from consultations.services.participation import opinions
from consultations.services.participation.opinions import ChangedMeanwhile
from consultations.services.proposals import publishing
from tests import factories
from tests.factories import NOW
from tests.promises.conftest import Together
from tests.promises.controls import without_constraint

ROUNDS = 5
FIRST, SECOND = "一つめの窓で直した文です。", "二つめの窓で直した文です。"


@pytest.fixture
def clock() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def written(author: User, *, kind: str) -> Opinion:
    consultation = factories.idea_collection()
    if kind == "proposal":
        return factories.proposal(consultation, author=author, title="題").opinion
    return factories.comment(consultation, author=author).opinion


def fields(opinion: Opinion, text: str, base: str) -> dict[str, str]:
    title = {"title": "題"} if opinion.kind == Opinion.Kind.PROPOSAL else {}
    return {"text": text, "base": base} | title


def hidden(name: str, page: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]+)"', page)
    assert found
    return found[1]


def saved(draft: Proposal) -> str:
    return Proposal.objects.with_words().get(pk=draft.pk).opinion.words.text


def ten_save(together: Together, opinion: Opinion, author: User) -> list[str]:
    """Ten windows that all show the first revision save at the same moment."""
    numbers = count(1)

    def save() -> str:
        text = f"{next(numbers)}番の窓の文"
        try:
            opinions.revise(opinion=opinion, author=author, base=1, text=text, now=NOW)
        except ChangedMeanwhile:
            return "told"
        return "saved"

    return sorted(together(10, save))


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["proposal", "comment"])
@pytest.mark.usefixtures("clock")
def test_the_second_window_is_shown_both_texts(kind: str) -> None:
    author, client = factories.user(), Client()
    opinion = written(author, kind=kind)
    client.force_login(author)
    path = f"/opinions/{opinion.receipt}/edit/"
    windows = [hidden("base", client.get(path).content.decode()) for _ in range(2)]
    assert client.post(path, fields(opinion, FIRST, windows[0])).status_code == 302
    answer = client.post(path, fields(opinion, SECOND, windows[1]))
    page = answer.content.decode()
    assert answer.status_code == 409
    assert FIRST in page
    assert SECOND in page
    assert Opinion.objects.with_words().get(pk=opinion.pk).words.text == FIRST
    again = client.post(path, fields(opinion, SECOND, hidden("base", page)))
    assert again.status_code == 302
    kept = list(opinion.revisions.values_list("text", flat=True))
    assert kept[1:] == [FIRST, SECOND], "both stay in the history"


@pytest.mark.django_db
@pytest.mark.usefixtures("clock")
@pytest.mark.parametrize("base", ["", "0", "-1", "99", "x"])
def test_no_made_up_base_overwrites_anything(base: str) -> None:
    author, client = factories.user(), Client()
    opinion = written(author, kind="comment")
    client.force_login(author)
    answer = client.post(f"/opinions/{opinion.receipt}/edit/", fields(opinion, SECOND, base))
    assert answer.status_code in (409, 422)
    assert opinion.revisions.count() == 1


@pytest.mark.django_db
@pytest.mark.usefixtures("clock")
def test_the_second_window_with_a_draft_is_shown_both_texts_too() -> None:
    author, client = factories.user(), Client()
    draft = factories.proposal(factories.idea_collection(), author=author, published=False, title="題")
    client.force_login(author)
    path = f"{draft.get_absolute_url()}draft/"
    windows = [hidden("seen", client.get(path).content.decode()) for _ in range(2)]
    assert client.post(path, {"title": "題", "text": FIRST, "seen": windows[0]}).status_code == 302
    answer = client.post(path, {"title": "題", "text": SECOND, "seen": windows[1]})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert FIRST in page
    assert SECOND in page
    assert saved(draft) == FIRST
    again = {"title": "題", "text": SECOND, "seen": hidden("seen", page)}
    assert client.post(path, again).status_code == 302
    assert saved(draft) == SECOND


@pytest.mark.django_db
def test_control_a_draft_form_that_does_not_say_what_it_saw_overwrites() -> None:
    author = factories.user()
    draft = factories.proposal(factories.idea_collection(), author=author, published=False, title="題")
    for text in (FIRST, SECOND):
        publishing.redraft(proposal=draft, author=author, title="題", text=text, now=NOW, seen="")
    assert saved(draft) == SECOND


def test_of_ten_windows_with_one_draft_one_wins_and_nine_are_told(
    real_database: str, together: Together
) -> None:
    author, numbers = factories.user(), count(1)
    draft = factories.proposal(factories.idea_collection(), author=author, published=False)
    seen = draft.opinion.words.sha256

    def save() -> str:
        text = f"{next(numbers)}番の窓の文"
        try:
            publishing.redraft(proposal=draft, author=author, title="題", text=text, now=NOW, seen=seen)
        except ChangedMeanwhile:
            return "told"
        return "saved"

    assert sorted(together(10, save)) == ["saved"] + ["told"] * 9


@pytest.fixture
def all_have_looked(monkeypatch: pytest.MonkeyPatch) -> None:
    """The worst moment: everybody has looked at the opinion before the first one saves."""

    monkeypatch.setattr(opinions, "_locked", deepcopy)


def test_of_ten_at_the_same_moment_one_wins_and_nine_are_told(real_database: str, together: Together) -> None:
    author = factories.user()
    for _ in range(ROUNDS):
        opinion = written(author, kind="comment")
        assert ten_save(together, opinion, author) == ["saved"] + ["told"] * 9
        assert opinion.revisions.count() == 2


def test_even_when_all_have_looked_one_wins(
    real_database: str, together: Together, all_have_looked: None
) -> None:
    author = factories.user()
    opinion = written(author, kind="comment")
    assert ten_save(together, opinion, author) == ["saved"] + ["told"] * 9
    assert opinion.revisions.count() == 2


def test_control_without_the_number_that_is_given_once_all_would_win(
    real_database: str, together: Together, all_have_looked: None
) -> None:
    author = factories.user()
    opinion = written(author, kind="comment")
    with without_constraint(Revision, "revision_numbers_are_unique"):
        assert ten_save(together, opinion, author).count("saved") > 1
        opinion.refresh_from_db()
        Revision.objects.filter(opinion=opinion, number=2, current_of=None).delete()
