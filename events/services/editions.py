"""Submitting an event to a cluster week: submit, confirm, change, withdraw; the office asks, accepts or declines.

The submitter has no account. The link of the mails is the credential: it holds the submission's key and a signature,
so that nobody makes one from what the database holds. Mails go to the address of the form only.
"""

from datetime import timedelta

from django.conf import settings
from django.core.signing import BadSignature
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext

from clusters.naming import slug_for
from clusters.permissions import is_office
from notifications.models import OutboxMessage
from notifications.services.forgetting import forget_readers
from programme import content
from programme.models import ProgrammeSettings
from records.errors import ActRefused
from records.services import record

from ..models import RESERVED_SLUGS, Edition, EditionSubmission, Event
from ..submissionstates import BEFORE_THE_OFFICE, OPEN, SubmissionState, state_of
from .edition_mails import SUBJECT_KIND, mail, signer

RESEND_AFTER = timedelta(hours=1)
"""No submission brings its address more than one confirmation mail in this time [D]."""
MOST_OPEN = 20
"""So many confirmed open submissions of one address for one edition [D]: more are no programme, but a flood."""
MOST_UNCONFIRMED = 10
"""No address is asked more often a day to confirm what nobody has confirmed yet [D]: it may belong to a stranger."""
FIELDS = (
    "organisation",
    "contact_name",
    "contact_email",
    "title_de",
    "title_en",
    "summary_de",
    "summary_en",
    "held_on",
    "starts_at",
    "ends_at",
    "online",
    "address",
    "city",
    "land",
    "website",
)
COPIED = (
    "title_de",
    "title_en",
    "summary_de",
    "summary_en",
    "starts_at",
    "ends_at",
    "online",
    "address",
    "city",
    "land",
    "website",
)


def find(token):
    """The submission that a link belongs to; None for a foreign, broken or erased one."""
    try:
        key = signer.unsign(token)
    except BadSignature:
        return None
    return EditionSubmission.objects.select_related("edition", "land", "event").filter(key=key, erased_at=None).first()


def submit(edition, *, values, language, day, now):
    """Note an event for `edition` and mail the link that confirms it; returns the submission.

    `values` has FIELDS. The same event sent twice by the same address stays one row, whose latest words count, and
    brings at most one mail per RESEND_AFTER. Raises ActRefused when nothing is taken any more.
    """
    values = {**values, "contact_email": values["contact_email"].strip().lower()}
    with transaction.atomic():
        # The lock keeps two hurried clicks from making two rows.
        edition = Edition.objects.select_for_update().get(pk=edition.pk)
        if not edition.takes_submissions(day):
            raise ActRefused(gettext("Für diese Clusterwoche können Sie zurzeit nichts einreichen."))
        own = EditionSubmission.objects.filter(edition=edition, contact_email=values["contact_email"])
        waiting = [row for row in own if state_of(row) in OPEN]
        row = next((one for one in waiting if _same(one, values)), None)
        if row is None and sum(state_of(one) in BEFORE_THE_OFFICE for one in waiting) >= MOST_OPEN:
            raise ActRefused(
                gettext("Zu dieser Adresse warten schon %(count)s Einreichungen. Bitte wenden Sie sich an uns.")
                % {"count": MOST_OPEN}
            )
        if row is not None and state_of(row) != SubmissionState.UNCONFIRMED:
            # It is with the office already; whoever has the link of the mail changes it there.
            return row
        may_mail = row is None or now >= row.submitted_at + RESEND_AFTER
        if may_mail and _asked_today(values["contact_email"], now) >= MOST_UNCONFIRMED:
            raise ActRefused(
                gettext("Bitte bestätigen Sie zuerst die Einreichungen, zu denen Sie schon eine E-Mail bekommen haben.")
            )
        if row is None:
            row = EditionSubmission(edition=edition, language=language, submitted_at=now)
        elif may_mail:
            row.submitted_at = now
        _put(row, values)
        row.save()
        if may_mail:
            days = ProgrammeSettings.load().submission_unconfirmed_days
            mail(row, "edition-confirm", f"{now.timestamp():.0f}", days=days)
    return row


def confirm(token, *, now):
    """The click on the button behind the link: from now on it waits for the office. A second click changes nothing."""
    with transaction.atomic():
        row = _locked_by(token)
        if state_of(row) == SubmissionState.UNCONFIRMED:
            row.confirmed_at = now
            row.save()
            record(actor=None, verb="confirm_submission_of_event", subject_kind=SUBJECT_KIND, subject_key=row.key)
    return row


def change(token, *, values, now):
    """The submitter's new words, and the answer to a question of the office. The address stays. Confirms it, too."""
    with transaction.atomic():
        row = _locked_by(token)
        if state_of(row) not in OPEN:
            raise ActRefused(gettext("Über diese Einreichung ist entschieden. Bitte wenden Sie sich an uns."))
        _put(row, {**values, "contact_email": row.contact_email})
        row.confirmed_at = row.confirmed_at or now
        row.asked_at = None
        row.save()
        record(actor=None, verb="change_submission_of_event", subject_kind=SUBJECT_KIND, subject_key=row.key)
    return row


def withdraw(token, *, now):
    """The submitter takes it back. What is in the programme already is taken out by the office."""
    with transaction.atomic():
        row = _locked_by(token)
        if state_of(row) not in OPEN:
            raise ActRefused(gettext("Über diese Einreichung ist entschieden. Bitte wenden Sie sich an uns."))
        row.confirmed_at = row.confirmed_at or now
        row.withdrawn_at = now
        row.save()
        record(actor=None, verb="withdraw_submission_of_event", subject_kind=SUBJECT_KIND, subject_key=row.key)
    return row


def edit(submission, *, values, actor, day):
    """The office puts words right before it accepts: `values` of FIELDS."""
    with transaction.atomic():
        row = _for_office(submission, actor, day)
        _put(row, values)
        row.save()
        record(actor=actor, verb="change_submission_of_event", subject_kind=SUBJECT_KIND, subject_key=row.key)
    return row


def ask(submission, *, question, actor, day, now):
    """Send a question to the submitter, who answers by changing the submission behind the link."""
    with transaction.atomic():
        row = _for_office(submission, actor, day)
        row.question, row.asked_at = question, now
        row.save()
        mail(row, "edition-asked", f"{now.timestamp():.0f}", question=question)
        record(
            actor=actor,
            verb="ask_about_submission_of_event",
            subject_kind=SUBJECT_KIND,
            subject_key=row.key,
            note=question,
        )
    return row


def decline(submission, *, reason, actor, day, now):
    """Not in the programme; the submitter gets the reason."""
    with transaction.atomic():
        row = _for_office(submission, actor, day)
        row.declined_at, row.reason = now, reason
        row.save()
        mail(row, "edition-declined", "", reason=reason)
        record(
            actor=actor,
            verb="decline_submission_of_event",
            subject_kind=SUBJECT_KIND,
            subject_key=row.key,
            to_state="declined",
            note=reason,
        )
    return row


def accept(submission, *, actor, day, now):
    """Put it into the programme: a released event of the edition. Returns the event."""
    with transaction.atomic():
        row = _for_office(submission, actor, day)
        event = Event(
            slug=slug_for(row.title_de, RESERVED_SLUGS.union(_slugs()), fallback="event"),
            kind=Event.Kind.CLUSTER_WEEK,
            edition=row.edition,
            starts_on=row.held_on,
            ends_on=row.held_on,
            organiser=row.organisation,
            released_on=max(day, row.edition.released_on or day),
            **{name: getattr(row, name) for name in COPIED},
        )
        event.save()
        row.accepted_at, row.event = now, event
        row.asked_at = None
        row.save()
        content.bump()
        with translation.override(row.language):
            address = settings.SITE_URL + reverse("events:event", args=[event.slug])
        mail(row, "edition-accepted", "", address=address, office_email=ProgrammeSettings.load().office_email)
        record(
            actor=actor,
            verb="accept_submission_of_event",
            subject_kind=SUBJECT_KIND,
            subject_key=row.key,
            to_state=event.slug[:80],
        )
    return event


def doubles_of(submission):
    """Submissions of the same title and day for the same edition from another address: perhaps the same event."""
    others = EditionSubmission.objects.filter(
        edition=submission.edition_id, held_on=submission.held_on, confirmed_at__isnull=False, withdrawn_at=None
    )
    title, email = submission.title_de.casefold(), submission.contact_email
    found = others.exclude(pk=submission.pk).exclude(contact_email=email).order_by("submitted_at", "pk")
    return [one for one in found if one.title_de.casefold() == title]


def purge_submissions(day, now):
    """Delete what nobody confirmed in time, and erase the contact of editions that are long over.

    What nobody decided until then has lapsed (submissionstates.py): there is nobody left to write to.
    Returns (deleted, erased). Meant to run daily; safe to repeat.
    """
    policy = ProgrammeSettings.load()
    with transaction.atomic():
        late = now - timedelta(days=policy.submission_unconfirmed_days)
        unconfirmed = EditionSubmission.objects.select_for_update().filter(confirmed_at=None, submitted_at__lt=late)
        deleted = list(unconfirmed)
        _forget_address(deleted)
        EditionSubmission.objects.filter(pk__in=[row.pk for row in deleted]).delete()
        over = day - timedelta(days=policy.submission_contact_days)
        past = EditionSubmission.objects.select_for_update(of=("self",)).filter(
            edition__ends_on__lt=over, erased_at=None
        )
        erased = list(past)
        _forget_address(erased)
        for row in erased:
            row.contact_name = row.contact_email = ""
            row.erased_at = now
            row.save()
    return len(deleted), len(erased)


def _asked_today(email, now):
    """How many mails of the last day ask this address to confirm what is still unconfirmed."""
    unconfirmed = EditionSubmission.objects.filter(contact_email=email, confirmed_at=None)
    return OutboxMessage.objects.filter(
        subject_kind=SUBJECT_KIND,
        subject_key__in=list(unconfirmed.values_list("key", flat=True)),
        created_at__gt=now - timedelta(days=1),
    ).count()


def _forget_address(rows):
    forget_readers(OutboxMessage.objects.filter(subject_kind=SUBJECT_KIND, subject_key__in=[row.key for row in rows]))


def _locked_by(token):
    found = find(token)
    row = found and EditionSubmission.objects.select_for_update().filter(pk=found.pk, erased_at=None).first()
    if row is None:
        raise ActRefused(gettext("Dieser Link gilt nicht mehr."))
    return row


def _for_office(submission, actor, day):
    row = EditionSubmission.objects.select_for_update().get(pk=submission.pk)
    if not is_office(actor, day):
        raise ActRefused(gettext("Über Einreichungen entscheidet das Programmbüro."))
    if state_of(row) not in BEFORE_THE_OFFICE:
        raise ActRefused(gettext("Diese Einreichung wartet nicht auf das Programmbüro."))
    return row


def _slugs():
    return Event.objects.values_list("slug", flat=True)


def _same(row, values):
    return row.held_on == values["held_on"] and row.title_de.casefold() == values["title_de"].casefold()


def _put(row, values):
    for name in FIELDS:
        setattr(row, name, values[name])
