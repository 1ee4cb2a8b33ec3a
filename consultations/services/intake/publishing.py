"""From the words that stand to the public opinion: personal data is masked before anybody else reads it."""

import hashlib
from collections.abc import Sequence
from datetime import datetime, time

from django.db import transaction
from django.utils import timezone

from accounts import audit, policy
from accounts.models import User
from accounts.policy import Action
from consultations import indexing
from consultations.models import Mask, Opinion, Revision, Sheet, Transcript
from nlp.text.masking import Place, find, replaced

State = Sheet.State


class NotWaitingForMasks(Exception):
    """Somebody else has decided about the masks in the meantime."""


class WhereIsIt(ValueError):
    """A mask hides a place that the text does not have."""


def stand(*, sheet: Sheet, transcript: Transcript, clerk: User, now: datetime) -> None:
    """These are the words. Nothing personal in them: an opinion at once. Call it inside a transaction."""
    Transcript.objects.filter(pk=transcript.pk).update(stands=True)
    if sheet.has_personal_data or find(transcript.text):
        sheet.state = State.MASKS
        sheet.save(update_fields=["state"])
    else:
        _publish(sheet, transcript, [], clerk, now)


def standing(sheet: Sheet) -> Transcript:
    return sheet.transcripts.select_related("section", "proposal", "area").get(stands=True)


@transaction.atomic
def decide(
    *,
    sheet: Sheet,
    hidden: Sequence[Place],
    shown: Sequence[Place],
    clerk: User,
    now: datetime,
) -> Opinion:
    """A person has looked at every place: hide these, show those, and make the sheet an opinion."""
    policy.require(clerk, Action.TRANSCRIBE)
    Sheet.objects.select_for_update().get(pk=sheet.pk)
    sheet = Sheet.objects.select_related("consultation").get(pk=sheet.pk)
    if sheet.state != State.MASKS:
        raise NotWaitingForMasks
    transcript = standing(sheet)
    if any(not 0 <= place.start < place.end <= len(transcript.text) for place in [*hidden, *shown]):
        raise WhereIsIt
    Mask.objects.bulk_create(
        [
            Mask(
                transcript=transcript,
                start=place.start,
                end=place.end,
                kind=place.kind,
                is_applied=is_applied,
                decided_by=clerk,
                decided_at=now,
            )
            for places, is_applied in ((hidden, True), (shown, False))
            for place in places
        ]
    )
    return _publish(sheet, transcript, hidden, clerk, now)


def read_original(*, sheet: Sheet, clerk: User, now: datetime) -> Transcript:
    """The words as they stand on the paper. Whoever reads them is recorded."""
    policy.require(clerk, Action.TRANSCRIBE)
    audit.record(actor=clerk, action="intake.read_original", subject=f"sheet:{sheet.pk}", now=now)
    return standing(sheet)


def _publish(
    sheet: Sheet, transcript: Transcript, hidden: Sequence[Place], clerk: User, now: datetime
) -> Opinion:
    """As an import does it: received on that day, public at once."""
    received = timezone.make_aware(datetime.combine(sheet.received_on, time()))
    opinion = Opinion.objects.create(
        consultation=sheet.consultation,
        kind=Opinion.Kind.SUBMISSION,
        channel=sheet.channel,
        stance=transcript.stance,
        receipt=sheet.receipt,
        submission_key=hashlib.sha256(f"sheet:{sheet.pk}".encode()).hexdigest(),
        area=transcript.area,
        attributes=transcript.attributes,
        created_at=received,
        published_at=received,
    )
    opinion.current = Revision.objects.create(
        opinion=opinion,
        number=1,
        text=replaced(transcript.text, hidden),
        stance=transcript.stance,
        created_at=received,
    )
    opinion.save(update_fields=["current"])
    indexing.opinion(opinion)
    sheet.opinion, sheet.state = opinion, State.DONE
    sheet.finished_by, sheet.finished_at = clerk, now
    sheet.save(update_fields=["opinion", "state", "finished_by", "finished_at"])
    details = {"receipt": sheet.receipt, "masks": len(hidden)}
    audit.record(actor=clerk, action="intake.publish", subject=f"sheet:{sheet.pk}", now=now, details=details)
    return opinion
