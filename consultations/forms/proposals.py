"""What belongs to a proposal beside its words."""

from typing import Any, ClassVar

from django import forms
from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from consultations.forms.text import WrittenText
from consultations.models import Area, Consultation, OfficialStatus, PolicyField
from consultations.uploads import MOST_BYTES

ANSWER_LIMIT = 4_000
FILE_ENDINGS = "image/jpeg,image/png,image/webp,application/pdf,.jpg,.jpeg,.png,.webp,.pdf"


class ExtrasForm(forms.Form):
    """What may stand beside the words, in one form: whichever button is pressed, nothing of it is lost.

    A place is its name, a point, or both; the map fills the two numbers in.
    """

    file = forms.FileField(
        label=_("Photo or PDF"),
        required=False,
        help_text=_("JPEG, PNG, WebP or PDF, 10 MB at most. Where a photo was taken is removed from it."),
        widget=forms.FileInput(attrs={"accept": FILE_ENDINGS}),
        error_messages={"empty": _("The file is empty."), "invalid": _("Please choose a file.")},
    )
    description = WrittenText(
        label=_("What it shows"),
        limit=200,
        required=False,
        help_text=_("One sentence, for people who cannot see it."),
    )
    area = forms.ModelChoiceField(
        label=_("Area of the city"),
        queryset=Area.objects.none(),
        required=False,
        empty_label=_("The whole city"),
    )
    policy_field = forms.ModelChoiceField(
        label=_("Field"), queryset=PolicyField.objects.none(), required=False, empty_label=_("None of these")
    )
    name = WrittenText(
        label=_("Name of the place"),
        limit=80,
        required=False,
        help_text=_("For example: in front of the station, the park by the harbour."),
    )
    latitude = forms.DecimalField(label=_("Latitude"), required=False, min_value=-90, max_value=90)
    longitude = forms.DecimalField(label=_("Longitude"), required=False, min_value=-180, max_value=180)

    OF_FILE: ClassVar[tuple[str, ...]] = ("file", "description")

    def __init__(self, *args: Any, consultation: Consultation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, offered in (("area", consultation.areas), ("policy_field", consultation.policy_fields)):
            _offer(self, name, offered.all())
        for name in ("latitude", "longitude"):
            self.fields[name].widget.attrs |= {"step": "any", "inputmode": "decimal"}
            self.fields[name].localize = False

    def clean_file(self) -> Any:
        upload = self.cleaned_data["file"]
        if upload is None and "attach" in self.data:
            raise forms.ValidationError(_("Please choose a file."))
        if upload and upload.size > MOST_BYTES:
            raise forms.ValidationError(_("The file is larger than 10 MB. Please make it smaller."))
        return upload

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        pair = [said.get("latitude"), said.get("longitude")]
        if pair.count(None) == 1 and not self.has_error("latitude") and not self.has_error("longitude"):
            missing = "latitude" if pair[0] is None else "longitude"
            self.add_error(missing, _("A point needs both numbers. Give both, or neither."))
        return said | {
            name: round(value, 5) for name in ("latitude", "longitude") if (value := said.get(name))
        }

    @property
    def place(self) -> dict[str, Any] | None:
        """What the form says about the place; None when something about it has to be put right first."""
        names = [name for name in self.fields if name not in self.OF_FILE]
        if any(self.has_error(name) for name in names):
            return None
        return {name: self.cleaned_data[name] for name in names}

    @property
    def upload(self) -> Any:
        """The file that came along, when nothing about it has to be put right."""
        if any(self.has_error(name) for name in self.OF_FILE):
            return None
        return self.cleaned_data["file"]


class CosignerForm(forms.Form):
    address = forms.EmailField(
        label=_("E-mail address of the person"),
        error_messages={
            "required": _("Please write an e-mail address."),
            "invalid": _("Please write an e-mail address, such as name@example.jp."),
        },
    )


class AnswerForm(forms.Form):
    status = forms.ChoiceField(
        label=_("What the city does with it"),
        choices=OfficialStatus.choices,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Please choose what the city does with it."),
            "invalid_choice": _("Please choose what the city does with it."),
        },
    )
    text = WrittenText(
        label=_("The city's answer, with its reasons"),
        limit=ANSWER_LIMIT,
        lines=8,
        error_messages={"required": _("Please give the reasons. An answer without them satisfies nobody.")},
    )
    department = WrittenText(
        label=_("Department that answers"),
        limit=80,
        error_messages={"required": _("Please name the department.")},
    )


class MilestoneForm(forms.Form):
    title = WrittenText(
        label=_("Step"), limit=80, error_messages={"required": _("Please say what happens in this step.")}
    )
    due_on = forms.DateField(
        label=_("Planned for"),
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={
            "required": _("Please give the day it is planned for."),
            "invalid": _("Please write a day, such as 2027-04-01."),
        },
    )
    text = WrittenText(label=_("More about it"), limit=400, lines=3, required=False)


def _offer(form: forms.Form, name: str, rows: QuerySet[Any]) -> None:
    """Let people choose among these; with nothing to choose from, the field is not there."""
    field = form.fields[name]
    assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - declared in the form
    field.queryset = rows
    if not rows.exists():
        del form.fields[name]


class ProposalFilters(forms.Form):
    """The choice of a list; what is not understood is left out, never an error."""

    STATUSES: tuple[tuple[str, str | Promise], ...] = (
        ("", _("Every status")),
        ("none", _("Not answered yet")),
        *OfficialStatus.choices,
    )
    status = forms.ChoiceField(label=_("Status"), choices=STATUSES, required=False)
    area = forms.ModelChoiceField(
        label=_("Area"), queryset=Area.objects.none(), required=False, empty_label=_("Every area")
    )
    field = forms.ModelChoiceField(
        label=_("Field"), queryset=PolicyField.objects.none(), required=False, empty_label=_("Every field")
    )

    def __init__(self, *args: Any, consultation: Consultation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, offered in (("area", consultation.areas), ("field", consultation.policy_fields)):
            _offer(self, name, offered.all())

    @property
    def chosen(self) -> dict[str, Any]:
        self.full_clean()
        return {name: value for name, value in self.cleaned_data.items() if value}
