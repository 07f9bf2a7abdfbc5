"""What the PDFs of the procedure share: sender, address, the words around a text, the table of points."""

from django.db.models import F
from django.utils.translation import gettext as _

from clusters.models import ClusterOperation, dated
from clusters.services.founding import details_on
from programme.models import OwnerName, ProgrammeSettings
from programme.templatetags.portal import german_date, translated


def owner_name(day):
    """The ministry's name on `day`, in the active language: a letter bears the one valid on its date (SPEC 2.5)."""
    name = OwnerName.objects.valid_on(day).order_by("-valid_from").first()
    return translated(name, "name") if name else _("Ministerium")


def address(application, day):
    """The lines of the organisation's postal address that holds on `day`."""
    details = details_of(application, day)
    if details is None:
        return [organisation_on(application, day).name]
    town = f"{details.postal_code} {details.city}".strip()
    return [line for line in (details.legal_name, details.signatory, details.street, town) if line]


def legal_name(application, day):
    details = details_of(application, day)
    return details.legal_name if details else organisation_on(application, day).name


def organisation_on(application, day):
    """The organisation that runs the cluster on `day`: commitment and letters go to it, whoever once applied.

    Without an operator on that day it is the one that applied.
    """
    running = ClusterOperation.objects.filter(dated(day), cluster=application.cluster_id)
    latest = (
        running.select_related("organisation")
        .prefetch_related("organisation__details")
        .order_by(F("starts_on").desc(nulls_last=True), "-pk")
        .first()
    )
    return latest.organisation if latest else application.organisation


def details_of(application, day):
    """What holds on `day` of the organisation of that day."""
    return details_on(organisation_on(application, day), day)


def group_table(result, language):
    """Head, rows and total of the points by group, from a frozen result."""
    return {
        "head": [_("Kriteriengruppe"), _("Punkte"), _("Höchstpunktzahl")],
        "rows": [
            [
                f"{group['code']} {group[f'name_{language}'] or group['name_de']}",
                group[f"points_{language}"],
                str(group["maximum"]),
            ]
            for group in result["groups"]
        ],
        "total": [_("Summe"), result[f"points_{language}"], str(result["maximum"])],
    }


def spaced_code(code):
    """A verify code in groups of four, as people read it aloud."""
    return " ".join(code[start : start + 4] for start in range(0, len(code), 4))


def letterhead(application, day):
    sender = owner_name(day)
    return {
        "demo": demonstration(),
        "author": sender,
        "sender": sender,
        "address": address(application, day),
        "facts": [
            {"term": _("Datum"), "value": german_date(day)},
            {"term": _("Aufnahmeantrag"), "value": application.number},
            {"term": _("Innovationscluster"), "value": application.cluster.name},
        ],
        "signature": [_("Im Auftrag"), sender],
        "words": words_of(application),
    }


def words_of(application):
    """The words around a text; `application` None is a sample that belongs to no case."""
    asked = _("Fragen beantwortet das Programmbüro: %(email)s") % {"email": _settings(application).office_email}
    return {
        "programme": _("Programm zur Förderung exzellenter Innovationscluster"),
        "footer": f"{application.number}. {asked}" if application else asked,
        "page": _("Seite {page} von {pages}"),
        "result": _("Ergebnis"),
        "remedy": _("Rechtsbehelfsbelehrung"),
        "closing": _("Mit freundlichen Grüßen"),
        "enclosures": _("Anlagen"),
    }


def certificate_courtesy():
    return _("Übersetzung zur Information. Maßgeblich ist die deutsche Urkunde.")


def courtesy():
    return _("Übersetzung zur Information. Maßgeblich ist das deutsche Schreiben.")


def demonstration(application=None):
    return _("Demonstration, kein amtliches Schreiben") if _settings(application).is_demo else ""


def _settings(application):
    """The settings, read once for all documents that are made over one application object."""
    if application is None:
        return ProgrammeSettings.load()
    if not hasattr(application, "_programme_settings"):
        application._programme_settings = ProgrammeSettings.load()
    return application._programme_settings
