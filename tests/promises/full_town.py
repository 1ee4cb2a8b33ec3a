"""A town in which everything that is ever kept is there once, so that every page has something to show.

What needs a service comes by that service, the rest are plain rows.
"""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from allauth.account.models import EmailAddress

from accounts.models import User
from accounts.policy import Role
from consultations import jobs as engine
from consultations import models as kept
from consultations.models import Consultation, Opinion, Phase, Proposal
from consultations.services.following import follows
from consultations.services.order import flags, moderation
from consultations.services.proposals import cosigning
from consultations.services.setup import blueprints, plan_drafts, previews
from consultations.services.surveys import opinion_groups
from consultations.tasks import handler_for
from tests import factories
from tests.consultations.planning.material import ALL, analysed, fill
from tests.consultations.surveys import material
from tests.factories import DAY, NOW
from tests.promises import (
    full_town_addresses,
    full_town_answers,
    full_town_chat,
    full_town_decisions,
    full_town_intake,
)

PLAN = "# みどりの計画\n\n## 1.1 背景\n\n木陰が少ない。\n\n## 1.2 取組み\n\n木を50本植える。\n"
FINAL = "# みどりの計画\n\n## 1.1 背景\n\n木陰が少ない。\n\n## 1.2 取組み\n\n木を100本植える。\n"
REASON = kept.ModerationDecision.Reason.ABUSE


@dataclass
class Town:
    staff: User
    """Holds every role."""
    author: User
    """A resident who wrote most of it."""
    addresses: list[str] = field(default_factory=list)
    """To which no page leads."""
    chat: str = ""
    """The token of the conversation in which everything was said."""


def build() -> Town:
    town = Town(_person(*Role, display_name="担当者"), _person(display_name="書いた人"))
    area = kept.Area.objects.create(name="港町", code="a1", position=1)
    topic = kept.PolicyField.objects.create(name="交通", position=1)
    _plan(town, area, topic)
    ideas = _ideas(town, area, topic)
    _surveys(town)
    _drafts(town, ideas)
    _order(town, ideas)
    full_town_intake.paper(town.staff, ideas)
    full_town_intake.moved(town.staff, ideas)
    _following(town, ideas, area, topic)
    town.addresses += full_town_answers.build(town.staff, town.author)
    town.chat = full_town_chat.build(town.staff, town.addresses)
    town.addresses += full_town_addresses.of(town.author)
    return town


def _person(*roles: Role, **fields: Any) -> User:
    person = factories.user(*roles, **fields)
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    return person


def _told(consultation: Consultation) -> Consultation:
    for name in ("background", "deciding", "summary", "what_happens_next"):
        setattr(consultation, name, f"この募集の{name}です。")
    consultation.save()
    return consultation


def _plan(town: Town, area: kept.Area, topic: kept.PolicyField) -> None:
    """Two versions of a plan, the second with what led to it, a third on its way in, and comments."""
    plan = _told(factories.consultation(slug="plan"))
    plan.areas.add(area)
    plan.policy_fields.add(topic)
    for text in (PLAN, FINAL):
        draft = plan_drafts.keep_text(
            consultation=plan, text=text, label="案", planner=town.staff, now=NOW - DAY
        )
        plan_drafts.accept(draft=draft, planner=town.staff, now=NOW - DAY)
    section = kept.Section.objects.get(number="1.2")
    comment = factories.comment(section, author=town.author, area=area)
    factories.comment(section, text="返信です。", parent=comment, author=town.staff)
    for reason in ("意見を受けて増やした。", "もう一度。"):
        draft = kept.PlanDraft.objects.filter(consultation=plan).latest("pk")
        kept.ChangeCause.objects.create(
            consultation=plan, number="1.2", section=section, opinion=comment.opinion, reason=reason,
            added_by=town.staff, added_at=NOW,
        )  # fmt: skip
        if not draft.is_accepted:
            break
        plan_drafts.publish(draft=draft, planner=town.staff, now=NOW)
        draft = plan_drafts.keep_text(
            consultation=plan, text=PLAN, label="次の案", planner=town.staff, now=NOW
        )
        plan_drafts.accept(draft=draft, planner=town.staff, now=NOW)
    kept.PlanDraft.objects.update(source_name="計画.docx", left_out=["図1"])
    factories.revision(comment.opinion, text="書き直した意見です。")
    words = kept.SectionText.objects.filter(section=section).latest("pk")
    kept.Quotation.objects.create(comment=comment, section_text=words, start=0, end=3)
    kept.Mention.objects.create(comment=comment, user=town.staff, called="担当者")
    kept.Correction.objects.create(
        consultation=plan, note="題を直した。", before={"title": "前の題"}, made_by=town.staff, made_at=NOW
    )
    phase = plan.phases.get(kind=Phase.Kind.COLLECT)
    kept.Extension.objects.create(
        phase=phase, ended_at=phase.ends_at - DAY, ends_at=phase.ends_at, reason="大雨のため。",
        extended_by=town.staff, extended_at=NOW,
    )  # fmt: skip


def _ideas(town: Town, area: kept.Area, topic: kept.PolicyField) -> Consultation:
    """Proposals with everything beside them, and an analysis with published themes."""
    ideas = _told(factories.idea_collection(slug="ideas"))
    kept.AttributeQuestion.objects.create(
        consultation=ideas, label="年代", choices=["若い人", "年配の人"], reason="世代ごとに読むため。"
    )
    fill(ideas, ALL)
    for _number in range(2):
        proposal = factories.proposal(
            ideas, author=town.author, area=area, policy_field=topic, attributes={"年代": "若い人"}
        )
        factories.comment(proposal, author=town.author)
        factories.comment(proposal, author=town.staff)
        kept.Comment.objects.filter(opinion__author=town.staff).update(speaks_for="道路課")
        _beside(town, proposal)
    draft = factories.proposal(ideas, author=town.author, published=False, title="下書き")
    factories.place(draft, name="下書きの場所")
    run = analysed(ideas)
    kept.AnalysisRun.objects.filter(pk=run.pk).update(published_at=NOW)
    full_town_decisions.decide(ideas, planner=town.staff)
    full_town_decisions.decide_findings(run, planner=town.staff)
    found = kept.Theme.objects.create(consultation=ideas, found_label="見つかった名", created_at=NOW)
    kept.ChangeCause.objects.create(
        consultation=Consultation.objects.get(slug="plan"), number="1.2", theme=found, added_at=NOW,
        reason="この論点から。",
        version=kept.DocumentVersion.objects.latest("pk"), added_by=town.staff,
    )  # fmt: skip
    kept.Job.objects.create(
        kind="import", state="failed", stage="rows", error="読めない行があります。", consultation=ideas,
        idempotency_key="failed", requested_by=town.staff, created_at=NOW,
    )  # fmt: skip
    return ideas


def _beside(town: Town, proposal: Proposal) -> None:
    factories.place(proposal, name="港の前", latitude="35.1", longitude="139.1")
    kept.Attachment.objects.create(
        opinion=proposal.opinion, token=f"token{proposal.pk}", kind="pdf", file="a.pdf", name="図面.pdf",
        description="図面です。", size=10, pages=1, sha256=f"{proposal.pk}", created_at=NOW,
    )  # fmt: skip
    kept.OfficialAnswer.objects.create(
        proposal=proposal, status="accepted", text="進めます。", department="道路課",
        answered_by=town.staff, answered_at=NOW,
    )  # fmt: skip
    Proposal.objects.filter(pk=proposal.pk).update(status="accepted")
    kept.Milestone.objects.create(
        proposal=proposal, title="着工", text="始めます。", due_on=date(2027, 1, 1), created_at=NOW
    )
    kept.Cosigner.objects.create(proposal=proposal, user=factories.user(), asked_at=NOW, signed_at=NOW)
    factories.support(town.author, proposal)
    town.addresses.append(f"/cosign/{cosigning.link_token(proposal=proposal)}/")


def _surveys(town: Town) -> None:
    survey = _told(material.survey(results_during=True))
    asked = material.one_of_each(survey)
    kept.Question.objects.filter(consultation=survey).update(explanation="説明です。")
    for person in (town.author, *(factories.user() for _number in range(6))):
        material.hand_in(survey, person, {asked[material.Kind.TEXT].field_name: "木陰がほしい。"})
    kept.AnswerSheet.objects.filter(person=town.author).update(
        draft={asked[material.Kind.TEXT].field_name: "書きかけ"}
    )
    statements = _told(material.one_by_one(results_during=True))
    seeds = material.seeds(statements)
    material.two_camps(seeds)
    job = opinion_groups.start(consultation=statements, requested_by=None, idempotency_key="groups", now=NOW)
    engine.run(job.pk, handler_for)
    opinion = factories.opinion(statements, kind=Opinion.Kind.STATEMENT, text="住民の声です。")
    kept.Statement.objects.create(consultation=statements, number=99, opinion=opinion, created_at=NOW)


def _drafts(town: Town, ideas: Consultation) -> None:
    """Not published yet: a preview by link, a template, what is half typed."""
    draft = _told(factories.consultation(slug="draft", published_at=None))
    factories.document(draft)
    town.addresses.append(
        f"/preview/{previews.token_of(previews.make(consultation=draft, planner=town.staff, now=NOW))}/"
    )
    for kind in Consultation.Kind:
        content = blueprints.content_of(ideas)
        kept.Blueprint.objects.create(
            name=f"ひな形{kind}", kind=kind, content=content, saved_by=town.staff, saved_at=NOW
        )


def _order(town: Town, ideas: Consultation) -> None:
    """Reports, decisions, appeals, suspensions, an ended discussion, flags."""
    thread = Proposal.objects.earliest("pk").thread
    for number in range(3):
        opinion = factories.comment(thread, text=f"きつい言葉{number}", author=town.author).opinion
        kept.Report.objects.create(
            opinion=opinion, reporter=town.staff, reason=REASON, words="ひどい。", created_at=NOW
        )
        kept.Flag.objects.create(
            opinion=opinion, revision=opinion.words, kind=kept.Flag.Kind.LISTED_WORD, places=[[1, 3]],
            details=["きつい"], raised_at=NOW,
        )  # fmt: skip
    opinion = factories.comment(thread, author=town.author).opinion
    kept.Appeal.objects.create(decision=_hidden(town, thread), words="納得できません。", created_at=NOW)
    person = factories.user()
    for who, more in ((person, {"until": NOW + DAY}), (town.author, {"lifted_at": NOW, "outcome": "lifted"})):
        kept.Suspension.objects.create(
            person=who, opinion=opinion, reason=REASON, note="続くため。", imposed_at=NOW,
            imposed_by=town.staff, objection="違います。", objected_at=NOW, answer="確かめました。", **more,
        )  # fmt: skip
    kept.Appeal.objects.create(
        decision=_hidden(town, thread), words="おかしいです。", answer="確かめました。", outcome="upheld",
        created_at=NOW, decided_by=town.staff, decided_at=NOW,
    )  # fmt: skip
    withdrawn = factories.comment(
        thread, author=town.author, withdrawn_at=NOW, withdrawal_reason="考え直した。"
    )
    factories.comment(thread, parent=withdrawn)
    kept.Thread.objects.filter(proposal=Proposal.objects.order_by("pk")[1]).update(locked_at=NOW)
    kept.EndedDiscussion.objects.create(
        thread=Proposal.objects.order_by("pk")[1].thread,
        reason="abuse",
        note="荒れたため。",
        ended_at=NOW,
        ended_by=town.staff,
    )
    kept.ListedWord.objects.create(kind="word", text="きつい", folded="きつい", added_at=NOW)
    flags.look(now=NOW)
    factories.comment(thread, text="待つ言葉", author=town.author, held_until=NOW + DAY)


def _hidden(town: Town, thread: kept.Thread) -> kept.ModerationDecision:
    opinion = factories.comment(thread, text="隠す言葉", author=town.author).opinion
    moderation.hide(
        opinion=opinion, moderator=town.staff, reason=REASON, explanation="規則に反します。", now=NOW
    )
    return kept.ModerationDecision.objects.latest("pk")


def _following(town: Town, ideas: Consultation, area: kept.Area, topic: kept.PolicyField) -> None:
    """People who follow, news and notices of which they are told."""
    opinion = Proposal.objects.earliest("pk").opinion
    for person in (town.author, town.staff):
        for target in (opinion.proposal.thread, area, topic):
            follows.follow(target=target, person=person, language="ja", now=NOW - DAY)
        kept.AudienceProfile.objects.create(user=person, area=area, age_band="30s", agreed_at=NOW)
    notice = kept.Notice.objects.create(
        title="お知らせ", body="本文です。", form_key="k" * 24, sent_by=town.staff, sent_at=NOW
    )
    for person in (town.author, town.staff):
        for kind in kept.News.Kind:
            news = kept.News.objects.create(
                kind=kind,
                consultation=ideas,
                opinion=opinion,
                recipient=person,
                details={"notice": notice.pk} if kind == "notice" else {},
                at=NOW,
                told_at=NOW,
            )
            kept.Notification.objects.create(user=person, news=news, frequency="at_once", created_at=NOW)
