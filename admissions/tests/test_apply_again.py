"""After a refusal: totals, groups and reasons, the way to a new application and back, and never anything else."""

import pytest
from django.urls import reverse

from admissions.models import Answer, Application, CriteriaCatalogue
from admissions.services.drafts import apply_again

from .apply_cases import _german
from .office_cases import CANARY, decide, make_application, recommend

pytestmark = pytest.mark.django_db
__all__ = ["_german"]


@pytest.fixture
def refused(applicant, office, board1, board2, ministry, today):
    application = make_application("recommended", applicant, office)
    CriteriaCatalogue.objects.exclude(pk=application.catalogue_id).delete()
    recommend(application, office, board1, board2, points=59)
    decide(application, ministry, "refused", reason="Die Steuerung überzeugt nicht.", notified_on=today)
    return application


def page(client, user, application):
    client.force_login(user)
    return client.get(reverse("admissions:apply-case", args=[application.number])).content.decode()


def test_total_groups_and_reasons_are_shown_and_nothing_else(client, refused, applicant, board1, board2):
    text = page(client, applicant, refused)
    decision = refused.decisions.get()
    assert decision.explanation_de in text
    assert "Die Steuerung überzeugt nicht." in text
    for group in decision.result["groups"]:
        assert f">{group['points_de']}</td>" in text
    for hidden in (CANARY, board1.name, board2.name, board1.email, "Empfehlung liegt vor", "Aufnahme empfohlen"):
        assert hidden not in text
    for hidden in ("2 Ja", "Das Cluster arbeitet vorbildlich", "Das Management hat seine Strategie"):
        assert hidden not in text


def test_the_new_application_is_prefilled_and_each_names_the_other(client, refused, applicant, office):
    again = reverse("admissions:apply-again", args=[refused.number])
    assert again in page(client, applicant, refused)
    client.post(again)
    fresh = Application.objects.get(previous=refused)
    assert list(fresh.answers.values_list("text", "own_points")) == list(
        Answer.objects.filter(application=refused).values_list("text", "own_points")
    )
    old, new = page(client, applicant, refused), page(client, applicant, fresh)
    assert reverse("admissions:apply-case", args=[fresh.number]) in old
    assert reverse("admissions:apply-case", args=[refused.number]) in new
    for hidden in ("59 von 90", "Die Steuerung überzeugt nicht.", CANARY):
        assert hidden not in new


def test_the_office_finds_the_way_too_but_only_once_it_is_submitted(client, refused, applicant, office, today):
    fresh = apply_again(refused, actor=applicant, day=today)

    def case():
        client.force_login(office)
        return client.get(reverse("admin:admissions_application_change", args=[refused.pk])).content.decode()

    assert fresh.number not in case()
    Application.objects.filter(pk=fresh.pk).update(state="submitted")
    assert fresh.number in case()
    change = reverse("admin:admissions_application_change", args=[fresh.pk])
    assert "Früherer Antrag:" in client.get(change).content.decode()
