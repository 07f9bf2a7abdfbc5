"""The minutes of the personal talk, for office, board and ministry; never for the applicant."""

from django.utils import translation
from django.utils.translation import gettext as _

from programme.templatetags.portal import german_date
from records.typesetting import typeset

from .parts import demonstration, owner_name, words_of


def interview_minutes(interview, day):
    """The minutes in German: the file's own language."""
    application = interview.application
    with translation.override("de"):
        sender = owner_name(day)
        facts = [
            (_("Antrag"), application.number),
            (_("Innovationscluster"), application.cluster.name),
            (_("Durchgang"), str(interview.round)),
            (_("Geführt am"), german_date(interview.held_on)),
            (_("Ort"), interview.place),
            (_("Festgehalten von"), str(interview.recorded_by)),
        ]
        data = {
            "demo": demonstration(),
            "author": sender,
            "sender": sender,
            "facts": [{"term": term, "value": value} for term, value in facts if value],
            "participants": [line.strip() for line in interview.participants.splitlines() if line.strip()],
            "minutes": interview.minutes,
            "words": {**words_of(application), "participants": _("Teilnehmende"), "minutes": _("Protokoll")},
        }
        title = _("Protokoll des persönlichen Gesprächs zum Aufnahmeantrag %(number)s") % {"number": application.number}
        return typeset("interview.typ", data, title=title, language="de", day=day)
