"""The public pages: what they show on which day, their filters, and that nothing internal or stale is ever seen."""

import datetime

import pytest
from django.core.cache import caches
from django.urls import reverse

from clusters.models import ActorFigures, FormerSlug, Membership
from clusters.naming import search_text
from clusters.tests.factories import ClusterFactory, MembershipFactory
from labels.models import Level
from labels.tests.factories import LabelAwardFactory
from notifications.models import OutboxMessage
from programme import content
from programme.models import Land, ProgrammeSettings, TechnologyField

D = datetime.date


def member(name, **fields):
    laender, codes = fields.pop("laender", []), fields.pop("fields", [])
    cluster = ClusterFactory(
        name=name,
        profile_released=True,
        search_text=search_text(name, fields.get("city", "")),
        laender=Land.objects.filter(iso__in=laender),
        fields=TechnologyField.objects.filter(code__in=codes),
        **fields,
    )
    MembershipFactory(cluster=cluster)
    return cluster


def found(client, **query):
    response = client.get(reverse("public:directory"), query)
    assert response.status_code == 200
    return [cluster.name for cluster in response.context["page_obj"]]


@pytest.fixture
def three(db):
    member("Bäder & Öfen", city="Mönchengladbach", laender=["DE-NW"], fields=["energy"])
    member("Straßenbau Süd", city="Gießen", laender=["DE-HE", "DE-BY"], fields=["construction"])
    member("Photonik", city="Jena", laender=["DE-TH"], fields=["optics-photonics", "energy"])


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({}, ["Bäder & Öfen", "Photonik", "Straßenbau Süd"]),
        ({"q": "moenchengladbach"}, ["Bäder & Öfen"]),
        ({"q": "monchengladbach"}, ["Bäder & Öfen"]),
        ({"q": "MÖNCHENGLADBACH"}, ["Bäder & Öfen"]),
        ({"q": "strassenbau"}, ["Straßenbau Süd"]),
        ({"q": "gladb"}, ["Bäder & Öfen"]),
        ({"q": "bau giessen"}, ["Straßenbau Süd"]),
        ({"land": "DE-BY"}, ["Straßenbau Süd"]),
        ({"field": "energy"}, ["Bäder & Öfen", "Photonik"]),
        ({"field": "energy", "q": "jena"}, ["Photonik"]),
        ({"label": "none"}, ["Bäder & Öfen", "Photonik", "Straßenbau Süd"]),
    ],
)
def test_search_and_filters(client, three, query, names):
    assert sorted(found(client, **query)) == names


def test_the_label_filter_means_valid_today(client, three, today):
    one, two, three_ = ClusterFactory._meta.model.objects.order_by("name")
    day = datetime.timedelta(days=1)
    LabelAwardFactory(cluster=one, level=Level.SILVER, valid_from=today - day, valid_until=today)
    LabelAwardFactory(cluster=two, level=Level.SILVER, valid_from=today - 9 * day, valid_until=today - day)
    LabelAwardFactory(cluster=three_, level=Level.GOLD, valid_until=today + day, confirmed_on=None)
    assert found(client, label="silver") == [one.name]
    assert found(client, label="gold") == []
    assert found(client, label="none") == [two.name, three_.name]


@pytest.mark.parametrize("query", [{"land": "DE-XX"}, {"field": "nichts"}, {"label": "platin"}])
def test_an_unknown_value_is_said_at_its_field_and_filters_nothing(client, three, query):
    response = client.get(reverse("public:directory"), query)
    assert list(response.context["form"].errors) == list(query)
    assert response.context["page_obj"].paginator.count == 3


@pytest.mark.parametrize("page", ["abc", "999", "-1", "\x00"])
def test_a_wrong_page_number_is_no_error(client, three, page):
    assert client.get(reverse("public:directory"), {"page": page}).status_code == 200


@pytest.mark.parametrize(
    ("change", "seen"),
    [
        ({}, True),
        ({"public_from": None}, False),
        ({"public_from": D(2999, 1, 1)}, False),
        ({"ends_on": D(2022, 1, 1), "end_reason": "resigned"}, False),
    ],
)
def test_only_public_members_have_a_profile(client, three, change, seen):
    cluster = ClusterFactory._meta.model.objects.get(name="Photonik")
    Membership.objects.filter(cluster=cluster).update(**change)
    assert (client.get(reverse("public:cluster", args=[cluster.slug])).status_code == 200) is seen
    assert ("Photonik" in found(client)) is seen
    assert (b"Photonik" in client.get("/api/v1/clusters/").content) is seen


def test_a_withdrawn_profile_is_gone(client, three):
    cluster = ClusterFactory._meta.model.objects.get(name="Photonik")
    cluster.profile_released = False
    cluster.save()
    assert client.get(reverse("public:cluster", args=[cluster.slug])).status_code == 404


def test_the_last_day_belongs_to_the_membership(client, three, today):
    cluster = ClusterFactory._meta.model.objects.get(name="Photonik")
    Membership.objects.filter(cluster=cluster).update(ends_on=today, end_reason="resigned")
    assert "Photonik" in found(client)


def test_a_former_address_redirects(client, three):
    cluster = ClusterFactory._meta.model.objects.get(name="Photonik")
    FormerSlug.objects.create(slug="optik", cluster=cluster)
    response = client.get(reverse("public:cluster", args=["optik"]))
    assert (response.status_code, response["Location"]) == (301, reverse("public:cluster", args=[cluster.slug]))


def test_the_profile_shows_what_is_public_and_nothing_else(client, world):
    ActorFigures.objects.create(
        cluster=world.cluster, key_date=D(2022, 12, 31), other=4711, released=False, recorded_on=D(2022, 12, 31)
    )
    LabelAwardFactory(cluster=world.cluster, level=Level.GOLD, issuing_body="CANARY-AWARD", confirmed_on=None)
    page = client.get(reverse("public:cluster", args=[world.cluster.slug])).content.decode()
    assert "Silber" in page
    for canary in ("4711", "CANARY-AWARD", "S-2021-1", "U-2021-0001", "Mara Management", "manager@portal.test"):
        assert canary not in page


def test_a_reported_label_is_never_shown_as_valid(client, three):
    cluster = ClusterFactory._meta.model.objects.get(name="Photonik")
    cluster.reported_label, cluster.reported_label_year = "gold", 2019
    cluster.save()
    content.bump()
    page = client.get(reverse("public:cluster", args=[cluster.slug])).content.decode()
    assert "Label Gold, zuletzt gemeldet 2019" in page
    assert "gültig bis" not in page


def test_a_change_of_content_renews_the_cached_page(client, three, django_capture_on_commit_callbacks):
    assert "Photonik" in found(client)
    cluster = ClusterFactory._meta.model.objects.get(name="Photonik")
    cluster.name = "Photonik neu"
    cluster.save()
    cached = client.get(reverse("public:directory")).content.decode()
    assert "Photonik neu" not in cached
    with django_capture_on_commit_callbacks(execute=True):
        content.bump()
    assert "Photonik neu" in client.get(reverse("public:directory")).content.decode()


@pytest.mark.parametrize(
    "name", ["home", "directory", "map", "facts", "self-check", "imprint", "privacy", "accessibility", "verify-form"]
)
@pytest.mark.parametrize("language", ["", "/en"])
def test_visitors_get_no_cookie(client, db, name, language):
    response = client.get(language + reverse(f"public:{name}"))
    assert response.status_code == 200
    assert not response.cookies
    assert response.headers["Content-Language"] == ("en" if language else "de")


def test_facts_before_the_register_is_complete_are_only_published_ones(client, three):
    page = client.get(reverse("public:facts"), {"on": "2020-06-30"})
    assert page.context["figures"].counted is None
    assert "annual meeting 2018" in page.content.decode()


def test_facts_from_the_rows_count_members_and_labels(client, three, today):
    ProgrammeSettings.objects.update(register_complete_since=D(2021, 1, 1))
    cluster = ClusterFactory._meta.model.objects.get(name="Photonik")
    LabelAwardFactory(cluster=cluster, level=Level.SILVER)
    LabelAwardFactory(cluster=cluster, level=Level.GOLD)
    context = client.get(reverse("public:facts"), {"on": "2025-06-30"}).context
    assert context["figures"].counted.members == 3
    numbers = context["facts"].numbers
    assert [numbers[f"label.{level}"] for level in ("gold", "silver", "bronze")] == [1, 0, 0]
    assert numbers["labels"] == 1


@pytest.mark.parametrize("value", ["gestern", "2999-01-01", "2020-02-30"])
def test_a_day_that_cannot_be_is_said_at_its_field(client, three, value, today):
    response = client.get(reverse("public:facts"), {"on": value})
    assert response.status_code == 200
    assert list(response.context["form"].errors) == ["on"]
    assert response.context["day"] == today


@pytest.mark.parametrize(
    ("code", "valid"),
    [("ABCDEFGHJKMNPQRS", True), ("abcdefghjkmnpqrs", True), ("ABCDEFGHJKMNPQRT", False), ("x", False)],
)
def test_a_certificate_is_valid_or_not_and_no_more_is_said(client, world, code, valid):
    page = client.get(reverse("public:verify", args=[code])).content.decode()
    assert ("heute gültig" in page) is valid
    assert ("heute keine gültige Urkunde" in page) is not valid
    for more in (world.cluster.name, world.cluster.slug, "U-2021-0001"):
        assert more not in page


def test_an_ended_certificate_reads_like_an_unknown_code(client, world, today):
    Membership.objects.filter(pk=world.certificate.membership_id).update(
        ends_on=today - datetime.timedelta(days=1), end_reason="resigned"
    )
    ended, unknown = (
        client.get(reverse("public:verify", args=[code])).content.decode().replace(code, "")
        for code in ("ABCDEFGHJKMNPQRS", "QQQQRRRRSSSSTTTT")
    )
    assert ended == unknown
    assert "heute gültig" not in ended


def test_the_typed_code_leads_to_its_own_address(client, db):
    response = client.get(reverse("public:verify-form"), {"code": " abcd efgh jkmn pqrs "})
    assert response["Location"] == reverse("public:verify", args=["ABCDEFGHJKMNPQRS"])
    assert "nur aus Buchstaben" in client.get(reverse("public:verify-form"), {"code": "!?"}).content.decode()


def test_feedback_reaches_the_office_and_a_bad_address_loses_nothing(client, db):
    typed = {"message": "Der Kontrast ist zu schwach.", "page": "/map/", "email": "keine Adresse"}
    refused = client.post(reverse("public:feedback"), typed)
    assert refused.status_code == 200
    assert list(refused.context["form"].errors) == ["email"]
    assert typed["message"] in refused.content.decode()
    assert client.post(reverse("public:feedback"), {**typed, "email": ""}).status_code == 302
    message = OutboxMessage.objects.get()
    assert message.to_email == ProgrammeSettings.load().office_email
    assert typed["message"] in message.body


def test_my_page_asks_a_fixed_number_of_queries(client, world, django_assert_max_num_queries):
    client.force_login(world.cast.manager)
    with django_assert_max_num_queries(25):
        page = client.get(reverse("public:my")).content.decode()
    assert "Silber-Verpflichtung" in page
    assert world.cluster.name in page


def test_my_tasks_by_role(client, world):
    for name, text in [
        ("applicant", world.draft.number),
        ("ministry", "wartet auf Ihre Entscheidung"),
        # Admitted in 2021, the latest label ends in more than a year: nothing presses but the yearly figures.
        ("manager", "Jahreszahlen melden"),
    ]:
        user = getattr(world.cast, name, None)
        if user is None:
            continue
        client.force_login(user)
        assert text in client.get(reverse("public:my")).content.decode()


def test_a_kept_page_is_the_same_answer_without_the_page_being_made_again(client, three, django_assert_num_queries):
    first = client.get("/clusters/")
    with django_assert_num_queries(1):
        second = client.get("/clusters/")
    assert second.content == first.content
    assert dict(second.items()) == dict(first.items())
    assert second["Content-Security-Policy"]
    assert second["X-Frame-Options"] == "DENY"
    assert not second.cookies


def test_no_page_is_kept_for_a_session_a_refusal_or_an_endless_address(client, manager, three):
    pages = caches["pages"]
    client.get("/clusters/gibt-es-nicht/")
    client.get("/clusters/?q=" + "x" * 600)
    client.post("/clusters/")
    client.force_login(manager)
    client.get("/clusters/")
    assert not [key for key in pages._cache if "page:" in key]


def test_a_duty_that_presses_is_a_task(client, world):
    world.award.delete()
    client.force_login(world.cast.manager)
    page = client.get(reverse("public:my"))
    task, _figures = page.context["tasks"]
    assert (task["title"], task["url"]) == (f"{world.cluster.name}: Silber nachweisen", "#own-1")
    assert 'id="own-1"' in page.content.decode()
