"""Put a draft plan into sections that comments can hang on."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Max

from consultations import indexing
from consultations.models import Consultation, Document, DocumentVersion, Section, SectionText, Thread

_HEADING = re.compile(r"^## +(?P<number>[0-9]+(?:\.[0-9]+)*) +(?P<title>.+)$", re.MULTILINE)


class UnreadablePlan(ValueError):
    """The text has no `# title` line or no `## number title` headings."""


@dataclass(frozen=True)
class PlannedSection:
    number: str
    title: str
    body: str


@dataclass(frozen=True)
class Plan:
    title: str
    sections: tuple[PlannedSection, ...]


def parse(text: str) -> Plan:
    """Read Markdown whose first line is `# title` and whose sections begin with `## 1.2 title`."""
    first, _, rest = text.replace("\r\n", "\n").lstrip("\ufeff\n").partition("\n")
    headings = list(_HEADING.finditer(rest))
    if not first.startswith("# ") or not headings:
        raise UnreadablePlan
    ends = [heading.start() for heading in headings[1:]] + [len(rest)]
    sections = tuple(
        PlannedSection(heading["number"], heading["title"].strip(), rest[heading.end() : end].strip())
        for heading, end in zip(headings, ends, strict=True)
    )
    if len({section.number for section in sections}) != len(sections):
        raise UnreadablePlan
    return Plan(first[2:].strip(), sections)


@transaction.atomic
def publish_first_version(
    *, consultation: Consultation, plan: Plan, label: str, now: datetime
) -> DocumentVersion:
    document = Document.objects.create(consultation=consultation, title=plan.title)
    version = DocumentVersion.objects.create(document=document, number=1, label=label, published_at=now)
    for position, planned in enumerate(plan.sections, start=1):
        section = Section.objects.create(document=document, number=planned.number, position=position)
        SectionText.objects.create(
            version=version, section=section, number=planned.number, title=planned.title, body=planned.body
        )
        Thread.objects.create(section=section)
    indexing.version(version)
    return version


@transaction.atomic
def publish_next_version(
    *, document: Document, plan: Plan, kept: Mapping[str, Section], label: str, now: datetime
) -> DocumentVersion:
    """`kept` says which numbers of the new version go on with a section, and with it with its comments."""
    last = document.versions.aggregate(last=Max("number"))["last"] or 0
    version = DocumentVersion.objects.create(
        document=document, number=last + 1, label=label, published_at=now
    )
    _make_numbers_free(document, last)
    for position, planned in enumerate(plan.sections, start=1):
        section = kept.get(planned.number)
        if section:
            Section.objects.filter(pk=section.pk).update(number=planned.number, position=position)
        else:
            section = Section.objects.create(document=document, number=planned.number, position=position)
            Thread.objects.create(section=section)
        SectionText.objects.create(
            version=version, section=section, number=planned.number, title=planned.title, body=planned.body
        )
    indexing.version(version)
    return version


def _make_numbers_free(document: Document, last: int) -> None:
    """Sections that are no more in the plan keep an address of their own, and their comments with it."""
    for section in document.sections.all():
        number = section.number if "-v" in section.number else f"{section.number}-v{last}"
        Section.objects.filter(pk=section.pk).update(number=number, position=section.position + 10_000)
