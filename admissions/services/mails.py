"""Mails of the procedure to the applicant's people."""

from django.utils.translation import gettext

from notifications.services import open_task, queue_mail
from notifications.services.office_tasks import in_both_languages

from ..applicants import acting_people_of
from .states import SUBJECT_KIND


def mail_people(application, name, day, *, occasion="1", context=None, calendar=None):
    """One mail to each person who may act for the applicant; the same occasion never makes a second one.

    `calendar` makes the calendar entry that goes along, from the person. When nobody can be reached, telling them
    becomes a task of the office.
    """
    people = list(acting_people_of(application, day))
    for person in people:
        queue_mail(
            name,
            key=f"{name}:{application.number}:{occasion}:{person.pk}",
            kind=name,
            to_user=person,
            subject_kind=SUBJECT_KIND,
            subject_key=application.number,
            context={"application": application, "cluster": application.cluster, **(context or {})},
            calendar=calendar(person) if calendar else "",
        )
    if not people:
        text_de, text_en = in_both_languages(
            lambda: (
                gettext(
                    "Zum Antrag %(number)s ist niemand per E-Mail erreichbar. "
                    "Bitte schreiben Sie dem Antragsteller per Post."
                )
                % {"number": application.number}
            )
        )
        open_task(
            key=f"{name}:{application.number}:{occasion}",
            text_de=text_de,
            text_en=text_en,
            subject_kind=SUBJECT_KIND,
            subject_key=application.number,
        )
