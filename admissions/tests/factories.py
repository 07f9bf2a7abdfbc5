"""Catalogues, applications, reviews for tests: plain rows in the wanted state, without the services' audit trail."""

import datetime

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from admissions.models import (
    Answer,
    Application,
    BoardAppointment,
    ConflictDeclaration,
    CriteriaCatalogue,
    Criterion,
    CriterionGroup,
    Review,
    ReviewAssignment,
    Score,
)
from clusters.tests.factories import ClusterFactory, OperationFactory, OrganisationFactory


class CatalogueFactory(DjangoModelFactory):
    """A catalogue in force with four groups of the given numbers of criteria, three points each."""

    class Meta:
        model = CriteriaCatalogue
        skip_postgeneration_save = True

    version = factory.Sequence(lambda n: f"test-{n}")
    name_de = "Testkatalog"
    name_en = "Test catalogue"
    is_sample = True
    in_force_from = datetime.date(2020, 1, 1)

    @factory.post_generation
    def sizes(self, create, extracted, **kwargs):
        for position, size in enumerate(extracted or (1, 1, 1, 1), start=1):
            group = CriterionGroup.objects.create(
                catalogue=self,
                code=str(position),
                position=position,
                name_de=f"Gruppe {position}",
                name_en=f"Group {position}",
            )
            Criterion.objects.bulk_create(
                Criterion(
                    group=group,
                    code=f"K{position}{number}",
                    position=number,
                    name_de=f"Kriterium {position}.{number}",
                    name_en=f"Criterion {position}.{number}",
                    max_points=3,
                )
                for number in range(1, size + 1)
            )


class BoardAppointmentFactory(DjangoModelFactory):
    class Meta:
        model = BoardAppointment

    starts_on = datetime.date(2020, 1, 1)


class ApplicationFactory(DjangoModelFactory):
    """An application in any state; `catalogue__sizes` sets the criteria per group."""

    class Meta:
        model = Application

    number = factory.Sequence(lambda n: f"A-2025-{n + 1:04d}")
    catalogue = factory.SubFactory(CatalogueFactory)
    organisation = factory.SubFactory(OrganisationFactory)
    cluster = factory.LazyAttribute(lambda o: OperationFactory(organisation=o.organisation).cluster)
    state = Application.State.DRAFT
    state_since = factory.LazyFunction(timezone.localdate)
    lapses_on = factory.LazyAttribute(
        lambda o: timezone.localdate() + datetime.timedelta(days=28) if o.state == Application.State.RETURNED else None
    )


def answer_all(application, *, text="Eine Antwort.", own_points=2):
    """An answer to every criterion."""
    Answer.objects.bulk_create(
        Answer(application=application, criterion=criterion, text=text, own_points=own_points)
        for criterion in Criterion.objects.filter(group__catalogue=application.catalogue)
    )


def declare_none(application, *users):
    for user in users:
        ConflictDeclaration.objects.update_or_create(
            application=application,
            user=user,
            defaults={"value": ConflictDeclaration.Value.NONE, "declared_at": timezone.now()},
        )


def assign(application, reviewer, by):
    """An open assignment whose reviewer declared no conflict."""
    declare_none(application, reviewer)
    return ReviewAssignment.objects.create(
        application=application, reviewer=reviewer, due_on=timezone.localdate(), assigned_by=by
    )


def submitted_review(application, reviewer, points):
    """A submitted review with this total, spread over the criteria from the first on."""
    review = Review.objects.create(
        application=application, reviewer=reviewer, saved_at=timezone.now(), submitted_at=timezone.now()
    )
    left = points
    for criterion in Criterion.objects.filter(group__catalogue=application.catalogue).order_by("group", "position"):
        given = min(left, criterion.max_points)
        left -= given
        Score.objects.create(review=review, criterion=criterion, points=given)
    return review


__all__ = [
    "ApplicationFactory",
    "BoardAppointmentFactory",
    "CatalogueFactory",
    "ClusterFactory",
    "answer_all",
    "assign",
    "declare_none",
    "submitted_review",
]
