"""Which mails a person gets: duties always, courtesies unless switched off."""

from django.db import transaction
from django.utils.translation import gettext

from notifications.models import Ladder, MailChoice
from records.errors import ActRefused
from records.services import record


def switch_mails(user, kind, *, wanted):
    """Switch the reminders of one ladder off or on for the person. What is set already stays as it is.

    ActRefused where the ladder is a duty: a deadline must not be missed because a mail was not wanted.
    """
    with transaction.atomic():
        ladder = Ladder.objects.select_for_update().filter(kind=kind).first()
        if ladder is None or not (ladder.courtesy or wanted):
            raise ActRefused(gettext("Diese Nachrichten lassen sich nicht abbestellen."))
        if wanted:
            changed = bool(MailChoice.objects.filter(user=user, kind=kind).delete()[0])
        else:
            _choice, changed = MailChoice.objects.get_or_create(user=user, kind=kind)
        if changed:
            record(
                actor=user,
                verb="switch_mail_on" if wanted else "switch_mail_off",
                subject_kind="ladder",
                subject_key=kind,
                to_state="on" if wanted else "off",
            )
    return changed


def choices_of(user):
    """Every ladder that reminds of something, each with whether this person gets its mails: [(ladder, wanted)]."""
    off = set(MailChoice.objects.filter(user=user).values_list("kind", flat=True))
    ladders = Ladder.objects.filter(active=True).order_by("name_de")
    return [(ladder, not (ladder.courtesy and ladder.kind in off)) for ladder in ladders]
