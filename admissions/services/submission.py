"""Submitting and withdrawing: the applicant's own acts that count."""

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from clusters.services.founding import details_on
from records.errors import ActRefused

from ..models import Submission
from ..sheet import sheet_of
from ..workflow import Act
from .interview_plans import cancel_with_application
from .mails import mail_people
from .states import change_state, lock


@transaction.atomic
def submit(application, *, actor, day):
    """Hands the application in: state, a snapshot that never changes, a receipt to all who speak for the applicant.

    Every criterion needs a text within its length and own points [D]; evidence is recommended. Raises ActRefused.
    """
    deadline = lock(application).lapses_on
    if deadline is not None and deadline < day:
        raise ActRefused(_("Die Frist zur Vervollständigung ist abgelaufen."))
    application = change_state(application, Act.SUBMIT, actor=actor, day=day)
    sheet = sheet_of(application)
    refuse_incomplete(sheet)
    submission = Submission.objects.create(
        application=application,
        sequence=application.submissions.count() + 1,
        submitted_by=actor,
        snapshot=snapshot_of(sheet, day),
    )
    mail_people(
        application,
        "application-receipt",
        day,
        occasion=str(submission.sequence),
        context={"submission": submission, "sheet": sheet},
    )
    return submission


def refuse_incomplete(sheet):
    """Raises ActRefused while a criterion lacks its text or own points, or a text is longer than allowed."""
    missing = sheet.unanswered
    if missing:
        raise ActRefused(
            ngettext(
                "Zu %(count)s Kriterium fehlt noch eine Angabe: %(codes)s.",
                "Zu %(count)s Kriterien fehlen noch Angaben: %(codes)s.",
                len(missing),
            )
            % {"count": len(missing), "codes": ", ".join(entry.criterion.code for entry in missing)}
        )
    too_long = [entry for entry in sheet.entries if len(entry.text) > entry.criterion.max_characters]
    if too_long:
        codes = ", ".join(entry.criterion.code for entry in too_long)
        raise ActRefused(_("Diese Antworten sind zu lang: %(codes)s.") % {"codes": codes})


def snapshot_of(sheet, day):
    """Everything that is submitted, as plain JSON: names, texts, points, evidence with its checksum."""
    application = sheet.application
    cluster, catalogue = application.cluster, application.catalogue
    details = details_on(application.organisation, day)
    return {
        "format": 1,
        "number": application.number,
        "submitted_on": day.isoformat(),
        "catalogue": {"version": catalogue.version, "name_de": catalogue.name_de, "name_en": catalogue.name_en},
        "cluster": {
            "name": cluster.name,
            "short_name": cluster.short_name,
            "city": cluster.city,
            "laender": sorted(land.iso for land in cluster.laender.all()),
            "fields": sorted(field.code for field in cluster.fields.all()),
            "field_words": cluster.field_words,
            "website": cluster.website,
            "mailbox": cluster.mailbox,
        },
        "organisation": {
            "name": application.organisation.name,
            "legal_name": details.legal_name if details else application.organisation.name,
            "legal_form": details.legal_form if details else "",
            "street": details.street if details else "",
            "postal_code": details.postal_code if details else "",
            "city": details.city if details else "",
            "signatory": details.signatory if details else "",
            "signatory_function": details.signatory_function if details else "",
        },
        "groups": [
            {
                "code": group.group.code,
                "name_de": group.group.name_de,
                "name_en": group.group.name_en,
                "criteria": [_criterion_snapshot(entry) for entry in group.entries],
            }
            for group in sheet.groups
        ],
    }


def _criterion_snapshot(entry):
    criterion = entry.criterion
    return {
        "code": criterion.code,
        "name_de": criterion.name_de,
        "name_en": criterion.name_en,
        "max_points": criterion.max_points,
        "text": entry.text,
        "own_points": entry.own_points,
        "version": entry.version,
        "evidence": [_evidence_snapshot(piece) for piece in entry.evidence],
    }


def _evidence_snapshot(piece):
    if piece.file is None:
        return {"title": piece.title, "link": piece.link}
    return {
        "title": piece.title,
        "file": piece.file.name,
        "token": piece.file.token,
        "content_type": piece.file.content_type,
        "size": piece.file.size,
        "sha256": piece.file.sha256,
    }


@transaction.atomic
def withdraw(application, *, actor, day, reason=""):
    """Ends the procedure at the applicant's wish, until the decision. The reason is optional and can be erased."""
    application = change_state(application, Act.WITHDRAW, actor=actor, day=day, note=reason)
    cancel_with_application(application, reason=gettext_lazy("Der Antrag wurde zurückgezogen."), actor=actor, day=day)
    mail_people(application, "application-withdrawn", day)
    return application
