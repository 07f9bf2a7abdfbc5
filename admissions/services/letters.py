"""Letters on a decision: made when it stands, held in the outbox, told to nobody before a person releases them."""

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from clusters.models import Membership
from clusters.services import publish_membership
from notifications.models import LETTER_KIND, OutboxMessage
from notifications.services import open_task, queue_mail, release
from notifications.services.office_tasks import in_both_languages
from programme.models import ProgrammeSettings
from records.errors import ActRefused
from records.services import record

from .. import pdf
from ..applicants import people_of
from ..models import Decision
from ..permissions import refusal
from ..workflow import Act, admits
from .casework import require_casework
from .files import drop, stored_pdfs
from .states import SUBJECT_KIND, change_state, lock

LANGUAGES = ("de", "en")
PREFIX = "Bescheid-"


def letter_documents(decision, day):
    """(name, PDF) of the letter in both languages, dated `day`. German is authoritative."""
    text = pdf.letter_text(decision)
    return [
        (letter_name(decision, language), pdf.decision_letter(decision, text, language, day)) for language in LANGUAGES
    ]


def letter_name(decision, language):
    """File name of the letter: "Bescheid-A-2026-0001.pdf", the courtesy copy "Bescheid-A-2026-0001-en.pdf"."""
    ending = "" if language == "de" else f"-{language}"
    return f"{PREFIX}{decision.application.number}{ending}.pdf"


def hold_letter(decision, attachments, day):
    """Put the letter into the outbox, held; the mail's own words do not tell the decision. Returns the message."""
    application = decision.application
    person = addressee(application, day)
    key = f"{LETTER_KIND}:{application.number}:{decision.round}"
    earlier = OutboxMessage.objects.filter(Q(key=key) | Q(key__startswith=f"{key}:")).count()
    message = queue_mail(
        LETTER_KIND,
        key=f"{key}:{earlier + 1}" if earlier else key,
        kind=LETTER_KIND,
        to_user=person,
        to_email=None if person else ProgrammeSettings.load().office_email,
        context={"application": application},
        subject_kind=SUBJECT_KIND,
        subject_key=application.number,
        attachments=attachments,
        held=True,
    )
    if person is None:
        _ask_for_post(application)
    decision.letter = message
    decision.save(update_fields=["letter"])
    return message


def addressee(application, day):
    """Who gets the letter by mail: who submitted last, else who opened the application, else who speaks for it now.

    Only a person who speaks for the cluster on `day`; None when there is no such person.
    """
    people = list(people_of(application, day))
    submission = application.submissions.last()
    preferred = [submission.submitted_by_id] if submission else []
    preferred.append(application.created_by_id)
    return min(people, key=lambda one: preferred.index(one.pk) if one.pk in preferred else len(preferred), default=None)


def _ask_for_post(application):
    text_de, text_en = in_both_languages(
        lambda: (
            _("Für den Bescheid zum Antrag %(number)s ist niemand mit Konto zuständig. Bitte per Post senden.")
            % {"number": application.number}
        )
    )
    open_task(
        key=f"letter-by-post:{application.number}",
        text_de=text_de,
        text_en=text_en,
        subject_kind=SUBJECT_KIND,
        subject_key=application.number,
    )


def prepare_refusal(decision, actor, day):
    """The held letter of a refusal, in the transaction of the decision. Returns the OutboxMessage."""
    with stored_pdfs(letter_documents(decision, day), by=actor) as stored:
        return hold_letter(decision, stored, day)


def decision_to_tell(application):
    """The decision whose letter may wait: the last one, unless it put the application back. None without one."""
    return (
        Decision.objects.filter(application=application)
        .exclude(outcome=Decision.Outcome.DEFERRED)
        .select_related("application__cluster", "application__organisation", "catalogue", "letter")
        .order_by("round")
        .last()
    )


def renew_letter(application, *, actor, day):
    """Make the waiting letter anew: with today's words and day, or in place of a discarded one.

    The figures stay those of the decision. Raises ActRefused. Returns the OutboxMessage.
    """
    decision = decision_to_tell(application)
    _check_renewable(application, decision, actor, day)
    with stored_pdfs(letter_documents(decision, day), by=actor) as stored, transaction.atomic():
        locked = lock(application)
        decision = decision_to_tell(locked)
        _check_renewable(locked, decision, actor, day)
        if decision.letter.state == OutboxMessage.State.HELD:
            message, old = decision.letter, _exchange(decision.letter, stored)
        else:
            message, old = hold_letter(decision, [*stored, *_others(decision.letter, stored)], day), []
        record(actor=actor, verb="renew_letter", subject_kind=SUBJECT_KIND, subject_key=locked.number)
    drop(*old)
    return message


def release_letter(application, *, actor, day):
    """Tell the decision: the letter goes out, and an admitted cluster becomes public. Nothing of it happened before.

    The letter bears the day of its release; one that was prepared earlier is made anew with that day, from the same
    frozen figures. Raises ActRefused. Returns the Decision.
    """
    refused = refusal(actor, Act.RELEASE_LETTER, application, day)
    if refused:
        raise ActRefused(refused)
    decision = decision_to_tell(application)
    _check_waiting(decision)
    documents = [] if letter_day(decision.letter) == day else letter_documents(decision, day)
    old = []
    with stored_pdfs(documents, by=actor) as stored, transaction.atomic():
        change_state(application, Act.RELEASE_LETTER, actor=actor, day=day)
        decision = decision_to_tell(application)
        _check_waiting(decision)
        if stored:
            old = _exchange(decision.letter, stored)
        decision.notified_on = day
        if admits(decision.outcome):
            decision.public_from = day
            membership = Membership.objects.select_related("cluster").get(application_number=application.number)
            publish_membership(membership, public_from=day, actor=actor)
        decision.save(update_fields=["notified_on", "public_from"])
        release(decision.letter, actor=actor)
    drop(*old)
    return decision


def letter_day(message):
    """The day that the attached letter bears: that on which its file was made."""
    days = [timezone.localdate(one.uploaded_at) for one in message.attachments.all() if one.name.startswith(PREFIX)]
    return max(days, default=None)


def _check_waiting(decision):
    _check_untold(decision)
    if decision.letter.state != OutboxMessage.State.HELD:
        raise ActRefused(_("Das Schreiben wartet nicht auf Freigabe. Bitte erstellen Sie es neu."))


def _check_renewable(application, decision, actor, day):
    require_casework(actor, application, day)
    _check_untold(decision)
    if decision.letter.state not in (OutboxMessage.State.HELD, OutboxMessage.State.DISCARDED):
        raise ActRefused(_("Das Schreiben ist schon unterwegs."))


def _check_untold(decision):
    if decision is None or decision.letter is None:
        raise ActRefused(_("Es gibt noch kein Schreiben, das Sie freigeben könnten."))
    if decision.notified_on is not None:
        raise ActRefused(_("Die Entscheidung ist bereits mitgeteilt."))


def _exchange(message, stored):
    """Put new letters in the place of the old ones of the same names; the certificate stays. Returns the old ones."""
    kept = _others(message, stored)
    old = [one for one in message.attachments.all() if one not in kept]
    message.attachments.set([*stored, *kept])
    return old


def _others(message, stored):
    names = {one.name for one in stored}
    return [one for one in message.attachments.all() if one.name not in names]
