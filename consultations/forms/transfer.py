"""Forms for what comes in from another platform and what goes out."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from consultations.models import Consultation, Export

NEW, EXISTING = "new", "existing"


class ArchiveForm(forms.Form):
    file = forms.FileField(
        label=_("Open-data ZIP of Decidim"),
        help_text=_(
            "The file that Decidim offers under “Open data”, 50 MB at most. It is looked through first; "
            "nothing is added before you have seen what it holds."
        ),
        max_length=200,
        widget=forms.FileInput(attrs={"accept": ".zip"}),
        error_messages={"required": _("Please choose a file."), "empty": _("The file is empty.")},
    )

    def clean_file(self) -> "UploadedFile[bytes]":
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        if (file.size or 0) > settings.IMPORT_MAX_BYTES:
            raise ValidationError(_("The file is larger than 50 MB. Please split it."), code="too_large")
        return file


class DestinationForm(forms.Form):
    """What of the archive is taken, and where it goes."""

    space = forms.ChoiceField(label=_("What is taken over"), required=False)
    where = forms.ChoiceField(
        label=_("Where it goes"),
        choices=[
            (NEW, _("A new consultation, closed from the start")),
            (EXISTING, _("A consultation that is there")),
        ],
        widget=forms.RadioSelect,
        initial=NEW,
    )
    consultation = forms.ChoiceField(label=_("The consultation that is there"), required=False)
    title = forms.CharField(label=_("Title of the new consultation"), max_length=120, required=False)
    slug = forms.SlugField(
        label=_("Its address"),
        help_text=_("Small letters, digits and hyphens; the end of the web address."),
        max_length=60,
        required=False,
    )
    question = forms.CharField(label=_("The question it asked"), max_length=200, required=False)
    department = forms.CharField(label=_("Department in charge"), max_length=80, required=False)
    is_published = forms.BooleanField(label=_("Show it to residents at once"), required=False)

    def __init__(
        self, *args: Any, spaces: Iterable[tuple[str, Any]], targets: Iterable[Consultation], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self._targets = {str(target.pk): target for target in targets}
        self._choose("space", [("", _("Everything in the file")), *spaces])
        self._choose(
            "consultation", [("", _("(none)")), *((key, one.title) for key, one in self._targets.items())]
        )

    def _choose(self, name: str, choices: Iterable[tuple[str, Any]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
        field.choices = list(choices)

    def clean_slug(self) -> str:
        slug: str = self.cleaned_data["slug"]
        if slug and Consultation.objects.filter(slug=slug).exists():
            raise ValidationError(_("This address is taken."), code="taken")
        return slug

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("where") == EXISTING:
            needed = {"consultation": _("Please choose a consultation.")}
        else:
            needed = {
                "title": _("Please write a title."),
                "slug": _("Please write an address."),
                "question": _("Please write the question."),
                "department": _("Please write the department."),
            }
        for name, words in needed.items():
            if not cleaned.get(name) and name not in self.errors:
                self.add_error(name, words)
        return cleaned

    def target(self) -> Consultation | None:
        """The consultation that is there; None for a new one."""
        if self.cleaned_data["where"] != EXISTING:
            return None
        return self._targets[self.cleaned_data["consultation"]]


class ExportForm(forms.Form):
    format = forms.ChoiceField(
        label=_("Format"), choices=Export.Format.choices, widget=forms.RadioSelect, initial=Export.Format.CSV
    )
    kind = forms.ChoiceField(
        label=_("What it holds"),
        choices=[
            (
                Export.Kind.PUBLIC,
                _(
                    "What everybody can read, with the questions and statements; hidden and withdrawn "
                    "opinions without their words"
                ),
            ),
            (
                Export.Kind.PRIVATE,
                _(
                    "Everything, with the private attributes, every answer and every vote; for you alone, "
                    "for seven days"
                ),
            ),
        ],
        widget=forms.RadioSelect,
        initial=Export.Kind.PUBLIC,
    )
    reason = forms.CharField(
        label=_("What you need the private attributes for"),
        help_text=_("Needed for the second choice. It is recorded with your name."),
        max_length=200,
        required=False,
    )
    form_key = forms.CharField(max_length=64, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("kind") == Export.Kind.PRIVATE and not cleaned.get("reason", "").strip():
            self.add_error("reason", _("Please say what you need the private attributes for."))
        return cleaned
