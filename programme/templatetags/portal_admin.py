"""Template tags of the web admin."""

import re

from django import template
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst
from django.utils.translation import gettext as _

register = template.Library()

# Django draws booleans as pictures with an English alternative text.
_BOOLEAN_ICON = re.compile(r'<img src="[^"]*icon-(yes|no|unknown)[^"]*" alt="[^"]*">')


@register.filter
def boolean_words(html):
    """Ja, Nein or "unbekannt" in place of Django's pictures."""
    words = {"yes": _("Ja"), "no": _("Nein"), "unknown": _("unbekannt")}
    if not isinstance(html, SafeString):
        return html
    return mark_safe(_BOOLEAN_ICON.sub(lambda match: words[match[1]], html))


@register.inclusion_tag("admin/includes/field.html")
def admin_field(field, in_table=False):
    """One field of an admin form: read-only ones as term and value, others as components/field.html draws them."""
    return {"field": field, "label": capfirst(field.field["label"]) if field.is_readonly else "", "in_table": in_table}


@register.filter
def is_template_row(inline_admin_form):
    """Django's hidden row for adding by script (its index is __prefix__), which we do not draw."""
    return "__prefix__" in inline_admin_form.form.prefix


@register.filter
def has_rows(inline_admin_formset):
    """Whether the inline has anything to draw."""
    return bool(inline_admin_formset.formset.forms)
