"""What strangers type and the portal mails to an address that nobody has proved to own: one line, and no link in it."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _


def plain_line(value):
    """Refuses line breaks and addresses of websites: nobody sends those to others through a form."""
    if len(value.splitlines()) > 1 or "://" in value or "www." in value.lower():
        raise ValidationError(_("Bitte schreiben Sie hier keine Zeilenumbrüche und keine Internetadressen."), "link")
