"""Mails to whoever submitted an event to a cluster week. The link in them is the credential (services/editions.py)."""

from django.conf import settings
from django.core.signing import Signer
from django.urls import reverse
from django.utils import timezone, translation

from notifications.services import queue_mail
from programme.models import ProgrammeSettings
from programme.templatetags.portal import german_date, translated

from ..models import EditionSubmission
from ..registration_facts import place_of
from ..wording import date_words

SUBJECT_KIND = "edition-submission"

signer = Signer(salt="events.edition-submission", sep="~")


def token_of(submission):
    """What stands in the links of its mails."""
    return signer.sign(submission.key)


def mail(row, name, occasion, **context):
    """The mail `name` to the address of the form, in its language. Once for each occasion."""
    with translation.override(row.language):
        link = settings.SITE_URL + reverse("events:edition-submission", args=[token_of(row)])
        about = {"title": row.title_de, "edition": row.edition, "day": german_date(row.held_on), "link": link}
    queue_mail(
        name,
        key=f"{name}-{row.key}-{occasion}",
        kind=name,
        to_email=row.contact_email,
        language=row.language,
        subject_kind=SUBJECT_KIND,
        subject_key=row.key,
        context={**about, **context},
    )


def tell_submitter(event, what, *, word="", word_en=""):
    """What became of an accepted event: `what` is "called_off", "on_again", "moved", "taken_back" or "released".

    Nobody is told where the event was not submitted, or its contact is erased by now.
    """
    row = EditionSubmission.objects.select_related("edition").filter(event=event, erased_at=None).first()
    if row is None:
        return
    with translation.override(row.language):
        facts = {
            "title": translated(event, "title"),
            "when": date_words(event),
            "place": place_of(event),
            "word": word_en if row.language == "en" and word_en else word,
        }
    office_email = ProgrammeSettings.load().office_email
    occasion = f"{what}-{timezone.now().timestamp():.6f}"
    mail(row, "edition-news", occasion, what=what, office_email=office_email, **facts)
