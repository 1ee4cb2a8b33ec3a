"""A closed consultation of which everything is answered and published, and one more draft of each kind."""

from accounts.models import User
from accounts.policy import Role
from consultations import models as kept
from consultations.exporting.results import rows
from consultations.services.answering import categories, publishing, responses
from consultations.services.answering.responses import Words
from tests import factories
from tests.consultations.answering import material
from tests.factories import NOW


def build(staff: User, author: User) -> list[str]:
    """The addresses to which forms lead."""
    consultation, run = material.closed("answered")
    factories.comment(consultation, author=author, text="公開後も読める意見です。")
    run = material.run_of(consultation, {"窓口": list(consultation.opinions.order_by("pk")[:3])})
    second = factories.user(Role.PLANNER)
    material.approve_all(consultation, run, staff, second)
    material.published(consultation, staff)
    material.published(consultation, staff, key="two")
    kept.Opinion.objects.filter(pk=consultation.opinions.earliest("pk").pk).update(withdrawn_at=NOW)
    change = [{"number": "", "text": "第2章を改めました。"}]
    kept.PublishedRow.objects.filter(number=1).update(changes=change, summary="市の言葉です。")
    publishing.refresh(now=NOW)
    drafted = _drafted(staff)
    desk = "/staff/consultations/answered/answers"
    begun = [f"{desk}/{one.pk}/" for one in consultation.responses.all()]
    files = [f"{desk}/publications/1/files/{one}/" for one in kept.PublishedFile.Format.values]
    return [
        *begun, *files, drafted,
        f"{desk}/", f"{desk}/publish/", f"{desk}/categories/", f"{desk}/publications/1/",
        f"{desk}/publications/1/1/", "/consultations/answered/result/", "/consultations/answered/result/1/",
        "/staff/consultations/drafted/answers/", "/staff/consultations/drafted/answers/publish/",
    ]  # fmt: skip


def _drafted(staff: User) -> str:
    consultation, run = material.closed("drafted")
    draft = material.answered(rows.of_run(run).groups[0], consultation, staff)
    responses.comment(response=draft, department="財政課", text="額を確かめました。", by=staff, now=NOW)
    aside = kept.Theme.objects.filter(consultation=consultation).exclude(answered__response=draft)
    kept.Theme.objects.filter(pk=aside.earliest("pk").pk).update(
        set_aside_at=NOW, set_aside_reason="県の仕事です。"
    )
    words = Words("書き直した文面です。", summary="市の言葉です。", change="第2章を改めます。")
    responses.write(response=draft, words=words, read_version=1, by=staff, now=NOW)
    made = categories.add(consultation=consultation, name="使わない区分", by=staff, now=NOW)
    categories.retire(category=made, by=staff, now=NOW)
    return f"/staff/consultations/drafted/answers/{draft.pk}/"
