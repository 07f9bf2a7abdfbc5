"""import_clusters on the real file, on a second run, and beside what people changed by hand."""

import datetime
import io
import time

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command

from clusters.defaults import DATA
from clusters.importing import COLUMNS, import_clusters
from clusters.models import Cluster, Membership
from clusters.tests.factories import ClusterFactory
from programme.errors import ActRefused
from programme.models import Land, ProgrammeSettings
from records.models import AuditEntry

pytestmark = pytest.mark.django_db

DAY = datetime.date(2026, 3, 2)
MEMBERS = DATA / "members.csv"
HEADER = ",".join(COLUMNS)


def csv(*rows, header=HEADER):
    return "\n".join([header, *rows, ""]).encode()


def row(name="Neues Cluster", **cells):
    return ",".join(
        f'"{value}"' if "," in value else value for value in ({"name": name, **cells}.get(c, "") for c in COLUMNS)
    )


def run(data, **options):
    return import_clusters(data, **{"file_name": "test.csv", "actor": None, "day": DAY, **options})


def state():
    """Everything an import writes, to compare before and after."""
    return (
        list(Cluster.objects.order_by("pk").values()),
        list(Cluster.laender.through.objects.order_by("pk").values()),
        list(Cluster.fields.through.objects.order_by("pk").values()),
        list(Membership.objects.order_by("pk").values()),
        Cluster.history.count(),
        Membership.history.count(),
        AuditEntry.objects.count(),
    )


class TestMembers:
    @pytest.fixture(autouse=True)
    def _imported(self, db):
        self.report = run(MEMBERS.read_bytes())

    def test_44_clusters_in_15_laender_6_without_land(self):
        assert self.report.problems == []
        assert (self.report.rows, len(self.report.created), self.report.memberships) == (44, 44, 44)
        assert Cluster.objects.count() == 44
        assert Land.objects.filter(clusters__isnull=False).distinct().count() == 15
        assert Cluster.objects.filter(laender=None).count() == 6

    def test_one_cluster_spans_two_laender(self):
        cluster = Cluster.objects.get(name="Life Science Nord")
        assert [land.iso for land in cluster.laender.all()] == ["DE-HH", "DE-SH"]

    def test_all_are_public_directory_entries_with_source_and_unknown_start(self):
        assert Cluster.objects.public_on(DAY).count() == 44
        assert not Cluster.objects.public_on(DAY - datetime.timedelta(days=1)).exists()
        assert not Cluster.objects.filter(source="").exists()
        assert not Cluster.objects.filter(is_invented=True).exists()
        assert set(
            Membership.objects.values_list("starts_on", "starts_precision", "recorded_on", "public_from", "ends_on")
        ) == {(None, "unknown", DAY, DAY, None)}

    def test_a_reported_label_is_no_award(self):
        cluster = Cluster.objects.get(short_name="LIHH")
        assert (cluster.reported_label, cluster.reported_label_year) == ("gold", 2025)
        assert not apps.get_model("labels", "LabelAward").objects.exists()

    def test_addresses_are_ascii_and_websites_have_a_scheme(self):
        cluster = Cluster.objects.get(name="Innovationsnetzwerk smart³ e.V.")
        assert cluster.slug == "innovationsnetzwerk-smart3-ev"
        assert all(slug.isascii() for slug in Cluster.objects.values_list("slug", flat=True))
        assert Cluster.objects.get(name="Silicon Saxony e.V.").website == "https://silicon-saxony.de"

    def test_search_text_holds_both_spellings_and_both_languages(self):
        text = Cluster.objects.get(name="Kunststoff-Institut Lüdenscheid").search_text
        assert "luedenscheid" in text
        assert "ludenscheid" in text
        assert "north rhine westphalia" in text

    def test_history_has_one_row_per_cluster_with_its_laender(self):
        cluster = Cluster.objects.get(name="Life Science Nord")
        past = cluster.history.get()
        assert (past.history_type, past.history_change_reason) == ("+", "Import test.csv")
        assert {link.land.iso for link in past.laender.all()} == {"DE-HH", "DE-SH"}
        assert Membership.history.count() == 44

    def test_the_copied_history_is_what_simple_history_would_have_written(self):
        cluster = Cluster.objects.get(name="Life Science Nord")
        membership = cluster.memberships.get()
        for row in (cluster, membership):
            row.save()
            ours, theirs = row.history.last(), row.history.first()
            assert ours.history_id != theirs.history_id
            for field in ours.tracked_fields:
                if field.name != "updated_at":
                    assert getattr(ours, field.attname) == getattr(theirs, field.attname), field.name
        assert abs(ours.history_date - theirs.history_date) < datetime.timedelta(minutes=5)

    def test_a_second_run_changes_nothing(self):
        before = state()
        version = ProgrammeSettings.load().content_version
        report = run(MEMBERS.read_bytes(), day=DAY + datetime.timedelta(days=30))
        assert (report.unchanged, report.created, report.updated, report.memberships) == (44, [], [], 0)
        assert state() == before
        assert ProgrammeSettings.load().content_version == version

    def test_a_member_that_left_does_not_come_back(self):
        Membership.objects.filter(cluster__short_name="AFBW").update(ends_on=DAY, end_reason="resigned")
        report = run(MEMBERS.read_bytes(), day=DAY + datetime.timedelta(days=30))
        assert report.memberships == 0
        assert Membership.objects.count() == 44


class TestChanges:
    def test_what_changed_in_the_file_is_taken_over_and_only_that(self):
        run(csv(row("Alt", city="Kiel", federal_state="Bayern"), row("Neben")))
        neighbour = Cluster.objects.get(name="Neben").updated_at
        report = run(csv(row("Alt", city="Bonn", federal_state="Hamburg / Schleswig-Holstein"), row("Neben")))
        cluster = Cluster.objects.get(name="Alt")
        assert (report.updated, report.unchanged, report.kept) == (["Alt"], 1, [])
        assert cluster.city == "Bonn"
        assert [land.iso for land in cluster.laender.all()] == ["DE-HH", "DE-SH"]
        assert "bonn" in cluster.search_text
        assert "bavaria" not in cluster.search_text
        assert [past.history_type for past in cluster.history.all()] == ["~", "+"]
        assert Cluster.objects.get(name="Neben").updated_at == neighbour

    @pytest.mark.parametrize("overwrite", [False, True])
    def test_a_change_by_hand_is_reported_and_kept_unless_told_otherwise(self, overwrite):
        run(csv(row("Alt", city="Kiel", short_name="A")))
        Cluster.objects.update(city="Von Hand")
        Cluster.objects.get().laender.set(Land.objects.filter(iso="DE-BY"))
        report = run(csv(row("Alt", city="Bonn", short_name="B")), overwrite=overwrite)
        assert [(kept.line, kept.column, kept.ours, kept.theirs) for kept in report.kept] == [
            (2, "city", "Von Hand", "Bonn"),
            (2, "federal_state", "DE-BY", ""),
        ]
        cluster = Cluster.objects.get()
        assert cluster.short_name == "B"
        assert cluster.city == ("Bonn" if overwrite else "Von Hand")
        assert cluster.laender.exists() != overwrite
        assert "Von Hand" in str(report.kept[0])

    def test_a_kept_change_is_reported_again_and_writes_nothing(self):
        run(csv(row("Alt", city="Kiel")))
        Cluster.objects.update(city="Von Hand")
        before = state()
        for _run in range(2):
            report = run(csv(row("Alt", city="Kiel")))
            assert [kept.column for kept in report.kept] == ["city"]
            assert report.unchanged == 1
            assert state() == before

    def test_a_cluster_entered_by_hand_is_completed_not_overwritten(self):
        ClusterFactory(name="ALT  e. V.", normalised_name="alt ev", slug="alt", city="Handstadt")
        report = run(csv(row("Alt e.V.", city="Bonn", website="alt.example")))
        cluster = Cluster.objects.get()
        assert (cluster.city, cluster.website, cluster.slug) == ("Handstadt", "https://alt.example", "alt")
        assert {kept.column for kept in report.kept} == {"name", "city"}
        assert Membership.objects.get().cluster == cluster

    def test_an_external_id_finds_the_cluster_under_another_name(self):
        header = f"external_id,{HEADER}"
        run(csv("E1," + row("Alter Name"), header=header))
        report = run(csv("E1," + row("Neuer Name"), header=header))
        cluster = Cluster.objects.get()
        assert report.updated == ["Alter Name"]
        assert (cluster.name, cluster.slug, cluster.normalised_name) == ("Neuer Name", "alter-name", "neuer name")

    def test_two_clusters_of_one_name_need_their_ids(self):
        header = f"external_id,{HEADER}"
        report = run(csv("E1," + row("Gleich"), "E2," + row("Gleich"), header=header))
        assert len(report.created) == 2
        assert set(Cluster.objects.values_list("slug", flat=True)) == {"gleich", "gleich-2"}
        report = run(csv(row("Gleich", city="Bonn")))
        assert [(p.line, p.column) for p in report.problems] == [(2, "name")]

    def test_an_invented_cluster_is_never_matched(self):
        ClusterFactory(name="Erfunden", normalised_name="erfunden", is_invented=True)
        report = run(csv(row("Erfunden")))
        assert [(p.line, p.column) for p in report.problems] == [(2, "name")]
        assert not report.written


class TestDoor:
    def test_only_the_office_or_the_system(self, office, manager, outsider):
        for stranger in (manager, outsider):
            with pytest.raises(ActRefused):
                run(csv(row()), actor=stranger)
        assert not Cluster.objects.filter(name="Neues Cluster").exists()
        run(csv(row()), actor=office)
        cluster = Cluster.objects.get(name="Neues Cluster")
        assert cluster.history.get().history_user == office
        entry = AuditEntry.objects.get(verb="import_clusters")
        assert (entry.actor, entry.subject_key, entry.to_state) == (office, "test.csv", "+1 ~0 =0")

    def test_a_dry_run_writes_nothing_and_says_what_it_would(self):
        before = state()
        report = run(MEMBERS.read_bytes(), dry_run=True)
        assert (len(report.created), report.written) == (44, False)
        assert state() == before

    def test_public_content_gets_a_new_version(self, django_capture_on_commit_callbacks):
        before = ProgrammeSettings.load().content_version
        with django_capture_on_commit_callbacks(execute=True):
            run(csv(row()))
        assert ProgrammeSettings.load().content_version == before + 1

    @pytest.mark.parametrize("number", [1, 3, 30])
    def test_the_number_of_queries_does_not_grow_with_the_rows(self, number, django_assert_num_queries):
        rows = [row(f"Cluster {n}", federal_state="Bayern", field_codes="energy") for n in range(number)]
        with django_assert_num_queries(21):
            run(csv(*rows))


class TestCommand:
    def call(self, path, *options):
        out, err = io.StringIO(), io.StringIO()
        call_command("import_clusters", str(path), *options, stdout=out, stderr=err)
        return out.getvalue(), err.getvalue()

    def test_counts_are_printed(self):
        out, err = self.call(MEMBERS)
        assert "44 Zeilen gelesen, 44 Cluster neu" in out
        assert err == ""
        out, _err = self.call(MEMBERS)
        assert "44 unverändert" in out

    def test_a_dry_run_names_every_cluster(self):
        out, _err = self.call(MEMBERS, "--dry-run")
        assert "neu: Silicon Saxony e.V." in out
        assert "Probelauf" in out
        assert not Cluster.objects.exists()

    def test_failure_is_an_error_and_each_line_is_named(self, tmp_path):
        path = tmp_path / "broken.csv"
        path.write_bytes(csv(row("Gut"), row("Schlecht", federal_state="Atlantis")))
        err = io.StringIO()
        with pytest.raises(CommandError, match="Es wurde nichts geschrieben"):
            call_command("import_clusters", str(path), stderr=err)
        assert err.getvalue() == "Zeile 3, Spalte „federal_state“: Das Land „Atlantis“ ist nicht bekannt.\n"
        assert not Cluster.objects.exists()

    def test_broken_rows_can_be_left_out(self, tmp_path):
        path = tmp_path / "broken.csv"
        path.write_bytes(csv(row("Gut"), row("Schlecht", federal_state="Atlantis")))
        out, _err = self.call(path, "--skip-broken")
        assert "1 fehlerhafte Zeile ausgelassen" in out
        assert Cluster.objects.get().name == "Gut"

    def test_a_missing_file_is_an_error(self, tmp_path):
        with pytest.raises(CommandError, match="No such file"):
            self.call(tmp_path / "none.csv")

    def test_a_long_file_shows_progress(self, tmp_path):
        path = tmp_path / "long.csv"
        path.write_bytes(csv(*(row(f"Cluster {n}") for n in range(1000))))
        _out, err = self.call(path)
        assert "1000/1000" in err
        assert Cluster.objects.count() == 1000


@pytest.mark.slow
def test_twenty_thousand_rows_take_seconds():
    rows = [row(f"Cluster {n}", federal_state="Bayern", field_codes="energy;materials") for n in range(20_000)]
    start = time.process_time()
    report = run(csv(*rows))
    assert len(report.created) == 20_000
    assert time.process_time() - start < 20
