"""The forms around the typing: a meeting in one go, scans, masks, and how many sheets are typed twice."""

import re
from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from consultations.forms.intake import About, ArrivalForm, about_what, small
from consultations.forms.opinions import FormKey
from consultations.forms.text import WrittenText
from consultations.importers.limits import LONGEST_TEXT
from consultations.models import Consultation, Mask, Opinion
from consultations.services.intake.submissions import Arrival, Words
from nlp.text.masking import Place, everywhere

MOST_STATEMENTS = 200


class ScanForm(forms.Form):
    scan = forms.FileField(
        label=_("Scan of the sheet"),
        max_length=200,
        widget=forms.FileInput(attrs={"accept": ".pdf,.png,.jpg,.jpeg"}),
        help_text=_("PDF, PNG or JPEG, 10 MB at most. For staff only; it is never published."),
        error_messages={"required": _("Please choose a file."), "empty": _("The file is empty.")},
    )

    def clean_scan(self) -> "UploadedFile[bytes] | None":
        return small(self.cleaned_data["scan"])


class MeetingForm(ArrivalForm):
    """The record of a meeting: several statements in one go, numbered 3-1, 3-2 and so on."""

    about = About(label=_("About"), required=False)
    split = forms.ChoiceField(
        label=_("One statement is"),
        choices=[("line", _("each line")), ("paragraph", _("each paragraph, with an empty line between"))],
        initial="line",
        widget=forms.RadioSelect,
    )
    text = WrittenText(
        label=_("Statements, word for word"),
        limit=LONGEST_TEXT,
        lines=14,
        help_text=_("Each becomes an opinion of its own. 200 statements at most."),
        error_messages={"required": _("Please type at least one statement.")},
    )
    has_personal_data = forms.BooleanField(
        label=_("There are names or other personal data in the text"), required=False
    )
    form_key = FormKey()

    def __init__(self, *args: Any, consultation: Consultation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        about = self.fields["about"]
        assert isinstance(about, About)  # noqa: S101 - declared above
        about.fill(consultation)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if len(self.statements(cleaned)) > MOST_STATEMENTS:
            self.add_error("text", _("These are more than 200 statements. Please enter them in two goes."))
        return cleaned

    def statements(self, said: dict[str, Any]) -> list[str]:
        between = r"\n" if said.get("split") == "line" else r"\n[ 　\t]*\n"
        return [piece.strip() for piece in re.split(between, said.get("text", "")) if piece.strip()]

    def sheets(self) -> list[tuple[Arrival, Words]]:
        said = self.cleaned_data
        subject = about_what(said["about"])
        return [
            (
                Arrival(
                    f"{said['number']}-{place}",
                    Opinion.Channel.MEETING,
                    said["received_on"],
                    said["has_personal_data"],
                ),
                Words(text=text, **subject),
            )
            for place, text in enumerate(self.statements(said), start=1)
        ]


class MasksForm(forms.Form):
    """Every place that was found is hidden unless somebody takes it back; more words can be added."""

    hidden = forms.MultipleChoiceField(
        label=_("Hide from the public"), required=False, widget=forms.CheckboxSelectMultiple
    )
    more = forms.CharField(
        label=_("More words to hide"),
        required=False,
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("One line each, as they stand in the text. They are hidden wherever they stand."),
    )
    kind = forms.ChoiceField(label=_("What these words are"), choices=Mask.Kind.choices, required=False)

    def __init__(self, *args: Any, text: str, found: Sequence[Place], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.text, self.found = text, {str(place.start): place for place in found}
        field = self.fields["hidden"]
        assert isinstance(field, forms.MultipleChoiceField)  # noqa: S101 - declared above
        kinds = dict(Mask.Kind.choices)
        field.choices = [
            (key, f"{text[place.start : place.end]} ({kinds[place.kind]})")
            for key, place in self.found.items()
        ]
        field.initial = list(self.found)

    def clean_more(self) -> list[str]:
        words = [line.strip() for line in self.cleaned_data["more"].splitlines() if line.strip()]
        missing = next((word for word in words if word not in self.text), None)
        if missing is not None:
            raise ValidationError(
                _("“%(words)s” does not stand in the text."), code="not_there", params={"words": missing}
            )
        return words

    def places(self) -> tuple[list[Place], list[Place]]:
        """What is hidden, and what was found but is shown."""
        said = self.cleaned_data
        hidden = [place for key, place in self.found.items() if key in said["hidden"]]
        shown = [place for key, place in self.found.items() if key not in said["hidden"]]
        return [*hidden, *everywhere(self.text, said["more"], said["kind"] or Mask.Kind.NAME.value)], shown


class SecondEntryForm(forms.Form):
    percent = forms.TypedChoiceField(
        label=_("Typed by two people"),
        choices=[(100, _("Every sheet")), (10, _("One in ten, drawn at random"))],
        coerce=int,
        widget=forms.RadioSelect,
    )
