"""What editors bring along: files."""

from django import forms
from django.core.validators import FileExtensionValidator
from django.utils.translation import gettext_lazy as _

from chatbot.models import FaqUpload

ENDINGS = ("csv", "tsv", "txt", "xlsx", "json", "yml", "yaml", "zip")


class UploadForm(forms.Form):
    kind = forms.ChoiceField(
        label=_("What the file holds"),
        choices=FaqUpload.Kind.choices,
        widget=forms.RadioSelect,
        initial=FaqUpload.Kind.ENTRIES,
    )
    file = forms.FileField(
        label=_("File"),
        help_text=_("CSV or TSV (UTF-8 or Shift_JIS), Excel (.xlsx), JSON or YAML. Up to 10 MB."),
        validators=[FileExtensionValidator(ENDINGS)],
        widget=forms.ClearableFileInput(attrs={"accept": ",".join(f".{ending}" for ending in ENDINGS)}),
    )
    default_field = forms.CharField(label=_("Field for rows without one"), max_length=60, required=False)
