"""The certificate of a membership, with the code by which anybody can check it."""

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from programme.templatetags.portal import german_date
from records.typesetting import typeset

from .parts import certificate_courtesy, demonstration, legal_name, owner_name, spaced_code, words_of


def certificate(certificate_data, application, starts_on, language="de"):
    """The certificate. `certificate_data` has number, code and issued_on: a Certificate, saved or not."""
    day = certificate_data.issued_on
    with translation.override(language):
        sender = owner_name(day)
        data = {
            "demo": demonstration(),
            "author": sender,
            "sender": sender,
            "courtesy": "" if language == "de" else certificate_courtesy(),
            "heading": _("Urkunde"),
            "lead": _("Das Innovationscluster"),
            "cluster": application.cluster.name,
            "organisation": _("getragen von: %(organisation)s") % {"organisation": legal_name(application, day)},
            "statement": _("ist ab dem %(day)s Mitglied im Programm zur Förderung exzellenter Innovationscluster.")
            % {"day": german_date(starts_on)},
            "place": _("Ausgestellt am %(day)s") % {"day": german_date(day)},
            "facts": [
                {"term": _("Urkunde"), "value": certificate_data.number},
                {"term": _("Prüfcode"), "value": spaced_code(certificate_data.code)},
            ],
            "check": _("Ob diese Urkunde gültig ist, können Sie hier prüfen:"),
            "address": f"{settings.SITE_URL}/verify/{certificate_data.code}/",
            "words": words_of(application),
        }
        title = _("Urkunde %(number)s, %(cluster)s") % {
            "number": certificate_data.number,
            "cluster": application.cluster.name,
        }
        return typeset("certificate.typ", data, title=title, language=language, day=day)
