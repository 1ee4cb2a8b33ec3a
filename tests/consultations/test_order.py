"""Reports are looked at by a moderator, appeals by another one, and the numbers are public."""

from typing import Any

import pytest
from django.test import Client

from accounts import rate_limits
from accounts.models import AuditEvent, User
from accounts.policy import Role
from consultations.models import Appeal, Consultation, ModerationDecision, News, Opinion, Report
from consultations.services.order import appeals, moderation, reports
from consultations.services.order.appeals import DecidedAlready, DecidedByThemselves, NothingToAppeal
from consultations.services.order.moderation import Reason
from consultations.services.participation import opinions
from tests import factories
from tests.consultations.conftest import signed_in
from tests.factories import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
Outcome = Appeal.Outcome


@pytest.fixture
def consultation() -> Consultation:
    return factories.idea_collection(slug="waterfront")


@pytest.fixture
def opinion(consultation: Consultation, yui: User) -> Opinion:
    return factories.comment(consultation, author=yui, text="こまった言葉").opinion


@pytest.fixture
def moderator() -> User:
    return factories.user(Role.MODERATOR)


def hide(opinion: Opinion, moderator: User) -> ModerationDecision:
    return moderation.hide(
        opinion=opinion, moderator=moderator, reason=Reason.ABUSE, explanation="言い過ぎです。", now=NOW
    )


def report(opinion: Opinion, by: User | None = None) -> User:
    reporter = by or factories.user()
    reports.file(opinion=opinion, reporter=reporter, reason=Reason.ABUSE, words="ひどい", now=NOW)
    return reporter


def told(person: User) -> list[str]:
    return list(person.news_for.order_by("pk").values_list("kind", flat=True))


def test_a_resident_reports_an_opinion_with_a_reason(opinion: Opinion) -> None:
    client = signed_in(factories.user())
    path = f"/opinions/{opinion.receipt}/report/"
    assert client.post(path, {}).status_code == 422
    answer = client.post(path, {"reason": "abuse", "words": "名指しです。"})
    assert answer.status_code == 200
    assert "通報を受け付けました" in answer.content.decode()
    assert Report.objects.get().words == "名指しです。"


def test_the_same_person_reports_once_until_it_is_decided(opinion: Opinion, moderator: User) -> None:
    reporter = report(opinion)
    report(opinion, reporter)
    assert Report.objects.count() == 1
    reports.dismiss(opinion=opinion, moderator=moderator, now=NOW)
    report(opinion, reporter)
    assert Report.objects.count() == 2


@pytest.mark.parametrize("state", ["hidden_at", "withdrawn_at"])
def test_what_is_out_of_sight_cannot_be_reported(consultation: Consultation, state: str) -> None:
    fields: dict[str, Any] = {state: NOW}
    gone = factories.comment(consultation, **fields).opinion
    assert signed_in(factories.user()).get(f"/opinions/{gone.receipt}/report/").status_code == 404


def test_ones_own_opinion_is_withdrawn_and_not_reported(opinion: Opinion, yui: User) -> None:
    answer = signed_in(yui).post(f"/opinions/{opinion.receipt}/report/", {"reason": "abuse"})
    assert answer.headers["Location"].endswith("/withdraw/")
    assert not Report.objects.exists()


def test_the_eleventh_report_of_an_hour_waits(consultation: Consultation) -> None:
    client = signed_in(factories.user())
    opinions = [factories.comment(consultation).opinion for _ in range(11)]
    codes = [client.post(f"/opinions/{o.receipt}/report/", {"reason": "abuse"}).status_code for o in opinions]
    assert codes == [200] * 10 + [429]


def test_hiding_closes_the_reports_and_tells_everybody_concerned(
    opinion: Opinion, yui: User, moderator: User
) -> None:
    reporter = report(opinion)
    hide(opinion, moderator)
    assert Report.objects.get().outcome == Report.Outcome.HIDDEN
    assert told(reporter) == [News.Kind.REPORT_DECIDED]
    assert told(yui) == [News.Kind.HIDDEN]


def test_letting_it_stay_closes_the_reports_with_a_record(opinion: Opinion, moderator: User) -> None:
    reporter = report(opinion)
    client = signed_in(moderator)
    assert "こまった言葉" in client.get("/staff/reports/").content.decode()
    assert client.post(f"/staff/reports/{opinion.receipt}/dismiss/").status_code == 302
    assert "こまった言葉" not in client.get("/staff/reports/").content.decode()
    assert told(reporter) == [News.Kind.REPORT_DECIDED]
    assert AuditEvent.objects.get().action == "report.dismiss"
    opinion.refresh_from_db()
    assert opinion.is_public


def test_the_queue_has_the_longest_waiting_first_and_a_fixed_number_of_queries(
    consultation: Consultation, moderator: User, django_assert_max_num_queries: object
) -> None:
    client = signed_in(moderator)
    made = [factories.comment(consultation, text=f"言葉の{number:02}番").opinion for number in range(12)]
    for number, opinion in enumerate(made):
        report(opinion)
        report(opinion)
        Report.objects.filter(opinion=opinion).update(created_at=NOW - number * factories.DAY)
    with django_assert_max_num_queries(14):  # type: ignore[operator]
        page = client.get("/staff/reports/").content.decode()
    assert page.index("言葉の11番") < page.index("言葉の03番") < page.index("言葉の00番")
    assert page.count("通報2件") == 12


def test_the_author_appeals_once_and_another_moderator_overturns(
    opinion: Opinion, yui: User, moderator: User
) -> None:
    hide(opinion, moderator)
    client = signed_in(yui)
    path = f"/opinions/{opinion.receipt}/appeal/"
    assert "言い過ぎです。" in client.get(path).content.decode()
    assert client.post(path, {"words": ""}).status_code == 422
    assert client.post(path, {"words": "引用しただけです。"}).status_code == 302
    assert client.post(path, {"words": "もう一度"}).status_code == 200
    appeal = Appeal.objects.get()
    desk = f"/staff/appeals/{appeal.pk}/"
    assert signed_in(moderator).post(desk, {"outcome": "upheld", "answer": "x"}).status_code == 403
    other = signed_in(factories.user(Role.MODERATOR))
    assert other.post(desk, {"outcome": "overturned", "answer": "ご指摘の通りです。"}).status_code == 302
    opinion.refresh_from_db()
    assert opinion.is_public
    assert told(yui) == [News.Kind.HIDDEN, News.Kind.RESTORED, News.Kind.APPEAL_DECIDED]


def test_a_decision_that_stands_leaves_the_opinion_hidden_and_the_answer_readable(
    opinion: Opinion, yui: User, moderator: User
) -> None:
    hide(opinion, moderator)
    appeal = appeals.file(opinion=opinion_now(opinion), author=yui, words="ちがいます", now=NOW)
    judge = factories.user(Role.MODERATOR)
    appeals.decide(appeal=appeal, moderator=judge, outcome=Outcome.UPHELD, answer="名前があります。", now=NOW)
    assert opinion_now(opinion).hidden_at
    assert "名前があります。" in signed_in(yui).get(f"/opinions/{opinion.receipt}/appeal/").content.decode()
    with pytest.raises(DecidedAlready):
        appeals.decide(appeal=appeal, moderator=judge, outcome=Outcome.UPHELD, answer="x", now=NOW)


def test_who_decided_never_judges_the_appeal(opinion: Opinion, yui: User, moderator: User) -> None:
    hide(opinion, moderator)
    appeal = appeals.file(opinion=opinion_now(opinion), author=yui, words="ちがいます", now=NOW)
    with pytest.raises(DecidedByThemselves):
        appeals.decide(appeal=appeal, moderator=moderator, outcome=Outcome.UPHELD, answer="x", now=NOW)


def test_a_second_appeal_against_one_decision_is_refused(
    opinion: Opinion, yui: User, moderator: User
) -> None:
    hide(opinion, moderator)
    appeals.file(opinion=opinion_now(opinion), author=yui, words="一", now=NOW)
    with pytest.raises(NothingToAppeal):
        appeals.file(opinion=opinion_now(opinion), author=yui, words="二", now=NOW)


def test_nobody_appeals_for_another_or_against_nothing(opinion: Opinion, yui: User, moderator: User) -> None:
    path = f"/opinions/{opinion.receipt}/appeal/"
    assert signed_in(yui).get(path).status_code == 404
    hide(opinion, moderator)
    assert signed_in(factories.user()).get(path).status_code == 404


def test_the_public_log_has_numbers_and_no_words(client: Client, opinion: Opinion, moderator: User) -> None:
    hide(opinion, moderator)
    page = client.get("/moderation-log/").content.decode()
    assert "2026年11月" in page
    assert "誹謗" in page or "中傷" in page or "差別" in page
    assert "こまった言葉" not in page
    assert str(moderator) not in page


def test_what_its_author_withdraws_waits_for_nobody(opinion: Opinion, yui: User, moderator: User) -> None:
    reporter = report(opinion)
    opinions.withdraw(opinion=opinion, author=yui, now=NOW)
    assert Report.objects.get().outcome == Report.Outcome.WITHDRAWN
    assert told(reporter) == [News.Kind.REPORT_DECIDED]
    assert opinion.receipt not in signed_in(moderator).get("/staff/reports/").content.decode()


def test_who_restores_an_opinion_answers_the_appeal(opinion: Opinion, yui: User, moderator: User) -> None:
    hide(opinion, moderator)
    appeals.file(opinion=opinion_now(opinion), author=yui, words="店の名前です。", now=NOW)
    moderation.restore(
        opinion=opinion,
        moderator=moderator,
        reason=Reason.MISTAKE,
        explanation="お店の名前でした。",
        now=NOW,
    )
    appeal = Appeal.objects.get()
    assert (appeal.outcome, appeal.answer) == (Outcome.OVERTURNED, "お店の名前でした。")
    with pytest.raises(DecidedAlready):
        appeals.decide(
            appeal=appeal,
            moderator=factories.user(Role.MODERATOR),
            outcome=Outcome.UPHELD,
            answer="",
            now=NOW,
        )


def test_the_public_log_counts_how_reports_ended(
    client: Client, opinion: Opinion, moderator: User, consultation: Consultation
) -> None:
    report(opinion)
    report(factories.comment(consultation).opinion)
    reports.dismiss(opinion=opinion, moderator=moderator, now=NOW)
    page = client.get("/moderation-log/").content.decode()
    assert "意見はそのまま残ります: 1" in page
    assert "判断待ち: 1" in page


def test_the_desk_says_on_each_page_how_much_waits(opinion: Opinion, moderator: User) -> None:
    report(opinion)
    for path in ("/staff/reports/", "/staff/held/", "/staff/suspensions/", "/staff/abuse-list/"):
        page = signed_in(moderator).get(path).content.decode()
        assert "通報と異議申立て (1)" in page
        assert "公開前の確認 (0)" in page
        assert "利用停止 (0)" in page


@pytest.mark.parametrize("who", ["author", "moderator"])
def test_too_many_at_once_keep_what_was_written(
    opinion: Opinion, yui: User, moderator: User, monkeypatch: pytest.MonkeyPatch, who: str
) -> None:
    hide(opinion, moderator)
    appeal = appeals.file(opinion=opinion_now(opinion), author=yui, words="店の名前です。", now=NOW)
    person, path, words = {
        "author": (yui, f"/opinions/{opinion.receipt}/appeal/", {"words": "長い説明です。"}),
        "moderator": (
            factories.user(Role.MODERATOR),
            f"/staff/appeals/{appeal.pk}/",
            {"outcome": Outcome.UPHELD.value, "answer": "長い説明です。"},
        ),
    }[who]
    if who == "author":
        appeal.delete()
    for name in ("REPORTS", "STAFF_WRITES"):
        monkeypatch.setattr(rate_limits, name, rate_limits.Limit("none", times=0, seconds=60))
    answer = signed_in(person).post(path, words)
    assert answer.status_code == 429
    assert "長い説明です。" in answer.content.decode()


@pytest.mark.parametrize("path", ["/staff/reports/", "/staff/appeals/1/"])
@pytest.mark.parametrize(("role", "status"), [(None, 302), (Role.RESIDENT, 403), (Role.PLANNER, 403)])
def test_only_moderators_see_the_queue(path: str, role: Role | None, status: int) -> None:
    person = factories.user(role) if role else None
    assert signed_in(person).get(path).status_code == status


def opinion_now(opinion: Opinion) -> Opinion:
    return Opinion.objects.with_words().get(pk=opinion.pk)
