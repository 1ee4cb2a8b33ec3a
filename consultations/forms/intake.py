"""The forms into which paper is typed."""

import re
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from consultations.forms.opinions import STANCES, FormKey
from consultations.forms.text import WrittenText
from consultations.importers.limits import LONGEST_ATTRIBUTE, LONGEST_TEXT
from consultations.models import PAPER_CHANNELS, Area, Consultation, Opinion, Proposal, Section
from consultations.services.intake.submissions import Arrival, Words
from consultations.uploads import MOST_BYTES

NUMBER_LIMIT = 30
MOST_STATEMENTS = 200
MOST_PROPOSALS = 500
_EMPTY = pgettext_lazy("attribute", "Not on the sheet")


def about_what(chosen: str) -> dict[str, Any]:
    """The section or the proposal behind a choice of `About`."""
    kind, _colon, key = chosen.partition(":")
    return {
        "section": Section.objects.get(pk=key) if kind == "section" else None,
        "proposal": Proposal.objects.get(pk=key) if kind == "proposal" else None,
    }


def small(file: "UploadedFile[bytes] | None") -> "UploadedFile[bytes] | None":
    if file and (file.size or 0) > MOST_BYTES:
        raise ValidationError(_("The file is larger than 10 MB."), code="too_large")
    return file


class About(forms.ChoiceField):
    """The whole consultation, one section of the draft, or one proposal."""

    def fill(self, consultation: Consultation) -> None:
        sections = Section.objects.filter(document__consultation=consultation).order_by("position")
        texts = sections.values_list("pk", "number", "texts__title").order_by(
            "position", "texts__version__number"
        )
        named = {pk: (f"section:{pk}", f"{number} {title or ''}"[:80]) for pk, number, title in texts}
        proposals = Proposal.objects.listed().filter(opinion__consultation=consultation).order_by("-pk")
        titles = proposals.values_list("pk", "opinion__current__title")[:MOST_PROPOSALS]
        groups: list[Any] = [("", _("The consultation as a whole"))]
        if named:
            groups.append((_("Sections"), list(named.values())))
        offered = [(f"proposal:{pk}", title) for pk, title in titles]
        if offered:
            groups.append((_("Proposals"), offered))
        self.choices = groups


class WordsForm(forms.Form):
    """What stands on the sheet; all of it is compared with the second typing."""

    about = About(label=_("About"), required=False)
    stance = forms.ChoiceField(label=_("Stance"), choices=STANCES, required=False)
    area = forms.ModelChoiceField(
        label=_("Area"), queryset=Area.objects.none(), required=False, empty_label=_EMPTY
    )
    text = WrittenText(
        label=_("Text, word for word"),
        limit=LONGEST_TEXT,
        lines=10,
        help_text=_("As it is written, mistakes included. Write ■ for a character that cannot be read."),
        error_messages={"required": _("Please type the text of the sheet.")},
    )
    has_personal_data = forms.BooleanField(
        label=_("There are names or other personal data in the text"),
        required=False,
        help_text=_("Telephone numbers, addresses and the like are found by themselves."),
    )
    form_key = FormKey()

    def __init__(self, *args: Any, consultation: Consultation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.questions = list(consultation.attribute_questions.all())
        about, area = self.fields["about"], self.fields["area"]
        assert isinstance(about, About)  # noqa: S101 - declared above
        assert isinstance(area, forms.ModelChoiceField)  # noqa: S101 - declared above
        about.fill(consultation)
        area.queryset = Area.objects.offered()
        for question in self.questions:
            self.fields[f"attribute_{question.pk}"] = forms.ChoiceField(
                label=question.label,
                required=False,
                choices=[("", _EMPTY), *((choice, choice) for choice in question.choices)],
            )
        if not self.questions:
            self.fields["attributes"] = Attributes()

    @property
    def attribute_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name.startswith("attribute")]

    def words(self) -> Words:
        said = self.cleaned_data
        answers = {question.label: said[f"attribute_{question.pk}"] for question in self.questions}
        return Words(
            text=said["text"],
            stance=said["stance"],
            **about_what(said["about"]),
            area=said["area"],
            attributes={
                **said.get("attributes", {}),
                **{name: said for name, said in answers.items() if said},
            },
        )


class Attributes(forms.CharField):
    """One line each: `名前：値`."""

    def __init__(self) -> None:
        super().__init__(
            label=_("What else the sheet says about the person"),
            required=False,
            widget=forms.Textarea(attrs={"rows": 2}),
            help_text=_("One line each, such as 年代：60代. Never a name or an address."),
            max_length=2_000,
        )

    def clean(self, value: Any) -> Any:
        found: dict[str, str] = {}
        for line in str(super().clean(value) or "").splitlines():
            if not line.strip():
                continue
            name, mark, said = re.sub("：", ":", line, count=1).partition(":")
            if not mark or not name.strip() or not said.strip():
                raise ValidationError(_("Please write each line as “name: value”."), code="no_colon")
            if max(len(name), len(said)) > LONGEST_ATTRIBUTE:
                raise ValidationError(_("A line is too long."), code="too_long")
            found[name.strip()] = said.strip()
        return found


class ArrivalForm(forms.Form):
    """Which paper it is. Channel and day stay for the next one."""

    received_on = forms.DateField(
        label=_("Day on which it was received"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": _("Please choose a day."), "invalid": _("Please choose a day.")},
    )
    number = WrittenText(
        label=_("Number on the paper"),
        limit=NUMBER_LIMIT,
        help_text=_("The office's own number; 30 characters at most. The next form counts on by itself."),
        error_messages={"required": _("Please type the number on the paper.")},
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_received_on(self) -> date:
        day: date = self.cleaned_data["received_on"]
        if day > self.today:
            raise ValidationError(_("This day has not come yet."), code="future")
        if day.year < 1990:
            raise ValidationError(_("Please look at the year."), code="long_ago")
        return day


class SheetForm(WordsForm, ArrivalForm):
    channel = forms.ChoiceField(
        label=_("How it came"), choices=PAPER_CHANNELS, initial=Opinion.Channel.PAPER.value
    )
    scan = forms.FileField(
        label=_("Scan of the sheet"),
        required=False,
        max_length=200,
        widget=forms.FileInput(attrs={"accept": ".pdf,.png,.jpg,.jpeg"}),
        help_text=_("PDF, PNG or JPEG, 10 MB at most. For staff only; it is never published."),
        error_messages={"empty": _("The file is empty.")},
    )

    field_order = ("channel", "received_on", "number", "about", "stance", "text", "area")

    def clean_scan(self) -> "UploadedFile[bytes] | None":
        return small(self.cleaned_data["scan"])

    def arrival(self) -> Arrival:
        said = self.cleaned_data
        return Arrival(said["number"], said["channel"], said["received_on"], said["has_personal_data"])
