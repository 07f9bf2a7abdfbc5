"""Lists answer {count, next, previous, results}."""

from django.utils.translation import gettext_lazy as _
from rest_framework.pagination import PageNumberPagination


class ApiPagination(PageNumberPagination):
    """50 rows per page, with ?page_size= at most 100."""

    page_query_description = _("Nummer der Seite, beginnend mit 1.")
    page_size_query_param = "page_size"
    page_size_query_description = _("Zeilen je Seite, höchstens 100.")
    max_page_size = 100
