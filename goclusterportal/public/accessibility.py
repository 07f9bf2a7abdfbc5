"""The accessibility statement, as a page and for machines. Both say the same (decision 0039)."""

from django.conf import settings
from django.http import JsonResponse
from django.shortcuts import render
from django.urls import reverse

from programme.models import AccessibilityStatement, ProgrammeSettings
from programme.pagecache import public_page

from .pages import content_of

LANGUAGES = ("de", "en")


@public_page
def statement(request):
    """Text of the office, then the facts: how far, what not, since when, whom to write to, who mediates."""
    found = AccessibilityStatement.load()
    context = {
        "page": content_of("accessibility"),
        "statement": found,
        "barriers": found.barriers.all(),
        "contact_email": _contact_email(found),
    }
    return render(request, "public/accessibility.html", context)


@public_page
def as_json(request):
    """The facts of the statement as JSON: codes, days as ISO 8601, texts in both languages."""
    found = AccessibilityStatement.load()
    answer = {
        "website": f"{settings.SITE_URL}/",
        "statement": {"de": settings.SITE_URL + "/accessibility/", "en": settings.SITE_URL + "/en/accessibility/"},
        "standard": found.standard,
        "conformance": found.conformance,
        "assessment": {"method": found.method, "assessor": found.assessor or None},
        "prepared_on": found.prepared_on,
        "reviewed_on": found.reviewed_on,
        "known_barriers": [
            {
                "barrier": _texts(barrier, "what"),
                "reason": barrier.reason,
                "explanation": _texts(barrier, "explanation"),
                "alternative": _texts(barrier, "alternative"),
                "until": barrier.until,
            }
            for barrier in found.barriers.all()
        ],
        "feedback": {
            "form": settings.SITE_URL + reverse("public:feedback"),
            "name": found.contact_name or None,
            "email": _contact_email(found),
            "phone": found.contact_phone or None,
        },
        "conciliation": {
            "name": found.conciliation_name or None,
            "address": found.conciliation_address or None,
            "website": found.conciliation_website or None,
            "email": found.conciliation_email or None,
        },
    }
    return JsonResponse(answer, json_dumps_params={"ensure_ascii": False, "indent": 2})


def _contact_email(found):
    return found.contact_email or ProgrammeSettings.load().office_email


def _texts(barrier, name):
    """{language: text} of what is written; English falls away where there is none."""
    texts = {language: getattr(barrier, f"{name}_{language}") for language in LANGUAGES}
    return {language: text for language, text in texts.items() if text}
