"""A cluster's profile while others work on it: what is shown is what is decided about, and no refusal is silent."""

import re

import pytest
from django.urls import reverse

from clusters.models import Cluster
from clusters.services.profile import update_profile
from clusters.services.revisions import (
    discard_revision,
    open_revision,
    recall_revision,
    save_revision,
    submit_revision,
)
from clusters.tests.factories import ClusterFactory, FunctionFactory, MembershipFactory
from programme.models import Land
from records.pictures import store_picture

from .world_content import picture_upload

pytestmark = pytest.mark.django_db


@pytest.fixture
def cluster(manager, today):
    row = ClusterFactory(name="Photonik Musterland", profile_released=True, city="Jena", aims_de="Ziele für alle.")
    row.laender.set(Land.objects.filter(iso="DE-TH"))
    FunctionFactory(user=manager, cluster=row, organisation=None)
    MembershipFactory(cluster=row, public_from=today)
    return row


@pytest.fixture
def save(cluster, manager, today):
    def saved(logo=None, **values):
        revision = open_revision(cluster)
        version = revision.version if revision else 0
        return save_revision(cluster, values=values, logo=logo, version=version, actor=manager, day=today)

    return saved


@pytest.fixture
def hand_in(cluster, manager, today, save):
    def handed_in(**values):
        return submit_revision(cluster, version=save(**values).version, actor=manager, day=today)

    return handed_in


def logo(by, words="Logo"):
    return store_picture(picture_upload(), alt_de=words, by=by)


def picture_address(picture):
    return reverse("picture", args=[picture.token])


class TestTheOfficePublishes:
    def page(self, revision):
        return reverse("admin:clusters_profilerevision_act", args=[revision.pk, "publish"])

    def test_beside_the_button_stands_what_is_published(self, client, cluster, office, hand_in):
        client.force_login(office)
        page = client.get(self.page(hand_in(aims_de="Ziele für wenige.")))
        assert "<ins>" in page.content.decode()
        assert "wenige." in page.content.decode()

    def test_what_was_not_seen_is_not_published(self, client, cluster, manager, office, today, hand_in, save):
        """Recalled, edited and handed in again while the page stood open."""
        client.force_login(office)
        revision = hand_in(aims_de="Harmlos")
        seen = client.get(self.page(revision)).context["form"].initial["seen"]
        recall_revision(cluster, actor=manager, day=today)
        hand_in(aims_de="Unerhört")
        again = client.post(self.page(revision), {"seen": seen})
        assert "Bitte sehen Sie neu hin" in again.content.decode()
        assert "Unerhört" in again.content.decode()
        assert Cluster.objects.get(pk=cluster.pk).aims_de == "Ziele für alle."
        form = again.context["form"]
        client.post(self.page(revision), {"seen": form["seen"].value()})
        assert Cluster.objects.get(pk=cluster.pk).aims_de == "Unerhört"

    def test_both_sides_of_a_conflict_and_no_choice_made_before(self, client, cluster, office, today, hand_in):
        client.force_login(office)
        revision = hand_in(aims_de="Ziele des Clusters")
        update_profile(cluster, values={"aims_de": "Ziele vom Büro"}, actor=office, day=today)
        page = client.get(self.page(revision))
        words = page.content.decode()
        assert "Inzwischen vom Programmbüro geändert" in words
        assert "vom Büro" in words
        assert "des Clusters" in words
        update_profile(Cluster.objects.get(pk=cluster.pk), values={"aims_de": "Noch anders"}, actor=office, day=today)
        seen = page.context["form"].initial["seen"]
        again = client.post(self.page(revision), {"seen": seen, "take-aims_de": "theirs"})
        assert "Noch anders" in again.content.decode()
        assert again.context["form"]["take-aims_de"].value() is None

    def test_the_logo_before_and_after(self, client, cluster, manager, office, today, hand_in):
        update_profile(cluster, values={}, logo=logo(office, "Altes Logo"), actor=office, day=today)
        cluster.refresh_from_db()
        new = logo(manager, "Neues Logo")
        client.force_login(office)
        revision = hand_in(logo=new)
        for address in (
            self.page(revision),
            reverse("admin:clusters_profilerevision_change", args=[revision.pk]),
        ):
            words = client.get(address).content.decode()
            assert f'src="{picture_address(cluster.logo)}"' in words
            assert f'src="{picture_address(new)}"' in words
        assert client.get(picture_address(new)).status_code == 200
        register = client.get(reverse("admin:clusters_cluster_change", args=[cluster.pk])).content.decode()
        assert f'src="{picture_address(cluster.logo)}"' in register

    @pytest.mark.parametrize("released", [True, False])
    def test_it_says_whether_the_public_sees_it(self, client, cluster, office, hand_in, released):
        Cluster.objects.update(profile_released=released)
        client.force_login(office)
        revision = hand_in(aims_de="Neu")
        page = client.get(self.page(revision))
        assert ("sofort öffentlich" in page.content.decode()) is released
        done = client.post(self.page(revision), {"seen": page.context["form"].initial["seen"]}, follow=True)
        assert ("Das Profil ist veröffentlicht." in done.content.decode()) is released


class TestTheClusterSaves:
    def page(self, cluster, name="profile"):
        return reverse(f"clusters:{name}", args=[cluster.slug])

    @pytest.fixture
    def form(self, client, cluster, manager):
        """What a browser that opens the form now would send; `form()` opens it."""

        def opened(**more):
            client.force_login(manager)
            page = client.get(self.page(cluster))
            initial = page.context["form"].initial
            return {name: value for name, value in initial.items() if value not in (None, "")} | more

        return opened

    @pytest.mark.parametrize("how", ["discarded", "published"])
    def test_a_draft_that_is_gone_is_said(self, client, cluster, manager, office, today, form, save, how):
        save(aims_de="Eins")
        data = form(aims_de="Zwei", logo_file=picture_upload(), logo_alt_de="Logo")
        if how == "discarded":
            discard_revision(cluster, version=1, actor=manager, day=today)
        else:
            revision = submit_revision(cluster, version=1, actor=manager, day=today)
            client.force_login(office)
            act = reverse("admin:clusters_profilerevision_act", args=[revision.pk, "publish"])
            client.post(act, {"seen": client.get(act).context["form"].initial["seen"]})
            client.force_login(manager)
        answer = client.post(self.page(cluster), data)
        words = answer.content.decode()
        assert "Den Entwurf gibt es nicht mehr" in words
        assert "Logo noch einmal aus" in words
        assert "Zwei" in words
        again = answer.context["form"]
        data |= {"version": again["version"].value(), "seen": again["seen"].value(), "logo_file": picture_upload()}
        client.post(self.page(cluster), data)
        assert open_revision(cluster).values["aims_de"] == "Zwei"

    def test_a_profile_that_the_office_changed_is_said(self, client, cluster, office, today, form):
        data = form(aims_de="Zwei")
        update_profile(cluster, values={"city": "Weimar"}, actor=office, day=today)
        answer = client.post(self.page(cluster), data)
        assert "Das Programmbüro hat das Profil inzwischen geändert" in answer.content.decode()
        assert answer.context["differs"] == ["Ort", "Ziele (deutsch)"]
        assert open_revision(cluster) is None
        again = answer.context["form"]
        client.post(self.page(cluster), data | {"seen": again["seen"].value(), "city": "Weimar"})
        assert open_revision(cluster).values["city"] == "Weimar"

    def test_what_a_colleague_saved_is_named(self, client, cluster, form, save):
        data = form(aims_de="Zwei")
        save(aims_de="Eins")
        answer = client.post(self.page(cluster), data)
        assert "Inzwischen hat jemand anderes gespeichert" in answer.content.decode()
        assert answer.context["differs"] == ["Ziele (deutsch)"]

    def test_nothing_new_is_said_and_can_be_looked_at(self, client, cluster, form):
        answer = client.post(self.page(cluster), form(next="preview"), follow=True)
        words = answer.content.decode()
        assert "Es hat sich nichts geändert" in words
        assert "So steht das Profil schon da" in words
        assert "Ziele für alle." in words
        assert open_revision(cluster) is None

    def test_the_office_and_the_cluster_save_the_same_lines(self, client, cluster, office, form):
        Cluster.objects.update(aims_de="Eins\nZwei")
        client.post(self.page(cluster), form(aims_de="Eins\r\nZwei"))
        assert open_revision(cluster) is None
        client.force_login(office)
        change = reverse("admin:clusters_cluster_change", args=[cluster.pk])
        sent = client.get(change).context["adminform"].form
        data = sent["aims_de"].field
        assert not data.has_changed("Eins\nZwei", "Eins\r\nZwei")
        assert not data.has_changed("Eins\r\nZwei", "Eins\r\nZwei")

    def test_conflicts_are_named_and_shown(self, client, cluster, office, today, form, save):
        save(aims_de="Ziele des Clusters", laender=["DE-BY"])
        update_profile(cluster, values={"aims_de": "Ziele vom Büro"}, actor=office, day=today)
        form()
        words = client.get(self.page(cluster)).content.decode()
        assert "Ziele (deutsch)" in words.partition('<form class="portal-form')[0]
        assert "vom Büro" in words

    def test_english_names_are_not_called_german(self, client, cluster, hand_in, form):
        hand_in(laender=["DE-BY"], aims_de="Ziele des Clusters")
        client.force_login(cluster.functions.get().user)
        words = client.get(f"/en{self.page(cluster)}").content.decode()
        before = {word: words[: words.index(word)].rpartition("<dt>")[2] for word in ("Bavaria", "des Clusters")}
        assert 'lang="de"' not in before["Bavaria"]
        assert 'lang="de"' in before["des Clusters"]

    def test_the_form_shows_the_logo_that_it_describes(self, client, cluster, manager, office, today, save):
        """The office changed the logo, the draft did not touch it."""
        save(aims_de="Neu")
        update_profile(cluster, values={}, logo=logo(office, "Vom Büro"), actor=office, day=today)
        client.force_login(manager)
        assert client.get(self.page(cluster)).context["logo"].alt_de == "Vom Büro"
        assert client.get(self.page(cluster, "profile-logo")).status_code == 200

    def test_discarding_looks_again(self, client, cluster, manager, save):
        save(aims_de="Eins")
        client.force_login(manager)
        seen = client.get(self.page(cluster, "profile-discard")).content.decode()
        assert 'name="version" value="1"' in seen
        save(aims_de="Zwei")
        answer = client.post(self.page(cluster, "profile-discard"), {"version": "1"}, follow=True)
        assert "Bitte sehen Sie es sich noch einmal an" in answer.content.decode()
        assert open_revision(cluster) is not None

    def test_the_texts_are_markdown_and_the_form_says_so(self, client, cluster, form):
        form()
        page = client.get(self.page(cluster)).content.decode()
        assert len(set(re.findall('aria-label="(Vorschau [^"]*)"', page))) == 10
        assert "js/markdown-editor" in page


def test_sections_without_a_text_in_this_language_are_left_out(client, cluster):
    Cluster.objects.update(aims_de="", aims_en="Aims for all.", profile_de="", profile_en="We are light.")
    german, english = (client.get(f"{prefix}/clusters/{cluster.slug}/").content.decode() for prefix in ("", "/en"))
    assert "aims-title" not in german
    assert "aims-title" in english
    assert 'content="We are light."' in english
    assert "Profil im Verzeichnis" in german.partition("</head>")[0]


def test_descriptions_are_plain_words(client, cluster):
    Cluster.objects.update(profile_de="## Wir\n\nsind **Licht** & [mehr](https://portal.example).")
    html = client.get(f"/clusters/{cluster.slug}/").content.decode()
    assert html.count('content="Wir sind Licht &amp; mehr."') == 2
    assert '"description":"Wir sind Licht \\u0026 mehr."' in html
