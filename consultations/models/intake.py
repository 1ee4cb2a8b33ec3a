"""What came on paper, by fax, at the counter or in a meeting, and how it was typed."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import User
from consultations.models.consultation import Consultation
from consultations.models.document import Section
from consultations.models.opinion import Opinion
from consultations.models.participation import Proposal
from consultations.models.taxonomy import Area

PAPER_CHANNELS = [choice for choice in Opinion.Channel.choices if choice[0] != Opinion.Channel.WEB]


class Sheet(models.Model):
    """One submission as it arrived. It becomes an opinion when its words stand and its masks are decided."""

    class State(models.TextChoices):
        SECOND = "second", _("To be typed a second time")
        DIFFERS = "differs", pgettext_lazy("sheet", "Differs")
        MASKS = "masks", _("Personal data to be checked")
        DONE = "done", pgettext_lazy("sheet", "Done")

    consultation = models.ForeignKey(Consultation, on_delete=models.PROTECT, related_name="sheets")
    number = models.CharField(max_length=40)
    """What the office stamped or wrote on the paper."""
    channel = models.CharField(max_length=10, choices=PAPER_CHANNELS)
    received_on = models.DateField()
    receipt = models.CharField(max_length=20, unique=True)
    """Given to the person at once; the opinion takes it over."""
    state = models.CharField(max_length=10, choices=State.choices)
    agreed = models.BooleanField(null=True, blank=True)
    """Typed twice: whether both were the same to the last character. Empty: typed once so far."""
    has_personal_data = models.BooleanField(default=False)
    """Whoever typed it saw some, so a person looks before anything is public."""
    scan = models.FileField(upload_to="scans/%Y/%m/", blank=True)
    scan_sha256 = models.CharField(max_length=64, blank=True)
    opinion = models.OneToOneField(
        Opinion, on_delete=models.PROTECT, null=True, blank=True, related_name="sheet"
    )
    created_at = models.DateTimeField()
    finished_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["consultation", "number"], name="a_paper_is_entered_once"),
            models.CheckConstraint(
                condition=Q(state="done", opinion__isnull=False)
                | (~Q(state="done") & Q(opinion__isnull=True)),
                name="a_sheet_is_done_when_it_is_an_opinion",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["consultation", "state", "id"], name="sheets_by_state")
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("consultations:intake_sheet", args=[self.consultation.slug, self.pk])


class Transcript(models.Model):
    """What one person read on the sheet: the original words. Third and last: what both agreed on instead."""

    class Turn(models.IntegerChoices):
        FIRST = 1, _("First typing")
        SECOND = 2, _("Second typing")
        AGREED = 3, _("Agreed on")

    sheet = models.ForeignKey(Sheet, on_delete=models.CASCADE, related_name="transcripts")
    turn = models.PositiveSmallIntegerField(choices=Turn.choices)
    text = models.TextField()
    stance = models.CharField(max_length=10, choices=Opinion.Stance.choices, blank=True)
    section = models.ForeignKey(
        Section, on_delete=models.SET_NULL, null=True, blank=True, related_name="transcripts"
    )
    proposal = models.ForeignKey(
        Proposal, on_delete=models.SET_NULL, null=True, blank=True, related_name="transcripts"
    )
    area = models.ForeignKey(Area, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    attributes = models.JSONField(default=dict, blank=True)
    stands = models.BooleanField(default=False)
    """The one of which the opinion is made."""
    form_key = models.CharField(max_length=64, unique=True)
    typed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="transcripts")
    typed_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["turn"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["sheet", "turn"], name="a_turn_is_typed_once"),
            models.UniqueConstraint(
                fields=["sheet"], condition=Q(stands=True), name="one_transcript_of_a_sheet_stands"
            ),
            models.CheckConstraint(
                condition=Q(section__isnull=True) | Q(proposal__isnull=True),
                name="a_sheet_is_about_one_thing",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sheet_id}/{self.turn}"

    @property
    def words(self) -> tuple[object, ...]:
        """All that must be the same when it is typed a second time."""
        return (
            self.text,
            self.stance,
            self.section_id,
            self.proposal_id,
            self.area_id,
            self.attributes,
        )


class Mask(models.Model):
    """What a person decided about a place in the words: hidden from the public, or not."""

    class Kind(models.TextChoices):
        NAME = "name", _("Name of a person")
        ADDRESS = "address", _("Postal address")
        PHONE = "phone", _("Telephone number")
        MAIL = "mail", _("E-mail address")
        INDIVIDUAL_NUMBER = "individual_number", _("Individual number (My Number)")
        CARD = "card", _("Card number")
        OTHER = "other", _("Other personal data")

    transcript = models.ForeignKey(Transcript, on_delete=models.CASCADE, related_name="masks")
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    kind = models.CharField(max_length=20, choices=Kind.choices)
    is_applied = models.BooleanField()
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["start"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(end__gt=models.F("start")), name="a_mask_hides_something")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.start}–{self.end}"


class SheetDraft(models.Model):
    """What somebody is typing, kept for them alone until it is saved."""

    consultation = models.ForeignKey(Consultation, on_delete=models.CASCADE, related_name="sheet_drafts")
    typed_by = models.ForeignKey(User, on_delete=models.CASCADE, related_name="sheet_drafts")
    place = models.CharField(max_length=30)
    """Which form: `new`, `meeting`, or `second:` and the key of the sheet."""
    fields = models.JSONField(default=dict)
    kept_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["consultation", "typed_by", "place"], name="one_draft_of_a_form_and_person"
            )
        ]

    def __str__(self) -> str:
        return f"{self.typed_by_id} {self.place}"
