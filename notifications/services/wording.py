"""The words of a reminder: a rung's text in the recipient's language, filled in."""

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext

from notifications import placeholders
from programme.templatetags.portal import german_date

from .outbox import language_for
from .recipients import choices_link


def words_of(rung, source, due, recipient):
    """Subject and body for one recipient. BadText when the source has no value for a name in the text."""
    language = language_for(recipient.user, recipient.language)
    with translation.override(language):
        values = {
            **source.context(due.subject_key, language),
            "due_on": german_date(due.due_on),
            "name": recipient.name,
        }
        link = recipient.link or values.get("link", "")
        if recipient.is_office:
            link = values.get("office_link") or reverse("admin:index")
    values["link"] = absolute(link)
    subject, body = filled(rung, values, language)
    if not recipient.name:
        # "Guten Tag ," reads badly.
        body = body.replace(" ,", ",")
    if rung.ladder.courtesy and recipient.user is not None:
        body = f"{body.rstrip()}\n\n{_way_out(language)}\n"
    return subject, body


def _way_out(language):
    """The last lines of a mail that nobody has to get: where to switch it off."""
    with translation.override(language):
        words = gettext("Diese Erinnerung ist ein Service. Wenn Sie sie nicht möchten, bestellen Sie sie hier ab:")
        return f"{words}\n{absolute(choices_link())}"


def sample_words(rung, kind, day, language):
    """Subject and body with sample values, for the preview."""
    with translation.override(language):
        values = {
            **placeholders.SAMPLES[language],
            "due_on": german_date(day),
            "link": absolute("/my/" if language == "de" else f"/{language}/my/"),
        }
    return filled(rung, {name: values[name] for name in placeholders.known_for(kind)}, language)


def filled(rung, values, language):
    """Both texts of the rung in `language`; English falls back to German where it is empty."""
    subject = getattr(rung, f"subject_{language}") or rung.subject_de
    body = getattr(rung, f"body_{language}") or rung.body_de
    return placeholders.fill(subject, values), placeholders.fill(body, values)


def absolute(link):
    """The full address of a path of the portal; a full address stays as it is."""
    return f"{settings.SITE_URL}{link}" if link.startswith("/") else link
