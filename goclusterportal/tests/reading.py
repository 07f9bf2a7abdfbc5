"""Reading all that a person can reach: pages, PDFs, exports, feeds, API answers, calendars and mails."""

import io
import re
from collections import deque
from html import unescape

from django.contrib import admin
from django.core import mail
from django.db import transaction
from django.test import Client
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from pypdf import PdfReader

from admissions.admin.case_acts import CASE_ACTS
from goclusterportal.calendars.feed import entries_of
from goclusterportal.calendars.scopes import offers_for
from notifications.models import OutboxMessage
from records.models import StoredFile

from .access import TABLE

STARTS = ["/", "/my/", "/apply/", "/review/", "/decide/", "/admin/", "/en/my/", "/en/apply/", "/en/review/"]
MACHINES = [
    "/api/v1/",
    "/api/v1/clusters/",
    "/api/v1/events/",
    "/api/v1/news/",
    "/api/v1/labels/",
    "/api/v1/facts/",
    "/news/feed/",
    "/events/calendar.ics",
]
MOST_PAGES = 600
LEAVE = re.compile(
    r"/(logout|delete)/|^(/en)?/accounts/|/feedback/\?|\.(css|js|png|svg|woff2|ico|webmanifest)$"
    # The web admin's English pages hold the same rows.
    r"|^/en/admin/"
    # What has no case in it: sorted and filtered lists, and each record of the programme's own data.
    r"|^/admin/.*\?|^/admin/(programme|events|labels)/.*/\d+/|^/admin/admissions/(criteri|letter).*/\d+/"
    r"|^/admin/(clusters/publishedfigure|notifications/ladder)/\d+/"
)


class Reader:
    """Opens what a person can reach and keeps the text of each answer by its address."""

    def __init__(self, user):
        self.client = Client()
        if user is not None:
            self.client.force_login(user)
        self.read: dict[str, str] = {}

    def get(self, path):
        """The text of a page, PDF or file; of a redirect nothing but its target."""
        return self._keep(path, self.client.get(path))

    def post(self, path, data=None):
        """As get, for the answer to a POST; whatever it wrote is undone."""
        mark = transaction.savepoint()
        text = self._keep(f"POST {path}", self.client.post(path, data or {}))
        transaction.savepoint_rollback(mark)
        return text

    def _keep(self, key, response):
        self.read[key] = text = text_of(response)
        return text

    def walk(self, starts):
        """From some pages on, every link within the portal."""
        waiting = deque(starts)
        while waiting and len(self.read) < MOST_PAGES:
            path = waiting.popleft()
            if path in self.read or LEAVE.search(path):
                continue
            waiting.extend(unescape(link) for link in re.findall(r'href="(/[^"#]*)', self.get(path)))
        assert len(self.read) < MOST_PAGES, "The walk was cut off."


def text_of(response):
    """What a person reads in an answer, whatever its type."""
    data = b"".join(response.streaming_content) if response.streaming else response.content
    kind = response.headers.get("Content-Type", "")
    if kind.startswith("application/pdf") and data.startswith(b"%PDF"):
        return f"{response.headers} {pdf_text(data)}"
    return f"{response.headers} {data.decode('utf-8', 'replace')}"


def pdf_text(data):
    """The text of a PDF as one line; of a file that only begins like one, its bytes."""
    try:
        pages = PdfReader(io.BytesIO(data)).pages
        return " ".join(" ".join(page.extract_text() for page in pages).split())
    except Exception:
        return data.decode("utf-8", "replace")


def case_addresses(application):
    """Every address that names the case or one of its files, guessed or not."""
    parts = {
        "number": application.number,
        "group": "1",
        "sequence": 1,
        "slug": application.cluster.slug,
        "code": "ABCDEFGHJKMNPQRS",
    }
    tokens = list(StoredFile.objects.values_list("token", flat=True))
    for name in TABLE:
        for token in tokens or ["unknown"]:
            for wanted in (["number"], ["number", "group"], ["number", "sequence"], ["number", "token"], []):
                kwargs = {key: ({"token": token} | parts)[key] for key in wanted}
                try:
                    yield reverse(name, kwargs=kwargs)
                except NoReverseMatch:
                    continue


def admin_addresses(application):
    """The case in the web admin: page, acts, files; and every list that could be exported."""
    key = application.pk
    yield reverse("admin:admissions_application_change", args=[key])
    for act in CASE_ACTS:
        yield reverse("admin:admissions_application_act", args=[key, act.name])
    for token in StoredFile.objects.values_list("token", flat=True):
        yield reverse("admin:admissions_application_file", args=[key, token])
    for language in ("de", "en"):
        yield reverse("admin:admissions_application_letter", args=[key, language])
    for model in admin.site._registry:
        prefix = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        yield f"{reverse(f'{prefix}_changelist')}?q={application.number}"
        try:
            yield reverse(f"{prefix}_export")
        except NoReverseMatch:
            continue


def everything(user, application):
    """All that a person can read, by where."""
    reader = Reader(user)
    reader.walk([*STARTS, *MACHINES])
    for address in sorted({*case_addresses(application), *admin_addresses(application)}):
        if not LEAVE.search(address):
            reader.get(address)
            reader.post(address, {"format": "0", "resource": "0"} if address.endswith("/export/") else None)
    return reader.read | mails_to(user) | calendars_of(user)


def calendars_of(user):
    """What the private calendars that the person may have would tell, by calendar."""
    day = timezone.localdate()
    return {
        f"calendar {offer.scope} {offer.subject}": " ".join(map(repr, entries_of(user, offer, day)))
        for offer in (offers_for(user, day) if user else [])
    }


def mails_to(user):
    """What somebody was sent: text and attachments, by subject."""
    if user is None:
        return {}
    found = {}
    for message in OutboxMessage.objects.filter(to_email=user.email).exclude(state="held"):
        found[f"mail {message.subject}"] = f"{message.subject} {message.body} " + " ".join(
            f"{one.name} {pdf_text(one.file.read())}" for one in message.attachments.all()
        )
    for message in mail.outbox:
        if user.email in message.to:
            found[f"sent {message.subject}"] = f"{message.subject} {message.body}"
    return found
