"""A cluster's profile: what the public reads, the form of its people, the preview, the office's approval."""

import datetime
import json
import re

import pytest
from django.urls import reverse

from clusters.models import ActorFigures, ProfileRevision
from clusters.services.revisions import open_revision, save_revision, submit_revision
from clusters.tests.factories import ClusterFactory, FunctionFactory, MembershipFactory
from labels.tests.factories import LabelAwardFactory
from programme.models import Land, TechnologyField

from .world_content import picture_upload

pytestmark = pytest.mark.django_db


@pytest.fixture
def cluster(manager, today):
    row = ClusterFactory(
        name="Photonik Musterland",
        profile_released=True,
        profile_de="Wir sind <b>Licht</b>.",
        aims_de="Ziele für alle.",
        aims_en="Aims for all.",
        website="https://photonik.example",
        eccp_url="https://eccp.example/photonik",
        city="Jena",
    )
    row.laender.set(Land.objects.filter(iso="DE-TH"))
    FunctionFactory(user=manager, cluster=row, organisation=None)
    MembershipFactory(cluster=row, starts_on=datetime.date(2019, 5, 1), public_from=today)
    return row


def member(today, *, land=None, field=None, **values):
    row = ClusterFactory(profile_released=True, **values)
    row.laender.set(Land.objects.filter(iso=land))
    row.fields.set([field] if field else [])
    MembershipFactory(cluster=row, public_from=today)
    return row


def page(client, cluster, prefix=""):
    return client.get(f"{prefix}/clusters/{cluster.slug}/")


class TestThePublicPage:
    def test_both_languages(self, client, cluster):
        german, english = page(client, cluster).content.decode(), page(client, cluster, "/en").content.decode()
        assert "Ziele für alle." in german
        assert "Aims for all." in english
        assert "&lt;b&gt;Licht" in german
        assert 'lang="de"' in english.partition("Aims for all.")[0]

    def test_figures_and_how_they_changed(self, client, cluster, today):
        for years, companies, released in ((0, 12, True), (1, 10, True), (2, 99, False)):
            day = today - datetime.timedelta(days=365 * years)
            ActorFigures.objects.create(
                cluster=cluster, key_date=day, companies=companies, released=released, recorded_on=today
            )
        answer = page(client, cluster)
        assert [cell["change"] for cell in answer.context["figures"]["rows"][0]["cells"]] == ["+2", ""]
        assert "(+2)" in answer.content.decode()
        assert ">99<" not in answer.content.decode()

    def test_what_must_not_show(self, client, cluster, today):
        LabelAwardFactory(
            cluster=cluster,
            level="gold",
            valid_from=today - datetime.timedelta(days=900),
            valid_until=today - datetime.timedelta(days=1),
        )
        ProfileRevision.objects.create(cluster=cluster, values={"aims_de": "Kanarienvogel"}, base={}, edited_by=None)
        words = page(client, cluster).content.decode()
        assert "Gold" not in words
        assert "Kanarienvogel" not in words

    def test_neighbours_with_their_reason_and_nobody_twice(self, client, cluster, today):
        field = TechnologyField.objects.first()
        cluster.fields.set([field])
        both = member(today, land="DE-TH", field=field, name="Beides")
        near = member(today, land="DE-TH", name="Nah")
        member(today, land="DE-BY", name="Weit weg")
        hidden = member(today, land="DE-TH", name="Verborgen")
        hidden.profile_released = False
        hidden.save()
        groups = page(client, cluster).context["neighbours"]
        assert [group["clusters"] for group in groups] == [[both], [near]]

    def test_what_search_engines_read(self, client, cluster):
        cluster.name = "Photonik </script><script>alert(1)</script>"
        cluster.save()
        html = page(client, cluster).content.decode()
        data = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', html)[1])
        assert data["name"] == cluster.name
        assert data["sameAs"] == ["https://photonik.example", "https://eccp.example/photonik"]
        assert data["address"]["addressRegion"] == "Thüringen"
        assert "alert(1)</script>" not in html

    def test_the_picture_for_social_cards(self, client, cluster):
        answer = client.get(f"/clusters/{cluster.slug}/card.png")
        assert answer.content.startswith(b"\x89PNG")
        assert answer.content[16:24] == (1200).to_bytes(4) + (630).to_bytes(4)
        assert f"/clusters/{cluster.slug}/card.png" in page(client, cluster).content.decode()
        cluster.profile_released = False
        cluster.save()
        assert client.get(f"/clusters/{cluster.slug}/card.png?x").status_code == 404

    def test_queries_do_not_grow(self, client, cluster, today, django_assert_max_num_queries):
        field = TechnologyField.objects.first()
        cluster.fields.set([field])
        member(today, land="DE-TH", field=field)
        with django_assert_max_num_queries(100) as one:
            client.get(f"/clusters/{cluster.slug}/?a")
        for _number in range(8):
            member(today, land="DE-TH", field=field)
            member(today, land="DE-TH")
        with django_assert_max_num_queries(len(one.captured_queries)):
            client.get(f"/clusters/{cluster.slug}/?b")


class TestTheForm:
    def data(self, client, cluster, **more):
        form = client.get(reverse("clusters:profile", args=[cluster.slug])).context["form"]
        data = {name: value for name, value in form.initial.items() if value not in (None, "")}
        return data | {"version": form.initial["version"]} | more

    def send(self, client, cluster, **more):
        return client.post(reverse("clusters:profile", args=[cluster.slug]), self.data(client, cluster, **more))

    def test_save_preview_submit_publish(self, client, cluster, manager, office):
        client.force_login(manager)
        saved = self.send(client, cluster, aims_de="Neue **Ziele**.", next="preview")
        preview = client.get(saved.url).content.decode()
        assert "<strong>Ziele</strong>" in preview
        assert "Vorschau" in preview
        version = open_revision(cluster).version
        client.post(reverse("clusters:profile-submit", args=[cluster.slug]), {"version": version})
        assert "Zurückholen" in client.get(reverse("clusters:profile", args=[cluster.slug])).content.decode()
        client.force_login(office)
        revision = open_revision(cluster)
        assert cluster.name in client.get(reverse("admin:index")).content.decode()
        shown = client.get(reverse("admin:clusters_profilerevision_change", args=[revision.pk])).content.decode()
        assert "<ins>" in shown
        act = reverse("admin:clusters_profilerevision_act", args=[revision.pk, "publish"])
        seen = client.get(act).context["form"].initial["seen"]
        client.post(act, {"seen": seen})
        client.logout()
        assert "<strong>Ziele</strong>" in page(client, cluster).content.decode()

    def test_a_logo_needs_its_words(self, client, cluster, manager):
        client.force_login(manager)
        refused = self.send(client, cluster, logo_file=picture_upload())
        assert refused.context["form"].errors["logo_alt_de"]
        self.send(client, cluster, logo_file=picture_upload(), logo_alt_de="Logo der Photonik")
        assert open_revision(cluster).logo.alt_de == "Logo der Photonik"
        assert client.get(reverse("clusters:profile-logo", args=[cluster.slug])).status_code == 200

    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("website", "javascript:alert(1)"),
            ("mailbox", "keine"),
            ("aims_de", "x" * 5001),
            ("laender", "DE-XX"),
            ("city", "\x00"),
            ("version", "x"),
        ],
    )
    def test_a_fault_is_said_and_nothing_is_lost(self, client, cluster, manager, field, value):
        client.force_login(manager)
        answer = self.send(client, cluster, origin_de="Was ich geschrieben habe", **{field: value})
        assert answer.status_code == 200
        assert field in answer.context["form"].errors
        assert "Was ich geschrieben habe" in answer.content.decode()
        assert open_revision(cluster) is None

    def test_foreign_people_find_nothing(self, client, cluster, outsider, board1, office):
        names = ["profile", "profile-submit", "profile-recall", "profile-discard", "profile-logo"]
        addresses = [reverse(f"clusters:{name}", args=[cluster.slug]) for name in names]
        addresses.append(reverse("public:profile-preview", args=[cluster.slug]))
        for person in (outsider, board1, office):
            client.force_login(person)
            assert {client.get(address).status_code for address in addresses} <= {404, 405}
            assert {client.post(address).status_code for address in addresses} <= {404, 405}

    def test_the_office_decides_what_collides(self, client, cluster, manager, office, today):
        revision = save_revision(
            cluster, values={"aims_de": "Vom Cluster"}, logo=None, version=0, actor=manager, day=today
        )
        submit_revision(cluster, version=revision.version, actor=manager, day=today)
        cluster.aims_de = "Vom Büro"
        cluster.save()
        client.force_login(office)
        act = reverse("admin:clusters_profilerevision_act", args=[revision.pk, "publish"])
        form = client.get(act).context["form"]
        assert client.post(act, {"seen": form.initial["seen"]}).context["form"].errors["take-aims_de"]
        client.post(act, {"seen": form.initial["seen"], "take-aims_de": "theirs"})
        cluster.refresh_from_db()
        assert cluster.aims_de == "Vom Cluster"
