"""What the page of a response shows. A fixed number of queries, however much was said."""

from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest, QueryDict

from accounts import policy
from accounts.policy import Action
from consultations import wording as words_of
from consultations.exporting.results import rows
from consultations.exporting.results.rows import Group
from consultations.forms.answering import DepartmentCommentForm, SendBackForm, WordingForm
from consultations.models import Evidence, PlanDraft, Response, ResponseWording, Section
from consultations.services.answering import responses
from consultations.services.setup import plan_changes
from consultations.services.setup.plan_changes import Kind, SectionChange, Words
from consultations.views.answering.board import in_words
from consultations.views.themes.quotations import Quotation, quotations
from consultations.wording import Change

State = Response.State
QUOTATIONS = 8


@dataclass(frozen=True)
class Version:
    wording: ResponseWording
    pieces: list[Change] = field(default_factory=list)
    """What it changed in the one before."""


def context(
    request: HttpRequest,
    found: Response,
    *,
    form: WordingForm | None = None,
    comment_form: DepartmentCommentForm | None = None,
    back_form: SendBackForm | None = None,
    kept: list[tuple[str, Any]] | None = None,
) -> dict[str, Any]:
    run = rows.newest_run(found.consultation)
    of_run = rows.of_run(run) if run else None
    groups = of_run.groups if of_run else []
    group = next((one for one in groups if one.response and one.response.pk == found.pk), Group(found))
    versions = _versions(found)
    may_draft = policy.may(request.user, Action.DRAFT_RESPONSE)
    return {
        "consultation": found.consultation,
        "response": found,
        "line": in_words(group),
        "group": group,
        "wording": versions[0].wording if versions else None,
        "versions": versions,
        "quotations": _quotations(run, group),
        "others": [one for one in groups if one is not group and one.themes and not _is_written(one)],
        "wording_form": form or wording_form(found),
        "comment_form": comment_form or DepartmentCommentForm(),
        "back_form": back_form or SendBackForm(),
        "form": form or comment_form or back_form,
        "kept": kept,
        "comments": _comments(found),
        "steps": list(found.steps.select_related("taken_by")),
        "may_draft": may_draft,
        "may_approve": _may_approve(request, found),
        "acts": _acts(found) if may_draft else {},
    }


def wording_form(found: Response, data: QueryDict | None = None) -> WordingForm:
    standing = responses.standing(found)
    return WordingForm(
        data,
        initial=WordingForm.initial_of(standing, found.version),
        consultation=found.consultation,
        changes=_sections(found),
        approved=found.is_approved,
        chosen=standing.category if standing else None,
    )


def _sections(found: Response) -> list[SectionChange]:
    """What is different in the draft of the next version or in the newest; else every section."""
    draft = PlanDraft.objects.filter(consultation=found.consultation_id, is_accepted=True).first()
    changes = plan_changes.of_draft(draft) if draft else plan_changes.of_newest(found.consultation)
    different = [one for one in changes if one.kind != Kind.SAME]
    if different:
        return different
    newest = plan_changes.newest(found.consultation)
    sections = Section.objects.filter(texts__version=newest) if newest else Section.objects.none()
    texts = {text.section_id: text for text in newest.texts.all()} if newest else {}
    return [
        SectionChange(None, Words(one.number, texts[one.pk].title, ""), one) for one in sections.distinct()
    ]


def _versions(found: Response) -> list[Version]:
    """Newest first."""
    written = list(found.wordings.select_related("category", "written_by"))
    older = [*written[1:], None] if written else []
    return [
        Version(one, words_of.changes(before.text, one.text) if before else [])
        for one, before in zip(written, older, strict=True)
    ]


def _quotations(run: Any, group: Group) -> list[Quotation]:
    if run is None:
        return []
    keys = [theme.pk for theme in group.themes]
    standing = Evidence.objects.standing().filter(cluster__run=run, standing_theme__in=keys)  # type: ignore[misc]
    return [quotation for _theme, quotation in quotations(standing[:QUOTATIONS])]


def _comments(found: Response) -> list[Any]:
    return [
        comment
        for one in found.wordings.prefetch_related("comments__written_by")
        for comment in reversed(one.comments.all())
    ]


def _is_written(group: Group) -> bool:
    return bool(group.response and group.response.version)


def _may_approve(request: HttpRequest, found: Response) -> bool:
    able = policy.may(request.user, Action.APPROVE_RESPONSE)
    return able and found.state == State.SUBMITTED and found.written_by_id != request.user.pk


def _acts(found: Response) -> dict[str, bool]:
    """What can be done with it now."""
    return {
        "consult": bool(found.version) and found.state == State.DRAFT,
        "submit": bool(found.version) and found.state in (State.DRAFT, State.CONSULTING),
        "waits": found.state == State.SUBMITTED,
        "send_back": found.state in (State.CONSULTING, State.SUBMITTED, State.APPROVED),
        "comment": bool(found.version) and not found.is_approved,
    }
