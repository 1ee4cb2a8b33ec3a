"""The steps that ask for several things of one sort: the phases, and what is asked about people."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from consultations.forms.rows import RowsForm
from consultations.forms.text import WrittenText
from consultations.models import AgeBand, Area, Consultation, Phase
from consultations.services.consultations import Participation
from consultations.services.setup import attributes, phases
from consultations.services.setup.attributes import Asked
from consultations.services.setup.phases import Fault, PlannedPhase

_FORMAT = "%Y-%m-%dT%H:%M"
ALLOWED = [
    (Participation.COMMENTS.value, _("Write comments")),
    (Participation.PROPOSALS.value, _("Publish proposals")),
    (Participation.SUPPORTS.value, _("Support proposals")),
]
LONGEST_CHOICE = 40


def _moment(label: Any) -> forms.DateTimeField:
    return forms.DateTimeField(
        label=label,
        required=False,
        input_formats=[_FORMAT, "%Y-%m-%d %H:%M"],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=_FORMAT),
        error_messages={"invalid": _("Please write the day and the time, like 2026-11-20 17:00.")},
    )


class PhasesForm(RowsForm):
    most = 8
    least = 3

    @classmethod
    def row_fields(cls) -> dict[str, forms.Field]:
        return {
            "kind": forms.ChoiceField(
                label=_("Kind"), choices=[("", _("(none)")), *Phase.Kind.choices], required=False
            ),
            "name": WrittenText(
                label=_("Name"),
                limit=30,
                required=False,
                help_text=_("As people read it, like: the city reads the opinions. 30 characters at most."),
            ),
            "starts": _moment(_("Begins (Japan time)")),
            "ends": _moment(_("Ends (Japan time)")),
            "allows": forms.MultipleChoiceField(
                label=_("What people can do"),
                choices=ALLOWED,
                required=False,
                widget=forms.CheckboxSelectMultiple,
            ),
        }

    @classmethod
    def of(cls, consultation: Consultation, data: Any = None) -> "PhasesForm":
        known = [
            {
                "kind": phase.kind,
                "name": phase.name,
                "starts": phase.starts_at,
                "ends": phase.ends_at,
                "allows": [what.value for what in Participation if getattr(phase, f"allows_{what}")],
            }
            for phase in consultation.phases.all()
        ]
        return cls(data, known=known or [{"kind": kind} for kind in Phase.Kind.values])

    def is_blank(self, row: int) -> bool:
        """The kind is filled in beforehand, so it says nothing alone."""
        return not any(value for name, value in self._sent(row).items() if name != "kind")

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        rows = self.cleaned_rows()
        for row, _said in rows:
            self.require(row, "kind", _("Please choose the kind of the phase."))
            self.require(row, "name", _("Please write the name of the phase."))
            self.require(row, "starts", _("Please write when the phase begins."))
            self.require(row, "ends", _("Please write when the phase ends."))
        if not self.errors:
            self._refuse_clashes([row for row, _said in rows])
        return cleaned

    def planned(self) -> list[PlannedPhase]:
        return [
            PlannedPhase(
                kind=said["kind"],
                name=said["name"],
                starts_at=said["starts"],
                ends_at=said["ends"],
                allows=frozenset(Participation(what) for what in said["allows"]),
            )
            for _row, said in self.cleaned_rows()
        ]

    def _refuse_clashes(self, rows: list[int]) -> None:
        for clash in phases.clashes(self.planned()):
            row = rows[clash.place]
            if clash.fault == Fault.BACKWARDS:
                self.add_error(f"ends_{row}", _("The phase must end after it begins."))
            elif clash.other:
                words = _('It begins before "%(name)s" has ended (%(at)s). Phases must not overlap.')
                at = _shown(clash.other.ends_at)
                self.add_error(f"starts_{row}", words % {"name": clash.other.name, "at": at})


def _shown(moment: datetime) -> str:
    return f"{timezone.localtime(moment):%Y-%m-%d %H:%M}"


class AttributesForm(RowsForm):
    most = attributes.MOST_QUESTIONS
    least = 1

    @classmethod
    def row_fields(cls) -> dict[str, forms.Field]:
        return {
            "label": WrittenText(
                label=_("What is asked"),
                limit=40,
                required=False,
                help_text=_("Like: age group. 40 characters at most."),
            ),
            "choices": forms.CharField(
                label=_("Answers to choose from"),
                required=False,
                widget=forms.Textarea(attrs={"rows": 6}),
                help_text=_(
                    "One a line, from 2 to 30. Include an answer for those who would rather not say."
                ),
            ),
            "reason": WrittenText(
                label=_("Why you ask"),
                limit=200,
                lines=2,
                required=False,
                help_text=_("It stands at the field. 200 characters at most."),
            ),
        }

    @classmethod
    def of(cls, consultation: Consultation, data: Any = None) -> "AttributesForm":
        known = [
            {"label": one.label, "choices": "\n".join(one.choices), "reason": one.reason}
            for one in consultation.attribute_questions.all()
        ]
        return cls(data, known=known)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        seen: set[str] = set()
        for row, said in self.cleaned_rows():
            self.require(row, "label", _("Please write what is asked."))
            self.require(row, "choices", _("Please write the answers."))
            self.require(row, "reason", _("Please say why you ask. People read it."))
            if said["label"] in seen:
                self.add_error(f"label_{row}", _("This is asked already."))
            seen.add(said["label"])
            choices = _lines(said["choices"] or "")
            if choices and not 2 <= len(choices) <= attributes.MOST_CHOICES:
                self.add_error(f"choices_{row}", _("Please write from 2 to 30 answers, one a line."))
            elif any(len(choice) > LONGEST_CHOICE for choice in choices):
                self.add_error(f"choices_{row}", _("An answer is longer than 40 characters."))
        return cleaned

    def asked(self) -> list[Asked]:
        return [
            Asked(said["label"], tuple(_lines(said["choices"])), said["reason"])
            for _row, said in self.cleaned_rows()
        ]


def _lines(text: str) -> list[str]:
    return list(dict.fromkeys(line.strip() for line in text.splitlines() if line.strip()))


def age_row() -> dict[str, str]:
    """A question that most consultations ask, ready to be changed."""
    choices = [*AgeBand.labels, _("I would rather not say")]
    return {
        "label": str(_("Age group")),
        "choices": "\n".join(map(str, choices)),
        "reason": str(_("To see whose voices have reached us, and whose have not.")),
    }


def area_row() -> dict[str, str]:
    choices = [*Area.objects.offered().values_list("name", flat=True), _("I would rather not say")]
    return {
        "label": str(_("Area you live in")),
        "choices": "\n".join(map(str, choices[-attributes.MOST_CHOICES :])),
        "reason": str(_("To see whether the parts of the city need different things.")),
    }
