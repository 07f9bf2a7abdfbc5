"""The parameter that every address of the API understands. The middleware has switched the language already."""

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiParameter

LANG = OpenApiParameter(
    "lang",
    enum=[code for code, _name in settings.LANGUAGES],
    default="de",
    description=_("Sprache der Texte."),
)
