"""The yearly report from the manager's page to the figures: who may, what is refused, who is told, what shows when."""

import datetime

import pytest
import time_machine
from django.urls import reverse

from clusters import services
from clusters.models import ActorFigures, FiguresReport
from clusters.reminders import YearlyFiguresSource
from clusters.reportstates import standings
from clusters.services.figures import COUNTS
from clusters.tests.factories import ClusterFactory, FunctionFactory, MembershipFactory
from clusters.yearly import ReportState
from notifications.models import OutboxMessage
from programme.errors import ActRefused
from programme.models import ProgrammeSettings

pytestmark = pytest.mark.django_db

DAY = datetime.date(2026, 2, 1)
KEY = datetime.date(2025, 12, 31)
NOTHING = {"strategy": None, "cooperation": None}


@pytest.fixture(autouse=True)
def february():
    ProgrammeSettings.objects.update_or_create(pk=1, defaults={"is_demo": True})
    with time_machine.travel(datetime.datetime(2026, 2, 1, 11, tzinfo=datetime.UTC), tick=False):
        yield


@pytest.fixture
def before(member_cluster):
    return ActorFigures.objects.create(
        cluster=member_cluster, key_date=datetime.date(2024, 12, 31), companies=100, sme=80, recorded_on=DAY
    )


def submit(cluster, actor, **values):
    counts = dict.fromkeys(COUNTS) | values.pop("counts", {"companies": 110, "sme": 90})
    given = {"key_date": KEY, "statements": NOTHING, "comment": "", "to_release": True, "actor": actor, "day": DAY}
    return services.submit_figures(cluster, counts=counts, **given | values)


def state_of(cluster, day=DAY):
    (standing,) = standings(day, cluster=cluster)
    return standing.state


def test_from_report_to_figures(member_cluster, manager, office):
    report = submit(member_cluster, manager, statements={"strategy": True, "cooperation": None})
    assert state_of(member_cluster) == ReportState.SUBMITTED
    services.accept_figures(report, actor=office, day=DAY)
    figures = member_cluster.actor_figures.get()
    assert (figures.key_date, figures.companies, figures.sme, figures.other, figures.released) == (
        KEY,
        110,
        90,
        None,
        True,
    )
    assert [(one.kind, one.holds, one.as_of) for one in member_cluster.internationalisation.all()] == [
        ("strategy", True, KEY)
    ]
    assert state_of(member_cluster) == ReportState.ACCEPTED


def test_nothing_shows_before_it_is_accepted(
    client, member_cluster, manager, office, django_capture_on_commit_callbacks
):
    report = submit(member_cluster, manager, counts={"companies": 987})
    pages = ["/clusters/wasserkraft-oberland/", f"/facts/?on={DAY}", f"/api/v1/facts/?on={DAY}", "/api/v1/clusters/"]
    ProgrammeSettings.objects.update(register_complete_since=datetime.date(2020, 1, 1))
    for page in pages:
        assert "987" not in client.get(page).content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        services.accept_figures(report, actor=office, day=DAY)
    for page in pages[:3]:
        assert "987" in client.get(page).content.decode()


def test_not_released_it_stays_internal(client, member_cluster, manager, office):
    services.accept_figures(submit(member_cluster, manager, to_release=False), actor=office, day=DAY)
    assert not member_cluster.actor_figures.get().released


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"counts": {}}, "mindestens eine Zahl"),
        ({"counts": {"companies": 10, "sme": 11}}, "Mehr kleine und mittlere"),
        ({"counts": {"companies": 10, "sme": 6, "large_companies": 5}}, "zusammen mehr"),
        ({"counts": {"companies": 300, "sme": 80}}, "erläutern"),
        ({"counts": {"companies": 100}}, "erläutern"),
        ({"key_date": datetime.date(2024, 12, 31)}, "keine Zahlen zu melden"),
    ],
)
def test_what_is_refused(member_cluster, manager, before, values, words):
    with pytest.raises(ActRefused, match=words):
        submit(member_cluster, manager, **values)
    assert not FiguresReport.objects.exists()


def test_a_word_is_enough_for_a_jump(member_cluster, manager, before):
    assert submit(member_cluster, manager, counts={"companies": 300, "sme": 80}, comment="Ein Netz kam dazu.").pk


def test_a_correction_far_from_what_stands_needs_a_word_too(client, member_cluster, manager, office):
    services.accept_figures(submit(member_cluster, manager), actor=office, day=DAY)
    with pytest.raises(ActRefused, match="erläutern"):
        submit(member_cluster, manager, counts={"companies": 40, "sme": 30})
    report = submit(member_cluster, manager, counts={"companies": 40, "sme": 30}, comment="Neu gezählt.")
    client.force_login(office)
    page = client.get(reverse("admin:clusters_figuresreport_change", args=[report.pk])).content.decode()
    assert "<strong>40</strong> (110; weit entfernt)" in page


def test_nobody_else(member_cluster, manager, office, ministry, outsider, board1, administrator):
    for person in (ministry, outsider, board1, administrator):
        with pytest.raises(ActRefused):
            submit(member_cluster, person)
    report = submit(member_cluster, manager)
    for person in (manager, ministry, administrator, board1):
        with pytest.raises(ActRefused, match="Programmbüro"):
            services.accept_figures(report, actor=person, day=DAY)
        with pytest.raises(ActRefused, match="Programmbüro"):
            services.ask_back(report, question="Wirklich?", actor=person, day=DAY)
    assert not ActorFigures.objects.exists()


def test_a_question_goes_to_everyone_and_a_new_report_takes_its_place(member_cluster, manager, outsider, office):
    FunctionFactory(user=outsider, cluster=member_cluster, kind="deputy")
    first = submit(member_cluster, manager)
    services.ask_back(first, question="Woher die zehn?", actor=office, day=DAY)
    assert set(OutboxMessage.objects.values_list("to_user", flat=True)) == {manager.pk, outsider.pk}
    assert "Woher die zehn?" in OutboxMessage.objects.first().body
    assert state_of(member_cluster) == ReportState.QUESTION
    second = submit(member_cluster, outsider)
    first.refresh_from_db()
    assert (first.state, second.state) == ("replaced", "submitted")
    with pytest.raises(ActRefused, match="wartet nicht mehr"):
        services.accept_figures(first, actor=office, day=DAY)


def test_figures_of_the_office_need_no_report(member_cluster, office):
    services.record_actor_figures(member_cluster, key_date=KEY, counts={"companies": 5}, actor=office, day=DAY)
    assert state_of(member_cluster) == ReportState.ACCEPTED


class TestReminders:
    source = YearlyFiguresSource()

    def test_due_until_it_is_reported(self, member_cluster, manager):
        (due,) = self.source.due(DAY)
        assert (due.due_on, due.cluster) == (datetime.date(2026, 3, 31), member_cluster.slug)
        assert [person.user for person in self.source.recipients(due.subject_key)] == [manager]
        assert self.source.context(due.subject_key, "de")["year"] == "2025"
        ProgrammeSettings.objects.update(figures_due_month=4, figures_due_day=30)
        assert self.source.due_on(due.subject_key) == datetime.date(2026, 4, 30)
        submit(member_cluster, manager)
        assert list(self.source.due(DAY)) == []
        assert not self.source.still_stands(due.subject_key, DAY)
        assert self.source.due_on("Yx/1") is None

    def test_a_new_year_is_a_new_deadline(self, member_cluster, manager):
        (first,) = self.source.due(DAY)
        (second,) = self.source.due(datetime.date(2027, 1, 1))
        assert first.subject_key != second.subject_key

    def test_the_newly_admitted_and_the_gone_are_not_asked(self, office):
        MembershipFactory(starts_on=datetime.date(2026, 1, 1))
        MembershipFactory(ends_on=datetime.date(2026, 1, 31), end_reason="resigned")
        assert list(self.source.due(DAY)) == []

    @pytest.mark.parametrize("rows", [1, 3, 20])
    def test_a_fixed_number_of_queries(self, rows, django_assert_num_queries):
        for _row in range(rows):
            MembershipFactory(cluster=ClusterFactory())
        with django_assert_num_queries(4):
            assert len(self.source.due(DAY)) == rows


class TestPages:
    def url(self, cluster):
        return reverse("clusters:figures", args=[cluster.slug])

    def test_the_last_numbers_stand_there_and_a_far_one_asks(self, client, member_cluster, manager, before):
        client.force_login(manager)
        page = client.get(self.url(member_cluster))
        assert page.context["form"]["companies"].value() == 100
        assert "Zuletzt (31. Dezember 2024): 100" in page.content.decode()
        answer = client.post(self.url(member_cluster), {"companies": "300", "sme": "80"})
        form = answer.context["form"]
        assert set(form.errors) == {"companies", "comment"}
        assert form["companies"].value() == "300"
        typed = {"companies": "300", "sme": "80", "comment": "Ein Netz kam dazu.", "strategy": "yes"}
        assert client.post(self.url(member_cluster), typed).status_code == 302
        report = FiguresReport.objects.get()
        assert (report.companies, report.strategy, report.cooperation, report.to_release) == (300, True, None, False)

    def test_a_correction_starts_from_what_stands(self, client, member_cluster, manager, office, before):
        services.accept_figures(submit(member_cluster, manager), actor=office, day=DAY)
        FiguresReport.objects.all().delete()
        client.force_login(manager)
        form = client.get(self.url(member_cluster)).context["form"]
        assert (form["companies"].value(), form["to_release"].value()) == (110, True)

    @pytest.mark.parametrize("typed", ["-1", "viele", "1,5", "99999999999"])
    def test_what_is_no_number_is_said_at_its_field(self, client, member_cluster, manager, typed):
        client.force_login(manager)
        answer = client.post(self.url(member_cluster), {"companies": typed})
        assert set(answer.context["form"].errors) == {"companies"}
        assert not FiguresReport.objects.exists()

    def test_a_stranger_meets_no_page(self, client, member_cluster, outsider):
        client.force_login(outsider)
        assert client.get(self.url(member_cluster)).status_code == 404

    def test_my_page_names_it_as_a_task(self, client, member_cluster, manager):
        client.force_login(manager)
        assert "Jahreszahlen melden" in client.get("/my/").content.decode()
        submit(member_cluster, manager)
        assert "Jahreszahlen melden" not in client.get("/my/").content.decode()

    def test_the_office_sees_who_reported_and_accepts(self, client, member_cluster, manager, office, before):
        report = submit(member_cluster, manager)
        client.force_login(office)
        coverage = reverse("admin:clusters_figuresreport_coverage")
        assert "0 von 1 Mitgliedern" in client.get(coverage).content.decode()
        assert member_cluster.name in client.get(f"{coverage}?state=submitted").content.decode()
        assert member_cluster.name not in client.get(f"{coverage}?state=overdue").content.decode()
        page = client.get(reverse("admin:clusters_figuresreport_change", args=[report.pk])).content.decode()
        assert "+10" in page
        assert member_cluster.name in client.get("/admin/").content.decode()
        client.post(reverse("admin:clusters_figuresreport_act", args=[report.pk, "accept"]))
        assert "1 von 1 Mitgliedern" in client.get(coverage).content.decode()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("javascript", [True, False])
def test_in_a_browser_from_a_far_number_to_the_figures(javascript, live_page, member_cluster, manager, office, before):
    page = live_page(manager, java_script_enabled=javascript)
    page.goto(reverse("clusters:figures", args=[member_cluster.slug]))
    page.get_by_label("Unternehmen", exact=False).first.fill("300")
    report = page.get_by_role("button", name="Zahlen melden")
    report.click()
    page.wait_for_load_state()
    assert "Bitte erläutern Sie" in page.inner_text("main")
    assert page.locator("[name=companies]").input_value() == "300"
    page.locator("[name=comment]").fill("Ein Netz kam dazu.")
    with page.expect_navigation():
        report.click()
    assert "prüft die Zahlen" in page.inner_text("main")
    desk = live_page(office)
    desk.goto(reverse("admin:clusters_figuresreport_act", args=[FiguresReport.objects.get().pk, "accept"]))
    with desk.expect_navigation():
        desk.locator("main form button[type=submit]").last.click()
    assert member_cluster.actor_figures.get(key_date=KEY).companies == 300
