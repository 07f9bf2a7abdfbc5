"""What clusters contribute: who may, in which stage, what the office answers, and what the author is told."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from clusters.tests.factories import ClusterFactory
from events.contributing import Stage, quarter_days, quarter_of, stage_on
from events.models import Event, News, Story
from events.services import contributions, publishing
from goclusterportal.tests.world_content import picture_upload
from notifications.models import OutboxMessage
from programme.errors import ActRefused
from records.models import AuditEntry, Picture

DAY = datetime.date(2026, 5, 4)
AT = datetime.datetime(2026, 5, 1, tzinfo=datetime.UTC)


@pytest.mark.parametrize(
    ("dates", "stage"),
    [
        ({"released_on": None}, Stage.DRAFT),
        ({"released_on": DAY}, Stage.RELEASED),
        ({"released_on": DAY + datetime.timedelta(days=1)}, Stage.PLANNED),
        ({"released_on": DAY - datetime.timedelta(days=1)}, Stage.RELEASED),
        ({"released_on": None, "submitted_at": AT}, Stage.SUBMITTED),
        ({"released_on": None, "submitted_at": AT, "returned_at": AT}, Stage.RETURNED),
        ({"released_on": None, "submitted_at": AT, "declined_at": AT}, Stage.DECLINED),
        ({"released_on": DAY, "submitted_at": AT}, Stage.RELEASED),
    ],
)
def test_the_stage_follows_from_the_dates(dates, stage):
    assert stage_on(DAY, **dates) == stage


def test_quarters():
    assert [quarter_of(datetime.date(2026, month, 1)) for month in range(1, 13)] == [1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4]
    assert quarter_days(2026, 4) == (datetime.date(2026, 10, 1), datetime.date(2027, 1, 1))
    assert quarter_days(2026) == (datetime.date(2026, 1, 1), datetime.date(2027, 1, 1))


def address(cluster, name, *args):
    return reverse(f"events:{name}", args=[cluster.slug, *args])


@pytest.fixture
def draft(member_cluster, manager, today):
    story = Story(title_de="Ein Erfolg", body_de="Ein Text.")
    return contributions.save_draft(story, cluster=member_cluster, actor=manager, day=today)


@pytest.fixture
def by(member_cluster, manager, today):
    return {"cluster": member_cluster, "actor": manager, "day": today}


@pytest.mark.django_db
class TestServices:
    def test_the_whole_way(self, draft, by, office, today, django_capture_on_commit_callbacks):
        assert list(draft.clusters.all()) == [by["cluster"]]
        contributions.submit(draft, **by)
        contributions.return_(draft, answer="Bitte mit Zahlen.", actor=office, day=today)
        (mail,) = OutboxMessage.objects.all()
        assert mail.to_user == by["actor"]
        assert "Bitte mit Zahlen." in mail.body
        draft.refresh_from_db()
        draft.body_de = "Ein Text mit Zahlen."
        contributions.save_draft(draft, **by)
        contributions.submit(draft, **by)
        released = publishing.release(draft, on=today, actor=office, day=today)
        assert (released.number, released.released_on) == (1, today)
        mail = OutboxMessage.objects.exclude(pk=mail.pk).get()
        assert f"/stories/{released.slug}/" in mail.body
        verbs = set(AuditEntry.objects.filter(subject_kind="story").values_list("verb", flat=True))
        assert verbs == {"submit_contribution", "return_contribution", "release_content"}

    def test_only_who_speaks_for_a_member_writes(self, by, outsider, today):
        for one in ({**by, "actor": outsider}, {**by, "cluster": ClusterFactory()}):
            with pytest.raises(ActRefused):
                contributions.save_draft(News(title_de="Nein"), **one)
        assert not News.objects.filter(title_de="Nein").exists()

    def test_what_is_submitted_is_the_offices(self, draft, by, today):
        contributions.submit(draft, **by)
        for act in (contributions.submit, contributions.save_draft, contributions.delete_draft):
            with pytest.raises(ActRefused):
                act(draft, **by)
        contributions.withdraw(draft, **by)
        contributions.delete_draft(draft, **by)
        assert not Story.objects.filter(pk=draft.pk).exists()

    def test_a_draft_without_text_is_not_submitted(self, draft, by):
        draft.body_de = " "
        draft.save()
        with pytest.raises(ActRefused):
            contributions.submit(draft, **by)

    def test_only_the_office_answers_and_releases(self, draft, by, manager, office, today):
        contributions.submit(draft, **by)
        for act in (contributions.return_, contributions.decline):
            with pytest.raises(ActRefused):
                act(draft, answer="Nein.", actor=manager, day=today)
            with pytest.raises(ActRefused):
                act(draft, answer=" ", actor=office, day=today)
        with pytest.raises(ActRefused):
            publishing.release(draft, on=today, actor=manager, day=today)

    def test_what_is_declined_or_returned_or_a_draft_is_not_released(self, draft, by, office, today):
        with pytest.raises(ActRefused):
            publishing.release(draft, on=today, actor=office, day=today)
        contributions.submit(draft, **by)
        contributions.return_(draft, answer="Bitte kürzer.", actor=office, day=today)
        with pytest.raises(ActRefused):
            publishing.release(draft, on=today, actor=office, day=today)
        contributions.submit(draft, **by)
        contributions.decline(draft, answer="Das passt nicht.", actor=office, day=today)
        with pytest.raises(ActRefused):
            publishing.release(draft, on=today, actor=office, day=today)
        with pytest.raises(ActRefused):
            contributions.submit(draft, **by)

    def test_numbers_follow_one_another_and_are_never_given_twice(self, office, today):
        one, two, report = (
            Story.objects.create(slug=name, title_de=name, kind=kind)
            for name, kind in (("eins", "success"), ("zwei", "success"), ("drei", "report"))
        )
        by = {"on": today, "actor": office, "day": today}
        assert publishing.release(one, **by).number == 1
        publishing.take_back(one, actor=office, day=today)
        assert publishing.release(two, **by).number == 2
        assert publishing.release(one, **by).number == 1
        assert publishing.release(report, **by).number is None


@pytest.mark.django_db
class TestPages:
    def test_a_manager_writes_looks_and_submits(self, client, member_cluster, manager):
        client.force_login(manager)
        values = {
            "title_de": "Ein Erfolg",
            "body_de": "Ein **Text**.",
            "upload": picture_upload(),
            "alt_de": "Ein blaues Feld",
            "preview": "1",
        }
        answer = client.post(address(member_cluster, "contribution-new", "story"), values)
        story = Story.objects.get(contributed_for=member_cluster)
        assert answer["Location"] == address(member_cluster, "contribution-preview", "story", story.slug)
        page = client.get(answer["Location"]).content.decode()
        assert "<strong>Text</strong>" in page
        assert f"/pictures/{story.picture.token}.webp" in page
        assert client.get(reverse("events:story", args=[story.slug])).status_code == 404
        client.post(address(member_cluster, "contribution-submit", "story", story.slug))
        story.refresh_from_db()
        assert story.submitted_at
        assert "eingereicht" in client.get(address(member_cluster, "contributions")).content.decode()

    @pytest.mark.parametrize(
        ("kind", "wrong", "field"),
        [
            ("news", {"title_de": ""}, "title_de"),
            ("news", {"title_de": "x" * 201}, "title_de"),
            ("news", {"title_de": "a\x00b"}, "title_de"),
            ("news", {"body_de": "x" * 30_001}, "body_de"),
            ("story", {"upload": picture_upload("bild.svg")}, "upload"),
            ("event", {"starts_on": ""}, "starts_on"),
            ("event", {"starts_on": "2026-05-04", "ends_on": "2026-05-03"}, "ends_on"),
            ("event", {"starts_on": "2026-05-04", "website": "kein link"}, "website"),
        ],
    )
    def test_wrong_entries_are_said_at_their_field(self, client, member_cluster, manager, kind, wrong, field):
        client.force_login(manager)
        values = {"title_de": "Titel 🎉", "title_en": "Bleibt", "kind": "workshop", **wrong}
        answer = client.post(address(member_cluster, "contribution-new", kind), values)
        assert answer.status_code == 200
        assert field in answer.context["form"].errors
        assert 'value="Bleibt"' in answer.content.decode()

    def test_a_picture_needs_its_description(self, client, member_cluster, manager):
        client.force_login(manager)
        values = {"title_de": "Titel", "upload": picture_upload()}
        answer = client.post(address(member_cluster, "contribution-new", "news"), values)
        assert list(answer.context["form"].errors) == ["alt_de"]
        assert not Picture.objects.exists()

    def test_an_events_picture_joins_its_description(self, client, member_cluster, manager, today):
        client.force_login(manager)
        values = {
            "title_de": "Tag",
            "kind": "workshop",
            "starts_on": today,
            "upload": picture_upload(),
            "alt_de": "Feld",
        }
        client.post(address(member_cluster, "contribution-new", "event"), values)
        event = Event.objects.get(contributed_for=member_cluster)
        assert event.summary_de == f"![Feld](bild:{Picture.objects.get().token})\n"

    def test_foreign_contributions_do_not_exist(self, client, draft, outsider, member_cluster, manager, by):
        client.force_login(outsider)
        assert client.get(address(member_cluster, "contributions")).status_code == 404
        client.force_login(manager)
        News.objects.create(slug="vom-buero", title_de="Vom Büro")
        assert client.get(address(member_cluster, "contribution", "news", "vom-buero")).status_code == 404
        assert client.get(address(member_cluster, "contribution", "publication", "x")).status_code == 404

    def test_the_office_sees_no_drafts_of_clusters(self, client, draft, by, office):
        client.force_login(office)
        page = reverse("admin:events_story_change", args=[draft.pk])
        assert client.get(page).status_code == 302
        contributions.submit(draft, **by)
        assert client.get(page).status_code == 200
        assert "1 Beitrag wartet auf Sie." in client.get(reverse("admin:index")).content.decode()

    def test_the_list_costs_the_same_for_any_number(
        self, client, member_cluster, manager, django_assert_max_num_queries
    ):
        client.force_login(manager)
        costs = []
        for total in (1, 3, 30):
            own = {"contributed_for": member_cluster, "contributed_by": manager, "submitted_at": timezone.now()}
            for number in range(News.objects.count(), total):
                News.objects.create(slug=f"n{number}", title_de="N", **own)
            with django_assert_max_num_queries(30) as counted:
                client.get(address(member_cluster, "contributions"))
            costs.append(len(counted))
        assert len(set(costs)) == 1
