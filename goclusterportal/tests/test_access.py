"""Every address stands in the access table, and every role meets there what the table says."""

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client
from django.urls import get_resolver, reverse

from events.contributing import quarter_of
from events.services.edition_mails import token_of

from .access import REFUSED_METHOD, ROLES, TABLE
from .world import INVITATION_TOKEN

# Third parties' pages about one's own account, and the admin, which has a table of its own.
ELSEWHERE = ("admin:", "account_", "mfa_", "socialaccount_", "usersessions_")

AREAS = (
    "healthz",
    "readyz",
    "robots",
    "sitemap",
    "accessibility-json",
    "api:",
    "public:",
    "events",
    "calendar",
    "picture",
    "edition",
    "markdown",
    "labels:",
    "clusters:",
    "notifications:",
    "admissions:apply",
    "admissions:review",
    "admissions:decide",
)


def names(resolver=None, namespace=""):
    """The names of all addresses."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if hasattr(pattern, "url_patterns"):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from names(pattern, inner)
        elif pattern.name:
            yield namespace + pattern.name


def objects(world):
    """The parts of an address by what a row needs."""
    return {
        "": {},
        "cluster": {"slug": world.cluster.slug},
        "excluded": {"slug": world.cluster.slug},
        "certificate": {"code": world.certificate.code},
        "duty": {"key": world.duty.key},
        "merger": {"slug": world.merger.absorbed.slug},
        "label_file": {"slug": world.cluster.slug, "token": world.award.document.token},
        "event": {"slug": world.event.slug},
        "registration": {"token": world.registration_token},
        "news": {"slug": world.news.slug},
        "story": {"slug": world.story.slug},
        "edition": {"slug": world.edition.slug},
        "edition_submission": {"token": token_of(world.edition_submission)},
        "news_year": {"year": world.today.year},
        "news_quarter": {"year": world.today.year, "quarter": quarter_of(world.today)},
        "contribution_kind": {"slug": world.cluster.slug, "kind": "story"},
        "contribution": {"slug": world.cluster.slug, "kind": "story", "key": world.contribution.slug},
        "picture": {"token": world.picture.token},
        "publication": {"slug": world.publication.slug},
        "issue": {"number": world.issue.number},
        "subscription": {"token": world.subscription.token},
        "draft": {"number": world.draft.number},
        "section": {"number": world.draft.number, "group": "1"},
        "interview": {"number": world.interview.number},
        "receipt": {"number": world.interview.number, "sequence": 1},
        "receipt-file": {"number": world.interview.number, "sequence": 1, "language": "de"},
        "returned": {"number": world.returned.number},
        "version": {"number": world.returned.number, "sequence": 2},
        "commitment": {"number": world.interview.number, "language": "en"},
        "refused": {"number": world.refused.number},
        "evidence": {"number": world.interview.number, "token": world.evidence.file.token},
        "letter": {"number": world.refused.number, "token": world.letter.token},
        "recommended": {"number": world.recommended.number},
        "colleague": {"number": world.draft.number, "pk": world.colleague.pk},
        "invited": {"number": world.draft.number, "pk": world.invited.pk},
        "invitation": {"token": INVITATION_TOKEN},
        "function": {"number": world.draft.number, "pk": world.function.pk},
        "calendar": {"token": world.calendar_token},
        "speaker": {"number": world.draft.number, "pk": world.speaker.pk},
        "paper": {"number": world.paper.application.number, "token": world.paper.document.token},
        "asked": {"number": world.asked.number},
        "agreed": {"number": world.agreed.number},
        "minutes": {"number": world.interview.number, "interview": world.interview.interviews.get().pk},
        "advised_minutes": {"number": world.recommended.number, "interview": world.recommended.interviews.get().pk},
        "sitting": {"key": world.sitting.key},
        "extract": {"number": world.recommended.number, "key": world.sitting.key},
    }


def clients(world, outsider):
    people = {**vars(world.cast), "outsider": outsider}
    found = {"visitor": Client()}
    for role in ROLES[1:]:
        found[role] = Client()
        found[role].force_login(people[role])
    return found


def outcome(client, method, url):
    """The status, or "login"; whatever the request wrote is undone."""
    mark = transaction.savepoint()
    response = getattr(client, method)(url)
    if response.streaming:
        b"".join(response.streaming_content)
    transaction.savepoint_rollback(mark)
    if response.status_code == 302 and response["Location"].startswith(reverse(settings.LOGIN_URL)):
        return "login"
    return response.status_code


def expected(row, role, method):
    """What the table promises. A refused person may be told first that the address takes no POST: it says nothing."""
    if role in row.who:
        return {getattr(row, method)}
    if role == "visitor":
        return {"login"}
    return {404, REFUSED_METHOD} if row.post == REFUSED_METHOD and method == "post" else {404}


def test_every_address_has_a_row():
    found = {name for name in names() if not name.startswith(ELSEWHERE)}
    assert found == set(TABLE)
    assert not [name for name in TABLE if not name.startswith(AREAS)]


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("area", AREAS)
def test_every_role_meets_what_the_table_says(area, method, world, outsider):
    everyone = clients(world, outsider)
    parts = objects(world)
    wrong = []
    for name, row in TABLE.items():
        if not name.startswith(area):
            continue
        url = reverse(name, kwargs=parts[row.needs])
        for role, client in everyone.items():
            met = outcome(client, method, url)
            if met not in expected(row, role, method):
                wrong.append((name, role, met))
    assert wrong == []
