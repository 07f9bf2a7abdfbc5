"""What the tests of the applicant's side share: small applications in the state a test needs."""

import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone, translation

from admissions.models import Application, Criterion, CriterionCheck, Decision
from admissions.services.drafts import add_evidence
from admissions.services.submission import submit
from records.uploads import store_upload

from .factories import ApplicationFactory, CatalogueFactory, answer_all, declare_none

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def pdf(name="Mitgliederliste.pdf"):
    return SimpleUploadedFile(name, PDF, content_type="application/pdf")


@pytest.fixture(autouse=True)
def _german():
    """The test client leaves the language of its last request active."""
    with translation.override("de"):
        yield


def criteria_of(application):
    return list(
        Criterion.objects.filter(group__catalogue=application.catalogue_id).order_by("group__position", "position")
    )


def application_of(cluster, by, **fields):
    """An application of this cluster with two criteria in the first group and one in each other."""
    return ApplicationFactory(
        cluster=cluster,
        organisation=cluster.operations.get().organisation,
        catalogue=fields.pop("catalogue", None) or CatalogueFactory(sizes=(2, 1, 1, 1)),
        created_by=by,
        **fields,
    )


@pytest.fixture
def draft(applicant, applicant_cluster):
    return application_of(applicant_cluster, applicant)


@pytest.fixture
def filled(draft):
    """A draft that may be submitted."""
    answer_all(draft)
    return draft


@pytest.fixture
def submitted(filled, applicant, office, today):
    """Submitted through the service; the office has declared no conflict."""
    submit(filled, actor=applicant, day=today)
    declare_none(filled, office)
    return Application.objects.get(pk=filled.pk)


def store(by, name="Mitgliederliste.pdf"):
    return store_upload(pdf(name), by=by)


def with_file(application, by, day, name="Mitgliederliste.pdf", criterion=None):
    criterion = criterion or criteria_of(application)[0]
    return add_evidence(application, criterion, stored=store(by, name), actor=by, day=day)


def checked(application, by, results):
    """Findings straight into the table, by criterion code."""
    by_code = {criterion.code: criterion for criterion in criteria_of(application)}
    for code, (result, note) in results.items():
        CriterionCheck.objects.create(
            application=application, criterion=by_code[code], result=result, note=note, checked_by=by
        )


def decide(application, by, outcome, *, notified_on=None, **fields):
    """A decision row on 10 of 15 points, with canary words that must never reach the applicant before it is told."""
    passed = outcome != Decision.Outcome.REFUSED
    return Decision.objects.create(
        application=application,
        round=fields.pop("round", application.round),
        outcome=outcome,
        reason=fields.pop("reason", "Begründung-Kanarienvogel"),
        decided_by=by,
        decided_on=timezone.localdate() - datetime.timedelta(days=3),
        notified_on=notified_on,
        catalogue=application.catalogue,
        rule=application.catalogue.rule,
        points_numerator=10 if passed else 9,
        points_denominator=1,
        maximum=15,
        passed=passed,
        result={
            "groups": [
                {"code": "1", "name_de": "Gruppe 1", "name_en": "Group 1", "points_de": "4,5", "points_en": "4.5",
                 "maximum": 6},
            ],
            "criteria": [{"code": "K11", "points": [987654, 321], "maximum": 3, "met": None}],
            "points_de": "10" if passed else "9",
            "points_en": "10" if passed else "9",
        },
        explanation_de="Erläuterung-Kanarienvogel",
        explanation_en="Explanation canary",
        persons={"reviewers": [by.pk]},
        **fields,
    )  # fmt: skip


__all__ = [
    "_german",
    "application_of",
    "checked",
    "criteria_of",
    "decide",
    "draft",
    "filled",
    "pdf",
    "store",
    "submitted",
    "with_file",
]
