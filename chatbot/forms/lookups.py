"""Lists that staff bring in, and questions they try on them."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import FileExtensionValidator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from chatbot.models import LookupSet
from chatbot.services.lookups.tables import MAX_BYTES, MOST_FILES

ENDINGS = ("csv", "zip")
LONGEST_QUESTION = 300


class SeveralFilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class SeveralFilesField(forms.FileField):
    """One file or several; always a list."""

    widget = SeveralFilesInput

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile[Any]]:
        files = data if isinstance(data, list | tuple) else [data]
        if len(files) > MOST_FILES or sum(file.size for file in files if file) > MAX_BYTES:
            raise forms.ValidationError(gettext("Together the files may have 10 MB at most."))
        return [super(SeveralFilesField, self).clean(file, initial) for file in files]


class LookupUploadForm(forms.Form):
    kind = forms.ChoiceField(
        label=_("What the list is about"), choices=LookupSet.Kind.choices, widget=forms.RadioSelect
    )
    lists = SeveralFilesField(
        label=_("List files"),
        help_text=_(
            "Garbage: target.csv and area_days.csv, with description.csv, center.csv and remarks.csv if you"
            " have them, one by one or in one ZIP. Facilities: one CSV. UTF-8 or Shift_JIS, up to 10 MB."
        ),
        validators=[FileExtensionValidator(ENDINGS)],
        widget=SeveralFilesInput(attrs={"accept": ".csv,.zip"}),
    )
    source = forms.CharField(
        label=_("Source, as visitors read it"),
        max_length=200,
        help_text=_("For example: Resource Recycling Division, list of garbage 2026"),
    )
    source_url = forms.URLField(
        label=_("Official page of the list"), max_length=500, required=False, assume_scheme="https"
    )
    as_of = forms.DateField(
        label=_("The list is of this day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    until = forms.TimeField(
        label=_("Garbage is put out until"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        help_text=_("Only for garbage. After this time today's collection is not told any more."),
    )
    is_ours = forms.BooleanField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = gettext("These are the rules of %(city)s, not of another city")
        self.fields["is_ours"].label = words % {"city": settings.CITY_NAME}

    def contents(self) -> list[tuple[str, bytes]]:
        files: list[UploadedFile[Any]] = self.cleaned_data["lists"]
        return [(str(file.name), file.read()) for file in files]


class TryForm(forms.Form):
    q = forms.CharField(label=_("Question"), max_length=LONGEST_QUESTION)
    district = forms.ChoiceField(label=_("District of the visitor"), required=False)

    def __init__(self, *args: Any, districts: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["district"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101
        field.choices = [("", gettext("Not said yet")), *((name, name) for name in districts)]


class KindsForm(forms.Form):
    """For each kind without days of its own: the days on which it is collected."""

    moves = forms.BooleanField(
        required=False,
        label=_("Days such as the second Wednesday come a week later when they fall into a pause"),
    )

    def __init__(self, *args: Any, held: LookupSet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["moves"].initial = held.content["moves"]
        columns = held.content["columns"]
        self.kinds = [kind["name"] for kind in held.content["kinds"] if kind["name"] not in columns]
        choices = [("", gettext("Not collected on fixed days")), *((name, name) for name in columns)]
        for place, kind in enumerate(self.kinds):
            self.fields[f"kind{place}"] = forms.ChoiceField(
                label=kind,
                choices=choices,
                required=False,
                initial=held.content["collected_with"].get(kind, ""),
            )
        self.order_fields([*(f"kind{place}" for place in range(len(self.kinds))), "moves"])

    def collected_with(self) -> dict[str, str]:
        return {kind: self.cleaned_data[f"kind{place}"] for place, kind in enumerate(self.kinds)}
