"""People of the city: when they are there, what they and visitors say, questions left for later."""

from datetime import datetime, timedelta
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import User
from chatbot.models.conversation import Conversation

MAX_MESSAGE = 2000
MAX_NOTE = 300
TYPING_FOR = timedelta(seconds=6)
"""How long somebody who pressed a key is said to be writing."""
THERE_FOR = timedelta(seconds=45)
"""How long a visitor whose line was last heard of is taken to be there."""


class Opening(models.Model):
    """Hours on one weekday (0: Monday) in which people take conversations over."""

    weekday = models.PositiveSmallIntegerField()
    opens = models.TimeField()
    closes = models.TimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["weekday", "opens"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(weekday__lte=6), name="a_week_has_seven_days"),
            models.CheckConstraint(condition=Q(opens__lt=F("closes")), name="an_opening_ends_later"),
            models.UniqueConstraint(fields=["weekday", "opens"], name="an_opening_stands_once"),
        ]

    def __str__(self) -> str:
        return f"{self.weekday} {self.opens:%H:%M}-{self.closes:%H:%M}"


class Closure(models.Model):
    """A day without office hours besides the national holidays."""

    day = models.DateField(unique=True)
    reason = models.CharField(max_length=80, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["day"]

    def __str__(self) -> str:
        return str(self.day)


class Desk(models.Model):
    """A department to which a conversation can be passed."""

    name = models.CharField(max_length=80, unique=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["pk"]

    def __str__(self) -> str:
        return self.name


class CannedAnswer(models.Model):
    """Words that staff often need, put into the field to be changed before they are sent."""

    title = models.CharField(max_length=60, unique=True)
    text = models.TextField(max_length=MAX_MESSAGE)

    class Meta:
        ordering: ClassVar[list[str]] = ["pk"]

    def __str__(self) -> str:
        return self.title


class HandoverQuerySet(models.QuerySet["Handover"]):
    def open(self) -> "HandoverQuerySet":
        return self.filter(ended_at__isnull=True)

    def waiting(self) -> "HandoverQuerySet":
        """The queue: whoever asked first is first, also when they were passed on in between."""
        return self.open().filter(taken_by__isnull=True).order_by("asked_at", "pk")

    def before(self, handover: "Handover") -> "HandoverQuerySet":
        """Those in the queue who come before this one."""
        earlier = Q(asked_at__lt=handover.asked_at) | Q(asked_at=handover.asked_at, pk__lt=handover.pk)
        return self.waiting().filter(earlier)

    def taken(self) -> "HandoverQuerySet":
        return self.open().filter(taken_by__isnull=False)

    def listed(self) -> "HandoverQuerySet":
        return self.select_related("conversation", "taken_by", "desk", "wanted")


class Handover(models.Model):
    """One talk of a visitor with people, within a conversation. Taken by nobody, it waits in the queue."""

    class Outcome(models.TextChoices):
        ANSWERED = "answered", pgettext_lazy("a talk", "Answered")
        REFERRED = "referred", _("Sent on to another office")
        OUTSIDE = "outside", pgettext_lazy("a talk", "Not the city's business")
        GONE = "gone", _("The visitor no longer answered")
        ENDED = "ended", _("Ended by the visitor")
        LEFT = "left", _("Nobody had time; the question was left")
        SILENT = "silent", _("Nobody wrote any more")

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="handovers")
    asked_at = models.DateTimeField()
    queued_at = models.DateTimeField()
    """Since when it waits; later than `asked_at` when it was put back."""
    expected_minutes = models.PositiveSmallIntegerField(null=True, blank=True)
    """How long others waited lately, as the visitor was told."""
    desk = models.ForeignKey(Desk, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    wanted = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    """The colleague it was passed to, who still has to take it."""
    note = models.CharField(max_length=MAX_NOTE, blank=True)
    """For the next colleague; visitors never see it."""
    taken_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    taken_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_number = models.PositiveIntegerField(null=True, blank=True)
    """The number of the message that tells the end; under it the visitor says whether it helped."""
    outcome = models.CharField(max_length=12, choices=Outcome.choices, blank=True)
    helped = models.BooleanField(null=True, blank=True)
    visitor_seen_at = models.DateTimeField(null=True, blank=True)
    visitor_typed_at = models.DateTimeField(null=True, blank=True)
    staff_typed_at = models.DateTimeField(null=True, blank=True)

    objects = HandoverQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["queued_at", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["conversation"], condition=Q(ended_at__isnull=True), name="one_open_handover"
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, outcome="") | (Q(ended_at__isnull=False) & ~Q(outcome="")),
                name="a_handover_ends_with_an_outcome",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["ended_at", "queued_at"], name="handovers_in_turn"),
        ]

    def __str__(self) -> str:
        return f"handover {self.pk}"

    @property
    def is_open(self) -> bool:
        return self.ended_at is None

    @property
    def is_taken(self) -> bool:
        return self.taken_by_id is not None

    def staff_types(self, now: datetime) -> bool:
        return self.staff_typed_at is not None and now - self.staff_typed_at < TYPING_FOR

    def visitor_types(self, now: datetime) -> bool:
        return self.visitor_typed_at is not None and now - self.visitor_typed_at < TYPING_FOR

    def visitor_is_there(self, now: datetime) -> bool:
        return self.visitor_seen_at is not None and now - self.visitor_seen_at < THERE_FOR


class Message(models.Model):
    """What a visitor or a person of the city wrote, or what happened between them. Only ever added to."""

    class Author(models.TextChoices):
        VISITOR = "visitor", _("Visitor")
        STAFF = "staff", pgettext_lazy("in a talk", "City")
        EVENT = "event", _("What happened")

    class Event(models.TextChoices):
        ASKED = "asked", _("A person was asked for")
        TAKEN = "taken", _("Somebody took it")
        PASSED = "passed", _("Passed on")
        ENDED = "ended", _("Ended by the city")
        RETURNED = "returned", _("Ended by the visitor")
        LAPSED = "lapsed", _("Nobody had time")
        LEFT = "left", _("A question was left")

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="messages")
    number = models.PositiveIntegerField()
    """Counted together with the exchanges of the conversation."""
    client_id = models.CharField(max_length=64)
    handover = models.ForeignKey(
        Handover, on_delete=models.CASCADE, null=True, blank=True, related_name="messages"
    )
    """None: about a question that was left."""
    author = models.CharField(max_length=8, choices=Author.choices)
    writer = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    event = models.CharField(max_length=10, choices=Event.choices, blank=True)
    text = models.TextField(blank=True)
    """A visitor's with personal data masked; of an event the department or the reference."""
    created_at = models.DateTimeField()
    screened_at = models.DateTimeField(null=True, blank=True, db_index=True)
    """When a worker looked for names in what the visitor wrote."""

    class Meta:
        ordering: ClassVar[list[str]] = ["number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["conversation", "number"], name="message_numbers_are_unique"),
            models.UniqueConstraint(
                fields=["conversation", "client_id"], name="a_repeated_message_is_one_message"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.conversation_id}/{self.number}"

    @property
    def tells_the_end(self) -> bool:
        """Of a talk that somebody took: under it the visitor says whether it helped."""
        talk = self.handover
        return talk is not None and talk.is_taken and talk.ended_number == self.number

    @property
    def helped(self) -> bool | None:
        return self.handover.helped if self.handover else None


class LeftQuestionQuerySet(models.QuerySet["LeftQuestion"]):
    def unanswered(self) -> "LeftQuestionQuerySet":
        return self.filter(answered_at__isnull=True)

    def to_mail(self, now: datetime) -> "LeftQuestionQuerySet":
        """Answered, with an address, and not mailed yet."""
        return self.filter(mail_due_at__lte=now, mailed_at__isnull=True).exclude(address="")


class LeftQuestion(models.Model):
    """A question that people answer later: in the conversation, and by mail when an address was given."""

    reference = models.CharField(max_length=16, unique=True)
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="left_questions")
    text = models.TextField()
    """Personal data masked before it is kept."""
    address = models.EmailField(blank=True)
    """For this answer alone; erased some days after it."""
    wants_mail = models.BooleanField(default=False)
    """Whether there was an address, after it is erased."""
    created_at = models.DateTimeField()
    answer = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    mail_due_at = models.DateTimeField(null=True, blank=True, db_index=True)
    mailed_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    screened_at = models.DateTimeField(null=True, blank=True, db_index=True)
    """When a worker looked for names in the question."""

    objects = LeftQuestionQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["created_at", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, answer="")
                | (Q(answered_at__isnull=False) & ~Q(answer="")),
                name="an_answered_question_has_an_answer",
            ),
        ]

    def __str__(self) -> str:
        return self.reference
