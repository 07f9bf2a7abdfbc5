"""Submitting and withdrawing: the applicant's own acts that count."""

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from clusters.services.founding import details_on
from programme.templatetags.portal import german_date
from records.errors import ActRefused

from ..figures import snapshot_of_figure
from ..models import PaperEntry, Submission
from ..sheet import sheet_of
from ..workflow import Act
from .interview_plans import cancel_with_application
from .mails import mail_people
from .states import change_state, lock


@transaction.atomic
def submit(application, *, actor, day, on_behalf=False):
    """Hands the application in: state, a snapshot that never changes, a receipt to all who act for the applicant.

    Every criterion needs a text within its length, own points and the figures its catalogue requires [D]; evidence is
    recommended. `on_behalf`: the office submits what came on paper; gaps are allowed there, for the paper may have
    them [D], and the check for completeness finds them. The paper counts by the day it came. Raises ActRefused.
    """
    locked = lock(application)
    paper = PaperEntry.objects.being_entered().filter(application=locked).first()
    if on_behalf and paper is None:
        raise ActRefused(_("Ohne ein Papier als Quelle reicht das Programmbüro nichts ein."))
    came_on = paper.received_on if on_behalf else day
    if locked.lapses_on is not None and locked.lapses_on < came_on:
        raise ActRefused(_("Die Frist zur Vervollständigung ist abgelaufen."))
    source = _source_in_words(paper) if on_behalf else ""
    application = change_state(application, Act.SUBMIT, actor=actor, day=day, on_behalf=on_behalf, note=source)
    sheet = sheet_of(application)
    if not on_behalf:
        refuse_incomplete(sheet)
    submission = Submission.objects.create(
        application=application,
        sequence=application.submissions.count() + 1,
        submitted_by=actor,
        on_behalf=on_behalf,
        snapshot=snapshot_of(sheet, day) | paper_snapshot(application),
    )
    if paper is not None:
        paper.submission = submission
        paper.save(update_fields=["submission"])
    mail_people(
        application,
        "application-receipt",
        day,
        occasion=str(submission.sequence),
        context={"submission": submission, "sheet": sheet},
    )
    return submission


def _source_in_words(paper):
    words = _("Auf Papier eingegangen am %(day)s") % {"day": german_date(paper.received_on)}
    return f"{words}. {paper.note}" if paper.note else words


def paper_snapshot(application):
    """Under "paper": what came on paper for this application so far, with the documents. Nothing when nothing came."""
    entries = application.paper_entries.exclude(kind=PaperEntry.Kind.WITHDRAWAL).select_related("document")
    papers = [
        {
            "kind": entry.kind,
            "received_on": entry.received_on.isoformat(),
            "note": entry.note,
            "file": entry.document.name,
            "token": entry.document.token,
            "size": entry.document.size,
            "sha256": entry.document.sha256,
        }
        for entry in entries
    ]
    return {"paper": papers} if papers else {}


def refuse_incomplete(sheet):
    """Raises ActRefused while a criterion lacks text, own points or a required figure, or a text is too long."""
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
        "figures": [snapshot_of_figure(figure) for figure in entry.figures],
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
def withdraw(application, *, actor, day, reason="", on_behalf=False):
    """Ends the procedure at the applicant's wish, until the decision. The reason is optional and can be erased.

    `on_behalf` is for services.paper_entries.withdraw_on_behalf, which keeps the source.
    """
    application = change_state(application, Act.WITHDRAW, actor=actor, day=day, note=reason, on_behalf=on_behalf)
    cancel_with_application(application, reason=gettext_lazy("Der Antrag wurde zurückgezogen."), actor=actor, day=day)
    mail_people(application, "application-withdrawn", day, context={"on_behalf": on_behalf})
    return application
