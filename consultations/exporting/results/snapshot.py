"""Freeze a result: every row with its words, and for every opinion handed in the one place it has."""

from collections import defaultdict
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, override

from consultations.exporting.results import readiness
from consultations.exporting.results.channels import channels_of
from consultations.exporting.results.rows import Group
from consultations.jobs import JobError
from consultations.models import (
    AnalysisRun,
    ChangeCause,
    Evidence,
    Membership,
    ModerationDecision,
    Publication,
    PublishedPlace,
    PublishedRow,
    ResponseWording,
)

QUOTATIONS = 4
"""At most so many stand for a row; its page has every opinion."""
_CHUNK = 1000
NOT_READY = gettext_noop("Something changed, and not everything is approved any more. See what is missing.")
Why = PublishedPlace.Why


@transaction.atomic
def take(publication: Publication) -> None:
    """Begun again after a killed worker, it is taken anew."""
    ready = readiness.of(publication.consultation, now=publication.started_at)
    run = ready.run
    if run is None or not ready.is_ready:
        raise JobError(NOT_READY)
    publication.places.all().delete()
    publication.rows.all().delete()
    # What is printed is in Japanese, whoever pressed the button.
    with override("ja"):
        rows = _rows(publication, run, ready.groups)
    places = _places(publication, run, rows)
    PublishedPlace.objects.bulk_create(places, batch_size=_CHUNK)
    publication.run = run
    publication.figures = _figures(publication, run, places)
    publication.save(update_fields=["run", "figures"])


def _rows(publication: Publication, run: AnalysisRun, groups: list[Group]) -> dict[int | None, PublishedRow]:
    """By theme; what is in no theme under None."""
    quotations = _quotations(run)
    wordings = _wordings(groups)
    causes = _causes(publication)
    found: dict[int | None, PublishedRow] = {}
    for number, group in enumerate(groups, start=1):
        wording = wordings.get(group.response.pk) if group.response else None
        keys = [theme.pk for theme in group.themes]
        quoted = sorted((place for key in keys for place in quotations[key]), key=lambda place: place[0])
        row = PublishedRow.objects.create(
            publication=publication,
            number=number,
            label=" / ".join(group.labels)[:600] or _("Other opinions"),
            wording=wording,
            summary=wording.summary if wording else "",
            quotations=[place[1] for place in quoted[:QUOTATIONS]],
            opinions=group.opinions,
            distinct=group.distinct,
            answer=wording.text if wording else group.set_aside_reason,
            category=wording.category.name if wording and wording.category else _("Set aside"),
            changes=_changes(wording, [cause for key in keys for cause in causes[key]]),
        )
        row.themes.set(group.themes)
        found |= dict.fromkeys(keys, row) if keys else {None: row}
    return found


def _quotations(run: AnalysisRun) -> defaultdict[int, list[tuple[int, list[int]]]]:
    found: defaultdict[int, list[tuple[int, list[int]]]] = defaultdict(list)
    for one in Evidence.objects.standing().filter(cluster__run=run):
        found[one.standing_theme].append((one.position, [one.revision_id, one.start, one.end]))
    return found


def _wordings(groups: list[Group]) -> dict[int, ResponseWording]:
    responses = {group.response.pk: group.response.version for group in groups if group.response}
    written = ResponseWording.objects.filter(response__in=responses).select_related("category")
    return {one.response_id: one for one in written if one.number == responses[one.response_id]}


def _causes(publication: Publication) -> defaultdict[int, list[ChangeCause]]:
    found: defaultdict[int, list[ChangeCause]] = defaultdict(list)
    named = ChangeCause.objects.published().filter(consultation=publication.consultation_id)
    for cause in named.exclude(theme=None):
        found[cause.theme_id or 0].append(cause)
    return found


def _changes(wording: ResponseWording | None, causes: list[ChangeCause]) -> list[dict[str, str]]:
    own = []
    if wording and (wording.section_number or wording.change):
        own.append({"number": wording.section_number, "text": wording.change})
    told = {one["number"] for one in own}
    return own + [{"number": one.number, "text": one.reason} for one in causes if one.number not in told]


def _places(
    publication: Publication, run: AnalysisRun, rows: dict[int | None, PublishedRow]
) -> list[PublishedPlace]:
    """In the order of the rows, what is most typical first; what is withheld last."""
    standing = run.memberships.all().with_standing().select_related("revision__opinion")
    why = _hiding_reasons(run)
    found = []
    for member in standing.defer("revision__text").order_by("-score", "pk"):
        withheld = member.standing == Membership.State.WITHHELD
        found.append(
            PublishedPlace(
                publication=publication,
                revision_id=member.revision_id,
                row=None if withheld else rows[member.standing_theme],
                state=member.standing,
                copy_of_id=member.copy_of_id if member.standing == Membership.State.COPY else None,
                why=_why(member, why) if withheld else "",
            )
        )
    found.sort(key=lambda place: (place.row.number if place.row else len(rows) + 1, place.state == "copy"))
    for number, place in enumerate(found, start=1):
        place.number = number
    return found


def _why(member: Membership, hidden: dict[int, str]) -> str:
    opinion = member.revision.opinion
    if opinion.withdrawn_at:
        return Why.WITHDRAWN
    if opinion.hidden_at:
        reason = hidden.get(opinion.pk, "")
        return reason if reason in Why.values else Why.HIDDEN
    return Why.HELD


def _hiding_reasons(run: AnalysisRun) -> dict[int, str]:
    """The newest decision stands."""
    verdicts = (ModerationDecision.Verdict.HIDE, ModerationDecision.Verdict.REFUSE)
    decided = ModerationDecision.objects.filter(
        opinion__consultation=run.consultation_id, opinion__hidden_at__isnull=False, verdict__in=verdicts
    )
    return dict(decided.order_by("decided_at", "pk").values_list("opinion", "reason"))


def _figures(publication: Publication, run: AnalysisRun, places: list[PublishedPlace]) -> dict[str, Any]:
    totals = run.memberships.all().totals()
    withheld: defaultdict[str, int] = defaultdict(int)
    for place in places:
        if place.why:
            withheld[str(place.why)] += 1
    return {
        "people": totals["people"],
        "opinions": totals["total"],
        "distinct": totals["in_theme"] + totals["no_theme"],
        "copies": totals["copy"],
        "withheld": dict(withheld),
        "channels": channels_of(publication, run),
    }
