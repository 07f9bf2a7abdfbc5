"""The parameters of the list of clusters: those of the directory, each facet any number of times."""

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiParameter

from clusters.models import InternationalisationStatement
from labels.models import Level

from ..public.directory.filters import LONGEST_QUERY, ORDERS
from ..public.directory.register import NONE


def _several(name, description, values=None):
    return OpenApiParameter(name, many=True, enum=values, description=description)


DIRECTORY = [
    OpenApiParameter(
        "q",
        type={"type": "string", "maxLength": LONGEST_QUERY},
        description=_("Wörter aus Namen, früheren Namen, Ort, Feld oder Profil."),
    ),
    _several("land", _("Land nach ISO 3166-2 (DE-BY). Mehrere: eines davon.")),
    _several("field", _("Code eines Technologiefelds. Mehrere: eines davon.")),
    _several("label", _("Label, heute gültig. Mehrere: eines davon."), [*Level.values, NONE]),
    _several(
        "size",
        _("Größenklasse nach freigegebenen Clusterakteuren, wie das Verzeichnis sie nennt (50-99)."),
    ),
    _several(
        "international",
        _("Was das Cluster freigegeben zur Internationalisierung angibt. Mehrere: eines davon."),
        InternationalisationStatement.Kind.values,
    ),
    OpenApiParameter(
        "sort", enum=[code for code, _label in ORDERS], default="name", description=_("Reihenfolge der Cluster.")
    ),
]
