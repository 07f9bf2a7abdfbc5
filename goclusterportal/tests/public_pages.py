"""What a visitor can open: every public page of the access table and of the matrix, in both languages."""

from django.urls import reverse

from . import matrix
from .access import SHOWN, TABLE
from .test_access import objects

AREAS = ("public:", "events", "admissions:apply", "api:")
LANGUAGES = ("de", "en")


def in_language(path, language):
    """The same page in a language; what has no prefix follows ?lang=."""
    if language == "de":
        return path
    return f"{path}?lang=en" if path.startswith("/api/") else f"/en{path}"


def public_pages(world):
    """Addresses (German) of all pages that show themselves to a visitor, with further states that need no act."""
    table = [page.path for page in matrix.table_pages(world, *AREAS) if page.who == "visitor"]
    further = [page.path for page in matrix.public_extras(world) if page.who == "visitor" and not page.act]
    accounts = [reverse(name) for name in ("account_login", "account_signup", "account_reset_password")]
    return list(dict.fromkeys([*table, *further, *accounts]))


def public_forms(world):
    """Addresses that answer a visitor's POST with a page: sent empty, the page shows its errors."""
    parts = objects(world)
    rows = [(name, row) for name, row in TABLE.items() if "visitor" in row.who and row.post == SHOWN]
    return [reverse(name, kwargs=parts[row.needs]) for name, row in rows if name.startswith(("public:", "events:"))]
