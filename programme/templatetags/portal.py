"""Template tags and filters: days and numbers as people say them, translated columns, Markdown, form fields."""

import json
from decimal import Decimal
from html import unescape

from django import forms, template
from django.template.loader_tags import BLOCK_CONTEXT_KEY
from django.utils import formats, timezone
from django.utils.dateparse import parse_date
from django.utils.html import escape, format_html, strip_tags
from django.utils.safestring import mark_safe
from django.utils.translation import get_language, gettext, ngettext

from programme.markdown import plain_words, render_markdown

register = template.Library()

NARROW_SPACE = "\u202f"
FALLBACK_LANGUAGE = "de"


def _language():
    return (get_language() or FALLBACK_LANGUAGE).split("-")[0]


@register.filter
def markdown(text):
    """{{ page.body_de|markdown }}"""
    return mark_safe(render_markdown(text))


@register.filter
def plain(text):
    """{{ cluster|translated:"profile"|plain }}: the words of a Markdown text, for descriptions."""
    return plain_words(text)


def _local_day(value):
    """The Europe/Berlin date of a date or an aware datetime; None for anything else."""
    if hasattr(value, "hour"):
        return timezone.localtime(value).date() if timezone.is_aware(value) else value.date()
    if isinstance(value, str):
        return parse_date(value)
    return value or None


@register.filter
def german_date(value):
    """A day as people write it: "4. Dezember 2026", in English "4 December 2026". Nothing for no date."""
    day = _local_day(value)
    if day is None:
        return ""
    return formats.date_format(day, "j F Y" if _language() == "en" else "j. F Y", use_l10n=False)


@register.filter
def german_time(value):
    """Hour and minute in Europe/Berlin: "14:03"."""
    if not value:
        return ""
    local = timezone.localtime(value) if timezone.is_aware(value) else value
    return f"{local:%H:%M}"


@register.filter
def german_datetime(value):
    """Day and time in Europe/Berlin: "4. Dezember 2026, 14:03 Uhr"."""
    if not value:
        return ""
    return gettext("%(day)s, %(time)s Uhr") % {"day": german_date(value), "time": german_time(value)}


@register.filter
def in_words(value):
    """How far a day is from today, and the day: "in 12 Tagen, 4. Dezember 2026"."""
    day = _local_day(value)
    if day is None:
        return ""
    days = (day - timezone.localdate()).days
    if days == 0:
        distance = gettext("heute")
    elif days == 1:
        distance = gettext("morgen")
    elif days == -1:
        distance = gettext("gestern")
    elif days > 0:
        distance = ngettext("in %(count)s Tag", "in %(count)s Tagen", days) % {"count": number(days)}
    else:
        distance = ngettext("vor %(count)s Tag", "vor %(count)s Tagen", -days) % {"count": number(-days)}
    return f"{distance}, {german_date(day)}"


@register.filter
def number(value, places=None):
    """A number with a narrow space between thousands: "12 345", with `places` decimals "12 345,50"."""
    if value is None or value == "":
        return ""
    if not isinstance(value, (int, float, Decimal)):
        value = Decimal(str(value))
    if places is None:
        places = 0 if value == int(value) else 2
    text = f"{value:,.{int(places)}f}"
    whole, _, decimals = text.partition(".")
    whole = whole.replace(",", NARROW_SPACE).replace("-", "\u2212")
    separator = "." if _language() == "en" else ","
    return whole + (separator + decimals if decimals else "")


@register.filter
def number_or_text(value):
    """A number as `number` writes it; a text unchanged."""
    return value if isinstance(value, str) else number(value)


@register.filter
def euro(value):
    """An amount in euros: "2 250,00 €"."""
    return "" if value is None else f"{number(value, 2)}\u00a0€"


def translate(obj, name):
    """(text, language) of the column `name` in the page's language, falling back to German where that is empty."""
    language = _language()
    text = getattr(obj, f"{name}_{language}", "")
    if text or language == FALLBACK_LANGUAGE:
        return text, language
    return getattr(obj, f"{name}_{FALLBACK_LANGUAGE}", ""), FALLBACK_LANGUAGE


@register.filter
def translated(obj, name):
    """{{ land|translated:"name" }}: plain text, for attributes and titles. In running text use {% tr %}."""
    return translate(obj, name)[0] if obj else ""


@register.simple_tag
def tr(obj, name):
    """{% tr land "name" %}: the text; a German fallback on an English page is marked lang="de"."""
    if not obj:
        return ""
    text, language = translate(obj, name)
    if language == _language():
        return text
    return format_html('<span lang="{}">{}</span>', language, text)


@register.simple_tag(takes_context=True)
def tr_markdown(context, obj, name):
    """{% tr_markdown page "body" %}: Markdown to HTML; a German fallback on an English page is marked lang="de".

    Where the page is a preview (`is_preview`), pictures that are not published yet show, too.
    """
    if not obj:
        return ""
    text, language = translate(obj, name)
    html = mark_safe(render_markdown(text, drafts=bool(context.get("is_preview"))))
    if language == _language():
        return html
    return format_html('<div class="portal-prose" lang="{}">{}</div>', language, html)


_NO_MARKUP = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026", 0x2028: "\\u2028", 0x2029: "\\u2029"}


@register.simple_tag
def json_ld(data):
    """{% json_ld data %}: a block of structured data for search engines; nothing in it ends the block or is run."""
    if not data:
        return ""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":")).translate(_NO_MARKUP)
    return mark_safe(f'<script type="application/ld+json">{text}</script>')


# --- The head of a page ----------------------------------------------------------------


@register.filter(is_safe=True)
def for_attribute(html):
    """A rendered block as plain text on one line, escaped for an attribute."""
    return escape(" ".join(unescape(strip_tags(html)).split()))


@register.simple_tag(takes_context=True)
def again(context, name):
    """{% again "title" %}: what the block says, a second time, as `for_attribute` writes it."""
    blocks = context.render_context.get(BLOCK_CONTEXT_KEY)
    block = blocks.get_block(name) if blocks else None
    return for_attribute(block.render(context)) if block else ""


@register.simple_tag(takes_context=True)
def page_address(context, page):
    """The address of another page of this list; every other parameter stays. The first page has none of its own."""
    parameters = context["request"].GET.copy()
    name = context.get("page_name") or "page"
    parameters.pop(name, None)
    if page != 1:
        parameters[name] = page
    return f"?{parameters.urlencode()}" if parameters else context["request"].path


@register.filter
def page_numbers(page):
    """The page numbers to offer: first, last and those near this page; None stands for a gap."""
    last = page.paginator.num_pages
    near = [n for n in range(1, last + 1) if n in {1, last} or abs(n - page.number) <= 1]
    numbers = []
    for n in near:
        if numbers and n - numbers[-1] > 1:
            numbers.append(None)
        numbers.append(n)
    return numbers


# --- Fields --------------------------------------------------------------------------------------------------------

_CHECKS = (forms.CheckboxSelectMultiple, forms.RadioSelect)


def _kind(widget):
    if isinstance(widget, forms.CheckboxInput):
        return "checkbox"
    if isinstance(widget, _CHECKS):
        return "choices"
    if isinstance(widget, forms.SelectMultiple):
        return "input"
    if isinstance(widget, forms.Select):
        return "select"
    if isinstance(widget, forms.ClearableFileInput):
        return "file"
    return "group" if widget.use_fieldset else "input"


_CLASSES = {
    "checkbox": "kern-form-check__checkbox",
    "select": "kern-form-input__select",
    "input": "kern-form-input__input",
    "file": "kern-form-input__input",
    "group": "kern-form-input__input",
}


@register.inclusion_tag("components/field.html")
def portal_field(field, label=None, hint=None, label_hidden=False):
    """
    One bound field with label, hint and errors, as KERN draws it.

    `label` and `hint` replace the form's own wording in this place. `label_hidden` keeps both for screen readers
    only: for cells of a table whose head says them. Hidden fields come out bare.
    """
    kind = _kind(field.field.widget)
    hint = field.help_text if hint is None else hint
    described_by = []
    if hint:
        described_by.append(f"{field.auto_id}_helptext")
    if field.errors:
        described_by.append(f"{field.auto_id}_error")
    context = {
        "field": field,
        "kind": kind,
        "label": field.label if label is None else label,
        "hint": hint,
        "label_class": "portal-sr-only" if label_hidden else "kern-label",
        "hint_class": "portal-sr-only" if label_hidden else "kern-hint",
        "described_by": " ".join(described_by),
        "current_file": None,
    }
    if kind == "choices":
        context["options"] = [
            {"tag": _option(option, kind, field), "label": option.choice_label, "id": option.id_for_label}
            for option in field
        ]
        return context
    attrs = {"class": " ".join(filter(None, [field.field.widget.attrs.get("class"), _CLASSES[kind]]))}
    if field.errors:
        attrs["class"] += f" {_CLASSES[kind]}--error"
    if described_by and not field.is_hidden:
        attrs["aria-describedby"] = " ".join(described_by)
    if field.field.widget.attrs.get("placeholder") == field.label:
        attrs["placeholder"] = False  # It only repeats the label.
    if kind == "file":
        context["current_file"] = field.initial if getattr(field.initial, "name", None) else None
        context["widget"] = _bare_file_input(field, attrs)
    else:
        context["widget"] = field.as_widget(attrs=attrs)
    return context


class _FileInput(forms.FileInput):
    # Whether several may be chosen stands in the field's own attributes.
    allow_multiple_selected = True


def _bare_file_input(field, attrs):
    """Only the file box: Django's "Currently … Clear" mark-up is replaced by our own."""
    widget = _FileInput(attrs={"multiple": False, **field.field.widget.attrs})
    widget.is_required = field.field.widget.is_required
    return field.as_widget(widget=widget, attrs=attrs)


@register.filter
def lacks_username(form):
    """Whether a form asks for a password without saying whose: password managers want to know."""
    kinds = [getattr(field.field.widget, "input_type", "") for field in form]
    return "password" in kinds and not {"text", "email"} & set(kinds)


def _option(option, kind, field):
    classes = {"checkbox": "kern-form-check__checkbox", "radio": "kern-form-check__radio"}[option.data["type"]]
    if field.errors:
        classes += f" {classes}--error"
    option.data["attrs"]["class"] = classes
    return option.tag()
