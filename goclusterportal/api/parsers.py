"""JSON bodies as visitors send them: small, and never deeper than Python can read."""

from io import BytesIO

from django.utils.translation import gettext
from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser

MAX_BYTES = 64 * 1024


class SmallJSONParser(JSONParser):
    """Refuses with 400 what is too long or nested too deeply, besides what is no JSON."""

    def parse(self, stream, media_type=None, parser_context=None):
        body = stream.read(MAX_BYTES + 1)
        if len(body) > MAX_BYTES:
            raise ParseError(gettext("Die Anfrage ist zu lang."))
        try:
            return super().parse(BytesIO(body), media_type, parser_context)
        except RecursionError as error:
            raise ParseError(gettext("Die Anfrage ist zu tief verschachtelt.")) from error
