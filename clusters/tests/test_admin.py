"""The office's pages of the register: who may open them, and that each button calls its service."""

import datetime

import pytest
from django.apps import apps
from django.contrib import admin
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from clusters.defaults import DATA
from clusters.models import (
    ActorFigures,
    Certificate,
    Cluster,
    FormerSlug,
    Function,
    ManagementOrganisation,
    Membership,
    PublishedFigure,
)
from clusters.tests.factories import ClusterFactory, FunctionFactory, MembershipFactory, OrganisationFactory
from programme.models import Land, TechnologyField
from records.models import AuditEntry

pytestmark = pytest.mark.django_db

MODELS = [Cluster, ManagementOrganisation, Membership, Certificate, Function, ActorFigures, PublishedFigure]


def url(model, page, *args):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


def act(obj, name):
    return url(type(obj), "act", obj.pk, name)


@pytest.fixture
def desk(client, office):
    """The office at its desk."""
    client.force_login(office)
    return client


@pytest.fixture
def rows(member_cluster, manager):
    """One row of everything."""
    membership = member_cluster.memberships.get()
    return {
        Cluster: member_cluster,
        ManagementOrganisation: member_cluster.operations.get().organisation,
        Membership: membership,
        Certificate: Certificate.objects.create(membership=membership, number="U-1", issued_on="2021-03-01"),
        Function: Function.objects.get(user=manager),
        ActorFigures: ActorFigures.objects.create(
            cluster=member_cluster, key_date="2023-12-31", companies=5, recorded_on="2024-01-01"
        ),
        PublishedFigure: PublishedFigure.objects.first(),
    }


def test_every_model_with_a_page_of_its_own_is_registered():
    missing = {model.__name__ for model in apps.get_app_config("clusters").get_models()} - {
        model.__name__ for model in admin.site._registry
    }
    assert {name for name in missing if "istorical" not in name and "_" not in name} == {
        "ClusterOperation",
        "ExclusionProposal",
        "FormerName",
        "FormerSlug",
        "InternationalisationStatement",
        "OrganisationDetails",
    }


@pytest.mark.parametrize("model", MODELS)
def test_the_office_opens_list_record_and_history(desk, rows, model):
    for page, args in (("changelist", ()), ("change", (rows[model].pk,)), ("history", (rows[model].pk,))):
        response = desk.get(url(model, page, *args))
        assert response.status_code == 200, page
        assert b"style=" not in response.content


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("who", ["ministry", "board1", "manager", "outsider", "administrator"])
def test_nobody_else_does(client, request, rows, model, who):
    client.force_login(request.getfixturevalue(who))
    for page, args in (("changelist", ()), ("change", (rows[model].pk,))):
        assert client.get(url(model, page, *args)).status_code in (302, 403)


@pytest.mark.parametrize("model", MODELS)
def test_every_act_page_opens_and_says_what_will_happen(desk, rows, model):
    model_admin = admin.site.get_model_admin(model)
    for one in model_admin.acts:
        response = desk.get(act(rows[model], one.name))
        assert response.status_code in (200, 302), one.name
        if response.status_code == 200:
            assert one.describe(rows[model])


@pytest.mark.parametrize("model", [model for model in MODELS if model is not PublishedFigure])
def test_rows_of_the_register_cannot_be_deleted(desk, rows, model):
    assert desk.post(url(model, "delete", rows[model].pk), {"post": "yes"}).status_code == 403
    assert model.objects.filter(pk=rows[model].pk).exists()


def test_lists_need_the_same_number_of_queries_for_any_number_of_rows(desk, rows):
    def queries(model):
        with CaptureQueriesContext(connection) as captured:
            assert desk.get(url(model, "changelist")).status_code == 200
        return len(captured)

    few = [queries(model) for model in MODELS]
    for number in range(12):
        membership = MembershipFactory()
        membership.cluster.laender.set(Land.objects.all()[:2])
        membership.cluster.fields.set(TechnologyField.objects.all()[:2])
        FunctionFactory(user=rows[Function].user, cluster=membership.cluster)
        OrganisationFactory()
        Certificate.objects.create(membership=membership, number=f"U-{number + 2}", issued_on="2021-03-01")
        ActorFigures.objects.create(
            cluster=membership.cluster, key_date="2023-12-31", companies=5, recorded_on="2024-01-01"
        )
    assert [queries(model) for model in MODELS] == few


class TestCluster:
    def form(self, **values):
        return {"short_name": "", "city": "", "field_words": "", "website": "", "mailbox": "", **values}

    def inlines(self):
        forms = {}
        for prefix in ("memberships", "operations", "functions", "actor_figures", "former_names"):
            forms |= {f"{prefix}-TOTAL_FORMS": "0", f"{prefix}-INITIAL_FORMS": "0"}
        return forms

    def test_adding_fills_address_search_text_and_history(self, desk, office):
        bavaria = Land.objects.get(iso="DE-BY")
        response = desk.post(
            url(Cluster, "add"), self.form(name="Müllers  Mühle", laender=[bavaria.pk], **self.inlines())
        )
        assert response.status_code == 302, response.context["errors"]
        cluster = Cluster.objects.get()
        assert (cluster.name, cluster.slug, cluster.profile_released) == ("Müllers Mühle", "muellers-muehle", False)
        assert "bavaria" in cluster.search_text
        assert cluster.history.get().history_user == office
        assert AuditEntry.objects.get(subject_key="muellers-muehle").verb == "add_cluster"

    def test_a_name_without_letters_is_refused_beside_its_field(self, desk):
        response = desk.post(url(Cluster, "add"), self.form(name="---", city="Bonn", **self.inlines()))
        assert "weder" not in response.content.decode()
        assert response.context["adminform"].form.errors["name"]
        assert b'value="Bonn"' in response.content

    def test_the_name_changes_only_through_its_act(self, desk, member_cluster):
        data = self.form(name="Anders", city="Bonn", **self.inlines())
        assert desk.post(url(Cluster, "change", member_cluster.pk), data).status_code == 302
        member_cluster.refresh_from_db()
        assert (member_cluster.name, member_cluster.city) == ("Wasserkraft Oberland", "Bonn")
        assert "bonn" in member_cluster.search_text
        renamed = {"renamed_on": "2025-01-01", "reason": "Beschluss", "new_address": "on"}
        desk.post(act(member_cluster, "rename"), {"name": "Wasserkraft Unterland", **renamed})
        member_cluster.refresh_from_db()
        assert (member_cluster.name, member_cluster.slug) == ("Wasserkraft Unterland", "wasserkraft-unterland")
        assert FormerSlug.objects.get().slug == "wasserkraft-oberland"

    def test_an_untouched_form_leaves_no_trace(self, desk, member_cluster):
        before = member_cluster.history.count()
        page = url(Cluster, "change", member_cluster.pk)
        initial = desk.get(page).context["adminform"].form.initial
        data = {name: value for name, value in initial.items() if value not in (None, [])}
        assert desk.post(page, {**data, **self.inlines()}).status_code == 302
        assert member_cluster.history.count() == before
        assert not AuditEntry.objects.exists()

    def test_search_finds_every_spelling(self, desk):
        ClusterFactory(name="Größe", search_text="groesse\ngrosse")
        for query in ("Größe", "groesse", "GRÖSSE"):
            assert b"Gr\xc3\xb6\xc3\x9fe" in desk.get(url(Cluster, "changelist"), {"q": query}).content

    def test_possible_duplicates_are_shown_with_links(self, desk):
        first = ClusterFactory(name="Silicon Saxony e.V.")
        other = ClusterFactory(name="Silicon Saxony GmbH")
        assert url(Cluster, "change", other.pk) in desk.get(url(Cluster, "change", first.pk)).content.decode()

    def test_appointing_by_address(self, desk, member_cluster, outsider):
        page = act(member_cluster, "appoint")
        response = desk.post(page, {"email": "nobody@portal.test", "kind": "deputy", "starts_on": "2024-01-01"})
        assert "keinen offenen Zugang" in response.content.decode()
        desk.post(page, {"email": "Outsider@Portal.test", "kind": "deputy", "starts_on": "2024-01-01"})
        assert list(Cluster.objects.run_by(outsider, timezone.localdate())) == [member_cluster]

    def test_a_refusal_of_the_service_stands_on_the_page(self, desk, member_cluster):
        response = desk.post(act(member_cluster, "start-membership"), {"starts_on": "2022-01-01", "precision": "day"})
        assert "überschneidet sich" in response.content.decode()
        assert Membership.objects.count() == 1

    def test_operator_and_profile(self, desk, applicant_cluster):
        organisation = OrganisationFactory()
        chosen = {"organisation": organisation.pk, "starts_on": "2025-01-01"}
        page = desk.post(act(applicant_cluster, "set-operator"), chosen)
        shown = page.context["form"].data["shown"]
        desk.post(act(applicant_cluster, "set-operator"), {**chosen, "shown": shown})
        desk.post(act(applicant_cluster, "release-profile"))
        applicant_cluster.refresh_from_db()
        assert applicant_cluster.profile_released
        assert applicant_cluster.operations.get(ends_on=None).organisation == organisation
        desk.post(act(applicant_cluster, "withdraw-profile"))
        applicant_cluster.refresh_from_db()
        assert not applicant_cluster.profile_released


class TestMembership:
    def test_from_entry_to_end(self, desk, applicant_cluster):
        today = timezone.localdate()
        desk.post(act(applicant_cluster, "start-membership"), {"starts_on": "", "precision": "day"})
        membership = Membership.objects.get()
        assert (membership.starts_on, membership.starts_precision, membership.public_from) == (None, "unknown", None)
        desk.post(act(membership, "publish"), {"public_from": today})
        assert Cluster.objects.public_on(today).get() == applicant_cluster
        desk.post(act(membership, "correct-start"), {"starts_on": "2019-05-01", "precision": "month"})
        desk.post(act(membership, "issue-certificate"), {"number": "U-2019-1"})
        last = today + datetime.timedelta(days=150)
        desk.post(act(membership, "give-notice"), {"notice_given_on": today, "ends_on": last})
        membership.refresh_from_db()
        assert (membership.notice_given_on, membership.ends_on, membership.end_reason) == (today, last, "resigned")
        assert membership.starts_on == datetime.date(2019, 5, 1)
        desk.post(act(membership, "withdraw-notice"))
        desk.post(act(membership, "end"), {"ends_on": today - datetime.timedelta(days=1), "reason": "merged"})
        assert not Cluster.objects.public_on(today).exists()
        assert Certificate.objects.get().number == "U-2019-1"

    def test_an_admission_is_published_with_its_letter_only(self, desk, applicant_cluster):
        membership = MembershipFactory(cluster=applicant_cluster, public_from=None, application_number="A-2026-0001")
        desk.post(act(membership, "publish"), {"public_from": timezone.localdate()})
        membership.refresh_from_db()
        assert membership.public_from is None


def test_a_requested_function_is_confirmed_or_declined_once(desk, outsider, board1, member_cluster):
    wanted = FunctionFactory(user=outsider, cluster=member_cluster, confirmed_on=None)
    other = FunctionFactory(user=board1, cluster=member_cluster, confirmed_on=None)
    assert "wartet auf Bestätigung" in desk.get(url(Function, "changelist")).content.decode()
    desk.post(act(wanted, "confirm"))
    desk.post(act(other, "decline"))
    today = timezone.localdate()
    assert Cluster.objects.run_by(outsider, today).exists()
    assert not Cluster.objects.run_by(board1, today).exists()
    desk.post(act(wanted, "end"), {"ends_on": today - datetime.timedelta(days=1)})
    assert not Cluster.objects.run_by(outsider, today).exists()


class TestOrganisation:
    def details(self, *rows, initial=0):
        data = {"details-TOTAL_FORMS": len(rows), "details-INITIAL_FORMS": initial}
        for prefix in ("operations", "functions"):
            data |= {f"{prefix}-TOTAL_FORMS": "0", f"{prefix}-INITIAL_FORMS": "0"}
        for number, row in enumerate(rows):
            data |= {f"details-{number}-{name}": value for name, value in row.items()}
        return data

    def test_details_are_dated_and_the_latest_names_the_organisation(self, desk):
        data = self.details(
            {"legal_name": "Alt e.V.", "valid_from": ""}, {"legal_name": "Neu gGmbH", "valid_from": "2020-01-01"}
        )
        response = desk.post(url(ManagementOrganisation, "add"), {"name": "Entwurf", **data})
        assert response.status_code == 302
        organisation = ManagementOrganisation.objects.get()
        assert (organisation.name, organisation.normalised_name) == ("Neu gGmbH", "neu ggmbh")
        assert AuditEntry.objects.get().subject_key == organisation.key

    def test_two_rows_from_one_day_on_are_refused(self, desk):
        data = self.details({"legal_name": "Eins", "valid_from": ""}, {"legal_name": "Zwei", "valid_from": ""})
        response = desk.post(url(ManagementOrganisation, "add"), {"name": "Entwurf", **data})
        assert "Zwei Angaben gelten ab demselben Tag" in response.content.decode()
        assert not ManagementOrganisation.objects.exists()


class TestFigures:
    def test_counts_are_entered_then_released(self, desk, member_cluster):
        data = {"cluster": member_cluster.pk, "key_date": "2024-12-31", "companies": "10", "sme": "8"}
        assert desk.post(url(ActorFigures, "add"), data).status_code == 302
        figures = ActorFigures.objects.get()
        assert (figures.companies, figures.other, figures.released) == (10, None, False)
        desk.post(act(figures, "release"))
        figures.refresh_from_db()
        assert figures.released

    @pytest.mark.parametrize(
        ("values", "words"),
        [
            ({}, "mindestens eine Zahl"),
            ({"companies": "5", "sme": "6"}, "Mehr kleine und mittlere Unternehmen"),
            ({"companies": "5", "key_date": "2999-01-01"}, "liegt in der Zukunft"),
        ],
    )
    def test_what_cannot_be_is_refused(self, desk, member_cluster, values, words):
        data = {"cluster": member_cluster.pk, "key_date": "2024-12-31", **values}
        assert words in desk.post(url(ActorFigures, "add"), data).content.decode()
        assert not ActorFigures.objects.exists()


class TestImportPage:
    page = "/admin/clusters/cluster/import/"

    def upload(self, client, data, **options):
        return client.post(self.page, {"file": SimpleUploadedFile("members.csv", data), **options})

    def test_the_file_is_read_by_the_same_service(self, desk, office):
        response = self.upload(desk, (DATA / "members.csv").read_bytes())
        assert "44 Cluster neu" in response.content.decode()
        assert Cluster.objects.count() == 44
        assert AuditEntry.objects.get(verb="import_clusters").actor == office

    def test_a_dry_run_is_the_first_offer_and_writes_nothing(self, desk):
        assert desk.get(self.page).context["form"]["dry_run"].initial is True
        response = self.upload(desk, (DATA / "members.csv").read_bytes(), dry_run="on")
        assert "Silicon Saxony e.V." in response.content.decode()
        assert not Cluster.objects.exists()

    def test_problems_are_named_by_line_and_column(self, desk):
        data = (DATA / "members.csv").read_bytes().replace(b",Hessen,", b",Hassia,")
        response = self.upload(desk, data)
        assert "Zeile 27, Spalte „federal_state“: Das Land „Hassia“ ist nicht bekannt." in response.content.decode()
        assert not Cluster.objects.exists()
        self.upload(desk, data, skip_broken="on")
        assert Cluster.objects.count() == 43

    @pytest.mark.parametrize("who", ["ministry", "board1", "manager", "administrator", "outsider"])
    def test_only_for_the_office(self, client, request, who):
        client.force_login(request.getfixturevalue(who))
        assert client.get(self.page).status_code in (302, 403)
        assert self.upload(client, (DATA / "members.csv").read_bytes()).status_code in (302, 403)
        assert not Cluster.objects.filter(source__contains="jubilee").exists()


class TestExport:
    def test_what_is_exported_can_be_read_in_again(self, desk, django_assert_max_num_queries):
        TestImportPage().upload(desk, (DATA / "members.csv").read_bytes())
        Cluster.objects.filter(short_name="AFBW").update(short_name="=AFBW")
        with django_assert_max_num_queries(20):
            table = desk.post(url(Cluster, "export"), {"format": "1", "resource": "0"})
        assert table.content.startswith(b"\xef\xbb\xbf")
        assert ",'=AFBW," in table.content.decode()
        response = TestImportPage().upload(desk, table.content)
        assert "44 unverändert" in response.content.decode()

    @pytest.mark.parametrize("start", ["=", "+", "-", "@"])
    def test_no_cell_is_a_formula(self, desk, start, tmp_path):
        ClusterFactory(name="Harmlos", short_name=f"{start}1+1", search_text="harmlos")
        response = desk.post(url(Cluster, "export"), {"format": "0", "resource": "0"})
        path = tmp_path / "table.xlsx"
        path.write_bytes(response.content)
        sheet = load_workbook(path).active
        values = dict(zip([cell.value for cell in sheet[1]], [cell.value for cell in sheet[2]], strict=True))
        assert values["short_name"] == f"'{start}1+1"

    def test_memberships_are_exported_with_their_days(self, desk, member_cluster):
        response = desk.post(url(Membership, "export"), {"format": "1", "resource": "0"})
        assert "Wasserkraft Oberland,wasserkraft-oberland,2021-03-01,day" in response.content.decode("utf-8-sig")

    @pytest.mark.parametrize("who", ["ministry", "manager", "administrator", "outsider"])
    def test_only_for_the_office(self, client, request, member_cluster, who):
        client.force_login(request.getfixturevalue(who))
        for model in (Cluster, Membership, ActorFigures):
            assert client.get(url(model, "export")).status_code in (302, 403)
            assert client.post(url(model, "export"), {"format": "1"}).status_code in (302, 403)
