"""The language of an answer is decided by its address alone."""

from django.conf import settings
from django.middleware.locale import LocaleMiddleware
from django.utils import translation

# Addresses without a language prefix whose texts follow ?lang=.
_LANG_PARAMETER_PATHS = ("/api/", "/news/feed/")
_LANG_PARAMETER_SUFFIX = ".ics"


class PathLocaleMiddleware(LocaleMiddleware):
    """German without prefix, English under /en/; the API, feeds and calendars follow ?lang=de|en.

    Neither the browser's Accept-Language nor a cookie has a say, so the answer does not vary on them
    (Django's own middleware would add that header and with it spoil every shared cache).
    """

    def process_request(self, request):
        super().process_request(request)
        path = request.path_info
        if path.startswith(_LANG_PARAMETER_PATHS) or path.endswith(_LANG_PARAMETER_SUFFIX):
            wanted = request.GET.get("lang", "")
            if wanted in dict(settings.LANGUAGES):
                translation.activate(wanted)
                request.LANGUAGE_CODE = wanted

    def process_response(self, request, response):
        response.headers.setdefault("Content-Language", translation.get_language())
        return response
