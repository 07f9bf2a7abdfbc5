"""Clusters and organisations: entering, changing, naming, releasing; and the figures they report."""

import datetime

import pytest
from django.db import IntegrityError, transaction

from clusters import permissions, services
from clusters.models import (
    ActorFigures,
    Cluster,
    ClusterOperation,
    FormerSlug,
    Function,
    ManagementOrganisation,
    OrganisationDetails,
    PublishedFigure,
)
from clusters.services.founding import details_on
from clusters.tests.factories import ClusterFactory, OperationFactory, OrganisationFactory
from programme.errors import ActRefused
from programme.models import Land, ProgrammeSettings, TechnologyField
from records.models import AuditEntry

pytestmark = pytest.mark.django_db

DAY = datetime.date(2025, 6, 15)
ONE = datetime.timedelta(days=1)


def found(by, *, organisation=None, **cluster):
    return services.found_cluster(
        organisation=organisation or {"legal_name": "Träger e.V.", "city": "Bonn"},
        cluster={"name": "Neues Cluster", **cluster},
        by=by,
        day=DAY,
    )


class TestFound:
    def test_a_new_unpublished_cluster_with_its_organisation_and_manager(self, outsider):
        bavaria, energy = Land.objects.get(iso="DE-BY"), TechnologyField.objects.get(code="energy")
        cluster = found(outsider, laender=[bavaria], fields=[energy], website="https://neu.example")
        assert (cluster.slug, cluster.profile_released, cluster.memberships.exists()) == ("neues-cluster", False, False)
        assert "energietechnologien" in cluster.search_text
        organisation = cluster.operations.get().organisation
        assert (organisation.name, organisation.details.get().city) == ("Träger e.V.", "Bonn")
        assert permissions.speaks_for(outsider, cluster, DAY)
        assert permissions.speaks_for_organisation(outsider, organisation, DAY)
        past = cluster.history.get()
        assert (past.history_user, [link.land for link in past.laender.all()]) == (outsider, [bavaria])
        assert set(AuditEntry.objects.values_list("verb", flat=True)) == {"add_organisation", "found_cluster"}

    def test_names_may_repeat_but_addresses_never(self, outsider):
        FormerSlug.objects.create(slug="neues-cluster", cluster=ClusterFactory())
        assert found(outsider).slug == "neues-cluster-2"
        assert found(outsider).slug == "neues-cluster-3"

    def test_a_second_cluster_of_the_own_organisation(self, outsider):
        organisation = found(outsider).operations.get().organisation
        second = found(outsider, organisation=organisation, name="Zweites")
        assert second.operations.get().organisation == organisation
        assert Function.objects.count() == ManagementOrganisation.objects.count() == 1

    def test_nobody_founds_under_an_organisation_of_others(self, outsider, member_cluster):
        organisation = member_cluster.operations.get().organisation
        with pytest.raises(ActRefused, match="noch nicht handeln"):
            found(outsider, organisation=organisation)

    @pytest.mark.parametrize(
        ("values", "words"),
        [
            ({"name": "---"}, "Buchstaben oder Ziffern"),
            ({"name": "x" * 201}, "Name"),
            ({"website": "javascript:alert(1)"}, "Website"),
            ({"mailbox": "kein Postfach"}, "Funktionspostfach"),
            ({"organisation": {"legal_name": " "}}, "Buchstaben oder Ziffern"),
            ({"organisation": {"legal_name": "Gut", "postal_code": "1" * 11}}, "Postleitzahl"),
        ],
    )
    def test_a_refusal_leaves_nothing_behind(self, outsider, values, words):
        with pytest.raises(ActRefused, match=words):
            found(outsider, **values)
        assert not Cluster.objects.exists()
        assert not ManagementOrganisation.objects.exists()
        assert not Function.objects.exists()

    def test_possible_duplicates_are_found_but_not_merged(self, outsider):
        existing = ClusterFactory(name="Silicon Saxony e.V.")
        cluster = found(outsider, name="Silicon Saxony GmbH")
        assert services.possible_duplicates(cluster) == [existing]
        assert services.possible_duplicates(ClusterFactory(name="Ganz anders")) == []


class TestProfile:
    def test_the_office_changes_it_and_it_is_found_anew(self, office, member_cluster):
        before = member_cluster.history.count()
        cluster = services.update_profile(
            member_cluster,
            values={"city": "Görlitz", "profile_de": "Text"},
            laender=[Land.objects.get(iso="DE-SN")],
            actor=office,
            day=DAY,
        )
        assert "goerlitz" in cluster.search_text
        assert "saxony" in cluster.search_text
        assert member_cluster.history.count() == before + 1
        entry = AuditEntry.objects.get()
        assert (entry.verb, entry.to_state) == ("update_profile", "city, laender, profile_de")

    def test_nothing_changed_leaves_no_trace(self, office, member_cluster):
        before = member_cluster.history.count()
        services.update_profile(
            member_cluster, values={"city": member_cluster.city}, laender=[], fields=[], actor=office, day=DAY
        )
        assert member_cluster.history.count() == before
        assert not AuditEntry.objects.exists()

    @pytest.mark.parametrize("who", ["manager", "applicant", "outsider", "board3", "ministry", "administrator"])
    def test_others_do_not(self, request, member_cluster, who):
        with pytest.raises(ActRefused):
            services.update_profile(member_cluster, values={"city": "X"}, actor=request.getfixturevalue(who), day=DAY)

    def test_name_and_release_are_no_profile_fields(self, office, member_cluster):
        for name in ("name", "slug", "profile_released", "reported_label"):
            with pytest.raises(ValueError, match=name):
                services.update_profile(member_cluster, values={name: "x"}, actor=office, day=DAY)

    def test_bad_values_are_refused(self, office, member_cluster):
        with pytest.raises(ActRefused, match="Website"):
            services.update_profile(member_cluster, values={"website": "x y"}, actor=office, day=DAY)

    def test_release_and_withdrawal_make_public_pages_new(
        self, office, manager, member_cluster, django_capture_on_commit_callbacks
    ):
        for released in (False, True):
            version = ProgrammeSettings.load().content_version
            with django_capture_on_commit_callbacks(execute=True):
                services.release_profile(member_cluster, released=released, actor=office, day=DAY)
            assert Cluster.objects.public_on(DAY).exists() == released
            assert ProgrammeSettings.load().content_version > version
        with pytest.raises(ActRefused, match="bereits freigegeben"):
            services.release_profile(member_cluster, released=True, actor=office, day=DAY)
        with pytest.raises(ActRefused, match="nicht freigeben"):
            services.release_profile(member_cluster, released=False, actor=manager, day=DAY)


class TestRename:
    def rename(self, cluster, name, actor, **values):
        return services.rename_cluster(cluster, name=name, actor=actor, day=DAY, **values)

    def test_the_address_stays_when_the_name_changes(self, member_cluster, office):
        cluster = self.rename(member_cluster, "Windkraft  Oberland", office)
        assert (cluster.name, cluster.slug) == ("Windkraft Oberland", "wasserkraft-oberland")
        assert "windkraft" in cluster.search_text
        assert not FormerSlug.objects.exists()

    def test_a_new_address_leaves_the_old_one_redirecting(self, member_cluster, office):
        self.rename(member_cluster, "Windkraft", office, new_address=True)
        self.rename(member_cluster, "Solarkraft", office, new_address=True)
        assert set(FormerSlug.objects.values_list("slug", flat=True)) == {"wasserkraft-oberland", "windkraft"}
        back = self.rename(member_cluster, "Windkraft", office, new_address=True)
        assert back.slug == "windkraft"
        assert set(back.former_slugs.values_list("slug", flat=True)) == {"wasserkraft-oberland", "solarkraft"}

    def test_an_address_that_others_had_is_not_taken(self, member_cluster, applicant_cluster, office):
        self.rename(applicant_cluster, "Anderswo", office, new_address=True)
        cluster = self.rename(member_cluster, "Leichtbau Niederwald", office, new_address=True)
        assert cluster.slug == "leichtbau-niederwald-2"

    @pytest.mark.parametrize(
        ("name", "words"), [("Wasserkraft Oberland", "heißt bereits so"), ("!!!", "Buchstaben"), ("x" * 201, "Name")]
    )
    def test_refusals(self, member_cluster, office, name, words):
        with pytest.raises(ActRefused, match=words):
            self.rename(member_cluster, name, office)

    def test_only_the_office(self, member_cluster, manager):
        with pytest.raises(ActRefused, match="Programmbüro"):
            self.rename(member_cluster, "Meins", manager)


class TestOrganisation:
    def test_details_hold_from_their_day_on(self, outsider):
        organisation = found(outsider).operations.get().organisation
        services.update_organisation(
            organisation,
            details={"legal_name": "Träger gGmbH", "city": "Köln"},
            valid_from=DAY,
            actor=outsider,
            day=DAY,
        )
        organisation = ManagementOrganisation.objects.get()
        assert details_on(organisation, DAY - ONE).legal_name == "Träger e.V."
        assert details_on(organisation, DAY).legal_name == organisation.name == "Träger gGmbH"
        services.update_organisation(organisation, details={"city": "Bonn"}, valid_from=DAY, actor=outsider, day=DAY)
        assert OrganisationDetails.objects.count() == 2
        assert OrganisationDetails.objects.get(valid_from=DAY).city == "Bonn"

    def test_a_name_to_come_does_not_show_yet(self, outsider):
        organisation = found(outsider).operations.get().organisation
        services.update_organisation(
            organisation, details={"legal_name": "Später"}, valid_from=DAY + ONE, actor=outsider, day=DAY
        )
        assert ManagementOrganisation.objects.get().name == "Träger e.V."

    def test_others_do_not_change_it(self, manager, outsider):
        organisation = found(outsider).operations.get().organisation
        with pytest.raises(ActRefused):
            services.update_organisation(organisation, details={}, valid_from=DAY, actor=manager, day=DAY)

    def test_a_new_operator_follows_the_old_one_without_a_gap(self, member_cluster, office):
        old, new = member_cluster.operations.get(), OrganisationFactory()
        services.set_operator(member_cluster, organisation=new, starts_on=DAY, actor=office, day=DAY)
        old.refresh_from_db()
        assert old.ends_on == DAY - ONE
        assert permissions.operator_on(member_cluster, DAY - ONE) == old.organisation
        assert permissions.operator_on(member_cluster, DAY) == new

    def test_operator_refusals(self, member_cluster, office, manager):
        present, new = member_cluster.operations.get().organisation, OrganisationFactory()
        arguments = {"starts_on": DAY, "actor": office, "day": DAY}
        with pytest.raises(ActRefused, match="bereits"):
            services.set_operator(member_cluster, organisation=present, **arguments)
        with pytest.raises(ActRefused, match="nach dem Beginn"):
            services.set_operator(member_cluster, organisation=new, **{**arguments, "starts_on": None})
        with pytest.raises(ActRefused, match="Programmbüro"):
            services.set_operator(member_cluster, organisation=new, **{**arguments, "actor": manager})


class TestActorFigures:
    def enter(self, cluster, actor, **counts):
        return services.record_actor_figures(
            cluster, key_date=datetime.date(2024, 12, 31), counts=counts, actor=actor, day=DAY
        )

    def test_empty_is_not_recorded_and_zero_is_none(self, manager, member_cluster):
        figures = self.enter(member_cluster, manager, companies=10, sme=0)
        assert (figures.companies, figures.sme, figures.other, figures.released) == (10, 0, None, False)
        self.enter(member_cluster, manager, other=3)
        figures.refresh_from_db()
        assert (figures.companies, figures.other) == (10, 3)

    @pytest.mark.parametrize(
        ("counts", "words"),
        [
            ({}, "mindestens eine Zahl"),
            ({"companies": 5, "sme": 6}, "Mehr kleine und mittlere"),
            ({"companies": 5, "sme": 3, "large_companies": 3}, "zusammen mehr"),
            ({"companies": -1}, "Unternehmen"),
        ],
    )
    def test_what_cannot_be_is_refused(self, manager, member_cluster, counts, words):
        with pytest.raises(ActRefused, match=words):
            self.enter(member_cluster, manager, **counts)
        assert not ActorFigures.objects.exists()

    def test_released_by_the_own_people_only(self, manager, applicant, member_cluster):
        figures = self.enter(member_cluster, manager, companies=1)
        with pytest.raises(ActRefused):
            services.release_actor_figures(figures, released=True, actor=applicant, day=DAY)
        assert services.release_actor_figures(figures, released=True, actor=manager, day=DAY).released
        with pytest.raises(ActRefused):
            self.enter(member_cluster, applicant, companies=2)


class TestDatabase:
    def refused(self, name, make):
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            make()

    def test_rows_that_contradict_themselves(self, member_cluster):
        organisation = OrganisationFactory()
        self.refused(
            "operation_ends_after_start",
            lambda: ClusterOperation.objects.create(
                cluster=ClusterFactory(), organisation=organisation, starts_on=DAY, ends_on=DAY - ONE
            ),
        )
        self.refused("cluster_reported_label_year_plausible", lambda: Cluster.objects.update(reported_label_year=1989))
        for name, counts in (
            ("actor_figures_sme_within_companies", {"companies": 1, "sme": 2}),
            ("actor_figures_parts_within_companies", {"companies": 2, "sme": 1, "large_companies": 2}),
        ):
            self.refused(
                name,
                lambda counts=counts: ActorFigures.objects.create(
                    cluster=member_cluster, key_date=DAY, recorded_on=DAY, **counts
                ),
            )
        self.refused(
            "published_figure_undated_has_no_day",
            lambda: PublishedFigure.objects.create(
                figure="members", value=1, source="X", key_date=None, date_precision="day"
            ),
        )

    def test_what_may_exist_once_only(self, member_cluster):
        """By kind of fault: SQLite names the columns, PostgreSQL the constraint."""
        details = OrganisationFactory().details.get()
        figure = PublishedFigure.objects.filter(key_date=None).first()
        for make in (
            lambda: OperationFactory(cluster=member_cluster),
            lambda: OrganisationDetails.objects.create(organisation=details.organisation, legal_name="X"),
            lambda: PublishedFigure.objects.create(
                figure=figure.figure, value=1, source=figure.source, date_precision="undated"
            ),
            lambda: ClusterFactory(slug=member_cluster.slug),
        ):
            self.refused("(?i)unique constraint", make)
