"""Words of others are quoted as they stand, or not at all."""

import pytest
from django.test import Client

from accounts.models import User
from consultations.models import Comment, Consultation, Quotation, Revision, SectionText, Thread
from consultations.services.participation import opinions, quoting
from consultations.services.participation.quoting import NotQuotable, NotVerbatim, Quote
from tests import factories
from tests.consultations.conftest import signed_in
from tests.consultations.discussion.material import address, posted, write
from tests.factories import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
SAID = "海沿いの道は、夏になると日陰がありません。\n高齢の母は昼に歩けないと言います。木を植えてほしいです。"
PIECE = "高齢の母は昼に歩けない"


@pytest.fixture
def consultation() -> Consultation:
    return factories.idea_collection(slug="waterfront")


@pytest.fixture
def said(consultation: Consultation, kenji: User) -> Comment:
    return factories.comment(consultation, text=SAID, author=kenji)


def quote_of(comment: Comment, words: str = PIECE) -> Quote:
    return Quote(comment.opinion.words, words)


def test_a_quotation_is_a_place_in_a_revision(said: Comment, yui: User) -> None:
    answer = write(said.thread, yui, parent=said, quote=quote_of(said))
    kept = Quotation.objects.get(comment=answer)
    assert (kept.words, kept.revision, SAID[kept.start : kept.end]) == (PIECE, said.opinion.words, PIECE)


def test_the_same_words_stay_quoted_when_their_author_rewrites_them(said: Comment, yui: User) -> None:
    answer = write(said.thread, yui, parent=said, quote=quote_of(said))
    factories.revision(said.opinion, text="すっかり書き直しました。")
    assert Quotation.objects.get(comment=answer).words == PIECE
    page = signed_in(yui).get("/consultations/waterfront/").content.decode()
    assert f"/opinions/{said.opinion.receipt}/revisions/1/?start=" in page


@pytest.mark.parametrize("words", ["高齢の父は昼に歩けない", "木を植えてほしいです。海沿い", "HELLO"])
def test_changed_words_are_no_quotation(said: Comment, yui: User, words: str) -> None:
    with pytest.raises(NotVerbatim):
        write(said.thread, yui, parent=said, quote=quote_of(said, words))
    assert Comment.objects.count() == 1, "and the comment is not half there"


def test_a_quotation_may_run_over_line_breaks_of_either_kind() -> None:
    old = factories.comment(factories.consultation(), text="一行目\r\n二行目")
    start, end = quoting.find(Quote(old.opinion.words, "目\n二"))
    assert old.opinion.words.text[start:end] == "目\r\n二"


def test_only_what_is_public_and_of_this_discussion_is_quoted(consultation: Consultation, yui: User) -> None:
    hidden = factories.comment(consultation, hidden_at=NOW)
    waiting = factories.comment(consultation, held_until=NOW)
    elsewhere = factories.comment(factories.consultation())
    for source in (hidden, waiting, elsewhere):
        with pytest.raises(NotQuotable):
            write(consultation.thread, yui, quote=Quote(source.opinion.words, "賛成です。"))
        path = address(consultation.thread, f"?quote={source.opinion.current_id}")
        assert signed_in(yui).get(path).status_code == 404


def test_the_text_of_a_section_is_quoted_from_the_newest_version(
    consultation: Consultation, yui: User
) -> None:
    section = factories.document(consultation).sections.get(number="1.2")
    path = address(section.thread, "?quote=section")
    client = signed_in(yui)
    assert "項目2の本文です。" in client.get(path).content.decode()
    assert client.post(path, posted(quoted="一つめの施策")).status_code == 302
    kept = Quotation.objects.get()
    assert (kept.section_text, kept.words) == (SectionText.objects.get(section=section), "一つめの施策")
    page = client.get("/consultations/waterfront/sections/1.2/").content.decode()
    assert "項目 1.2 から引用" in page


def test_a_proposal_is_quoted_in_its_own_discussion(consultation: Consultation, yui: User) -> None:
    proposal = factories.proposal(consultation)
    client = signed_in(yui)
    page = client.get(proposal.get_absolute_url()).content.decode()
    path = address(proposal.thread, f"?quote={proposal.opinion.current_id}")
    assert path in page
    assert client.post(path, posted(quoted="海沿いの道に木陰")).status_code == 302
    assert Quotation.objects.get().words == "海沿いの道に木陰"


def test_the_form_brings_the_words_and_takes_a_piece_of_them(said: Comment, yui: User) -> None:
    path = address(said.thread, f"?parent={said.pk}&quote={said.opinion.current_id}")
    client = signed_in(yui)
    form = client.get(path).context["form"]
    assert form["quoted"].value() == SAID
    assert client.post(path, posted(quoted=f"  {PIECE}\r\n")).status_code == 302
    page = client.get("/consultations/waterfront/").content.decode()
    assert PIECE in page.split("<blockquote")[1].split("</blockquote>")[0]
    assert "「けんじ」の言葉から引用" in page


def test_without_words_nothing_is_quoted(said: Comment, yui: User) -> None:
    path = address(said.thread, f"?parent={said.pk}&quote={said.opinion.current_id}")
    assert signed_in(yui).post(path, posted(quoted="")).status_code == 302
    assert not Quotation.objects.exists()


@pytest.mark.parametrize(
    ("quoted", "words"), [("言っていない言葉", "元の文章にこの言葉が見つかりません"), ("あ" * 301, "300")]
)
def test_a_wrong_quotation_is_said_at_its_field_and_nothing_is_lost(
    said: Comment, yui: User, quoted: str, words: str
) -> None:
    path = address(said.thread, f"?parent={said.pk}&quote={said.opinion.current_id}")
    answer = signed_in(yui).post(path, posted("長い時間をかけて書きました。", quoted=quoted))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert words in page
    assert "長い時間をかけて書きました。" in page
    assert Comment.objects.count() == 1


def test_a_long_text_brings_its_first_three_hundred_letters(consultation: Consultation, yui: User) -> None:
    long = factories.comment(consultation, text="𠮷野川" * 200)
    path = address(long.thread, f"?quote={long.opinion.current_id}")
    assert signed_in(yui).get(path).context["form"]["quoted"].value() == "𠮷野川" * 100


@pytest.mark.parametrize("gone", ["hidden", "withdrawn"])
def test_words_that_are_gone_are_quoted_no_more(
    client: Client, said: Comment, yui: User, kenji: User, gone: str
) -> None:
    write(said.thread, yui, "返信します。", parent=said, quote=quote_of(said))
    if gone == "hidden":
        said.opinion.hidden_at = NOW
        said.opinion.save()
    else:
        opinions.withdraw(opinion=said.opinion, author=kenji, now=NOW)
    page = client.get("/consultations/waterfront/").content.decode()
    assert PIECE not in page
    assert page.count('class="tombstone"') == 2, "at its own place and where it was quoted"
    assert "返信します。" in page


def test_a_comment_as_deep_as_replies_go_is_quoted_beside_it(
    client: Client, consultation: Consultation
) -> None:
    comment = factories.comment(consultation)
    for _level in range(3):
        above, comment = comment, factories.comment(consultation, parent=comment)
    page = client.get("/consultations/waterfront/").content.decode()
    assert f"?parent={above.pk}&amp;quote={comment.opinion.current_id}" in page
    assert f"?parent={comment.pk}" not in page


def test_whatever_number_is_asked_for_nothing_breaks(consultation: Consultation, yui: User) -> None:
    client = signed_in(yui)
    for asked in ("0", "-1", "9" * 40, "x", "section", "１"):
        assert client.get(address(consultation.thread, f"?quote={asked}")).status_code == 404


def test_a_draft_is_never_quoted(consultation: Consultation, yui: User) -> None:
    draft = factories.proposal(consultation, author=yui, published=False)
    thread = Thread.objects.get(proposal=draft)
    with pytest.raises(NotQuotable):
        quoting.revision_in(thread=thread, key=Revision.objects.get(opinion=draft.opinion).pk)
