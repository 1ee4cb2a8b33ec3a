"""One selection of a run's opinions: what every view of the desk, every figure and every file is made of."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import CharField, Exists, OuterRef
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Coalesce
from django.utils import timezone

from consultations.models import AnalysisRun, Area, Evidence, Membership, Opinion, SearchEntry, Theme
from consultations.models.standing import MembershipQuerySet

NO_STANCE = "none"
DISTINCT = [Membership.State.IN_THEME, Membership.State.NO_THEME]
MOST_ANSWERS = 30
"""A column with more different cells than that is no attribute to choose by, but a text."""

_OPINION = "revision__opinion__"


@dataclass(frozen=True)
class Selection:
    """Everything must hold at once; of several stances, channels or answers to one question any one."""

    theme: str = ""
    """`Theme.stable_id`; of a theme that was merged, what it was merged into."""
    alone: bool = False
    """In no theme, copies of such opinions included."""
    state: str = ""
    stances: tuple[str, ...] = ()
    """`Membership.Stance`, or `NO_STANCE`."""
    channels: tuple[str, ...] = ()
    areas: tuple[int, ...] = ()
    about: tuple[tuple[str, str], ...] = ()
    """Question or column, and the answer to it."""
    since: date | None = None
    until: date | None = None
    """The last day that counts."""
    terms: tuple[str, ...] = ()
    """Folded, as `searching.terms_of` makes them."""
    family: int | None = None
    """Number of the cluster under which themes stand together."""
    distinct: bool = False
    """Themes of few opinions unlike all others."""
    copies: bool | None = None
    """True: copies only; False: distinct opinions only, which are neither copies nor withheld."""
    quotation: tuple[int, int] | None = None
    """Number of the cluster and position of the quotation that speaks for them."""
    spoken: bool = False
    """Like one of the quotations of their theme, whichever."""
    unspoken: bool = False
    """In a theme, but like none of its quotations."""

    @property
    def is_everything(self) -> bool:
        return self == Selection()


def selected(*, run: AnalysisRun, selection: Selection) -> MembershipQuerySet:
    """The opinions of the run that are meant, as they stand now (`MembershipQuerySet.with_standing`)."""
    rows = run.memberships.all().with_standing()
    rows = _by_place(rows, run, selection)
    rows = _by_opinion(rows, run, selection)
    rows = _by_answers(rows, selection.about)
    return _by_quotation(rows, selection)


def answers_about(run: AnalysisRun) -> list[tuple[str, list[str]]]:
    """What is known about those who wrote: each question or column with the answers that occur."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    known = Opinion.objects.filter(revisions__memberships__run=run).exclude(attributes={})
    for attributes in known.order_by().values_list("attributes", flat=True).distinct():
        for label, answer in attributes.items():
            if isinstance(answer, str) and answer:
                found[label].add(answer)
    return [(label, sorted(found[label])) for label in sorted(found) if len(found[label]) <= MOST_ANSWERS]


def areas_of(run: AnalysisRun) -> list[Area]:
    """Those that an opinion of the run is about."""
    named = Opinion.objects.filter(revisions__memberships__run=run, area__isnull=False)
    return list(Area.objects.filter(pk__in=named.order_by().values("area")))


def _by_place(rows: MembershipQuerySet, run: AnalysisRun, asked: Selection) -> MembershipQuerySet:
    if asked.theme:
        themes = Theme.objects.filter(consultation=run.consultation_id, stable_id=asked.theme)
        rows = rows.filter(standing_theme__in=themes.values_list(Coalesce("merged_into", "pk")))  # type: ignore[misc]
    if asked.alone:
        rows = rows.filter(standing_theme=None).exclude(standing="withheld")  # type: ignore[misc]
    if asked.state:
        rows = rows.filter(standing=asked.state)  # type: ignore[misc]
    if asked.copies is not None:
        states = [Membership.State.COPY] if asked.copies else DISTINCT
        rows = rows.filter(standing__in=states)  # type: ignore[misc]
    clusters = run.clusters.filter(theme__isnull=False, theme__merged_into=None)
    if asked.family is not None:
        rows = rows.filter(standing_theme__in=clusters.filter(parent__number=asked.family).values("theme"))  # type: ignore[misc]
    if asked.distinct:
        rows = rows.filter(standing_theme__in=clusters.filter(is_distinct=True).values("theme"))  # type: ignore[misc]
    return rows


def _by_opinion(rows: MembershipQuerySet, run: AnalysisRun, asked: Selection) -> MembershipQuerySet:
    if asked.stances:
        stances = ["" if stance == NO_STANCE else stance for stance in asked.stances]
        rows = rows.filter(standing_stance__in=stances)  # type: ignore[misc]
    if asked.channels:
        rows = rows.filter(**{f"{_OPINION}channel__in": asked.channels})
    if asked.areas:
        rows = rows.filter(**{f"{_OPINION}area__in": asked.areas})
    if asked.since:
        rows = rows.filter(**{f"{_OPINION}published_at__gte": _midnight(asked.since)})
    if asked.until:
        rows = rows.filter(**{f"{_OPINION}published_at__lt": _midnight(asked.until + timedelta(days=1))})
    if asked.terms:
        entries = SearchEntry.objects.filter(consultation=run.consultation_id).matching(asked.terms)
        rows = rows.filter(**{f"{_OPINION}in": entries.values("opinion")})
    return rows


def _by_answers(rows: MembershipQuerySet, about: Sequence[tuple[str, str]]) -> MembershipQuerySet:
    wanted: defaultdict[str, list[str]] = defaultdict(list)
    for label, answer in about:
        wanted[label].append(answer)
    for number, (label, answers) in enumerate(wanted.items()):
        cell = Cast(KeyTextTransform(label, f"{_OPINION}attributes"), CharField())
        rows = rows.alias(**{f"answer_{number}": cell}).filter(**{f"answer_{number}__in": answers})
    return rows


def _by_quotation(rows: MembershipQuerySet, asked: Selection) -> MembershipQuerySet:
    if asked.quotation:
        cluster, position = asked.quotation
        rows = rows.filter(_spoken_for(), cluster__number=cluster, spoken_for_by=position)
    if asked.spoken:
        rows = rows.filter(_spoken_for())
    if asked.unspoken:
        rows = rows.filter(~_spoken_for(), standing_theme__isnull=False)  # type: ignore[misc]
    return rows


def _spoken_for() -> Exists:
    """A quotation that may be shown, and that stands in the theme in which the opinion stands now."""
    return Exists(
        Evidence.objects.standing().filter(  # type: ignore[misc]
            cluster=OuterRef("cluster"),
            position=OuterRef("spoken_for_by"),
            standing_theme=OuterRef("standing_theme"),
        )
    )


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
