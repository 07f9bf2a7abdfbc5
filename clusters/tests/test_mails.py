"""The history of a cluster's mails: the office sees all of it, its people what was written to them for it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.tests.factories import UserFactory
from clusters.models import FormerSlug
from notifications.models import OutboxMessage
from notifications.services import queue

pytestmark = pytest.mark.django_db


@pytest.fixture
def mails(member_cluster, manager):
    """One message of each sort, by the word in its subject."""
    FormerSlug.objects.create(slug="fruehere-adresse", cluster=member_cluster)

    def put(word, *, to_user, about=member_cluster.slug, **options):
        values = {"key": word, "kind": "reminder-silver-duty", "subject": word, "body": f"Text von {word}"}
        return queue(to_user=to_user, about=about, **{**values, **options})

    put("Eigene", to_user=manager)
    put("Frühere", to_user=manager, about="fruehere-adresse")
    put("Zurückgehaltene", to_user=manager, held=True)
    put("Bescheid", to_user=manager, kind="decision-letter")
    put("Vorstand", to_user=UserFactory())
    put("Fremde", to_user=manager, about="ein-anderes")


def subjects_in(text):
    words = ("Eigene", "Frühere", "Zurückgehaltene", "Bescheid", "Vorstand", "Fremde")
    return {word for word in words if f">{word}<" in text}


def test_own_people_see_what_was_written_to_them(client, mails, member_cluster, manager):
    client.force_login(manager)
    text = client.get(reverse("clusters:my-mails", args=[member_cluster.slug])).content.decode()
    assert subjects_in(text) == {"Eigene", "Frühere"}
    assert "Text von Eigene" in text


def test_the_office_sees_everything_about_the_cluster(client, mails, member_cluster, office):
    client.force_login(office)
    address = reverse("admin:clusters_cluster_mails", args=[member_cluster.pk])
    assert subjects_in(client.get(address).content.decode()) == {
        "Eigene",
        "Frühere",
        "Zurückgehaltene",
        "Bescheid",
        "Vorstand",
    }
    assert address in client.get(reverse("admin:clusters_cluster_change", args=[member_cluster.pk])).content.decode()


@pytest.mark.parametrize("who", ["applicant", "outsider", "board1", "ministry"])
def test_a_foreign_cluster_is_not_found(client, request, member_cluster, manager, who):
    client.force_login(request.getfixturevalue(who))
    assert client.get(reverse("clusters:my-mails", args=[member_cluster.slug])).status_code == 404


def test_mails_to_a_colleague_show_without_their_text(client, member_cluster, manager):
    colleague = UserFactory()
    manager.functions.get().__class__.objects.create(
        user=colleague,
        cluster=manager.functions.get().cluster,
        organisation=manager.functions.get().organisation,
        kind="deputy",
        starts_on="2021-01-01",
        confirmed_on="2021-01-01",
    )
    for kind in ("reminder-silver-duty", "function-changed"):
        queue(key=kind, kind=kind, to_user=colleague, subject=kind, body=f"Text von {kind}", about=member_cluster.slug)
    client.force_login(manager)
    text = client.get(reverse("clusters:my-mails", args=[member_cluster.slug])).content.decode()
    assert "Text von reminder-silver-duty" in text
    assert "function-changed" in text
    assert "Text von function-changed" not in text


def test_queries_do_not_grow(client, member_cluster, manager):
    client.force_login(manager)
    address = reverse("clusters:my-mails", args=[member_cluster.slug])
    numbers = []
    for count in (1, 3, 30):
        for number in range(OutboxMessage.objects.count(), count):
            queue(key=f"{number}", kind="test", to_user=manager, subject="S", body="B", about=member_cluster.slug)
        with CaptureQueriesContext(connection) as done:
            client.get(address)
        numbers.append(len(done))
    assert OutboxMessage.objects.count() == 30
    assert len(set(numbers[1:])) == 1, numbers
    assert numbers[0] >= numbers[1]
