"""Answers can be taken back, and are not lost because the office changes a question; the times of the table."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from events.forms.registration import question_field
from events.models import Registration, RegistrationQuestion
from events.registration_links import token_of

from .registrations import RegistrationSettingsFactory, add_questions, registered
from .test_registration_office import inline, values

pytestmark = pytest.mark.django_db
Kind = RegistrationQuestion.Kind


@pytest.fixture
def settings_(db):
    return RegistrationSettingsFactory()


@pytest.mark.parametrize(("kind", "answer"), [(Kind.YES_NO, "yes"), (Kind.SINGLE, "vegan")])
def test_an_answer_that_nobody_must_give_can_be_taken_back(client, settings_, kind, answer):
    question = RegistrationQuestion.objects.create(
        settings=settings_, kind=kind, label_de="Frage", options_de="vegan\nvegetarisch"
    )
    name = f"question_{question.key}"
    row = registered(settings_, answers={question.key: answer})
    page = f"/events/registrations/{token_of(row)}/change/"
    assert client.get(page).context["form"].fields[name].choices[0] == ("", "Keine Angabe")
    assert client.post(page, {"name": "Ada", name: ""}).status_code == 302
    assert Registration.objects.get().answers == {}


def test_what_must_be_answered_offers_no_way_around():
    for kind in (Kind.YES_NO, Kind.SINGLE):
        question = RegistrationQuestion(kind=kind, label_de="Frage", options_de="a\nb", required=True)
        assert "" not in dict(question_field(question).choices)
    long = RegistrationQuestion(kind=Kind.SINGLE, label_de="Frage", options_de="\n".join("abcdefgh"), required=True)
    assert question_field(long).choices[0] == ("", "Bitte wählen")


@pytest.mark.parametrize(
    ("options", "is_refused"),
    [
        ("vegetarisch\nvegan\nmit Fleisch", False),
        ("vegan\nvegetarisch\nmit Fleisch\nohne Gluten", False),
        # Nobody chose the meat.
        ("vegetarisch\nvegan", False),
        ("vegetarisch\nrein pflanzlich\nmit Fleisch", True),
        ("vegetarisch\nmit Fleisch", True),
    ],
)
@pytest.mark.parametrize("answer", ["vegan", ["vegetarisch", "vegan"]])
def test_an_option_that_somebody_chose_stays(client, office, settings_, options, is_refused, answer):
    food = add_questions(settings_)[2]
    settings_.questions.exclude(pk=food.pk).delete()
    food.kind = Kind.MULTIPLE if isinstance(answer, list) else Kind.SINGLE
    food.save()
    registered(settings_, 1, answers={food.key: answer})
    registered(RegistrationSettingsFactory(), 1, answers={food.key: "mit Fleisch"})
    sent = {"id": food.pk, "position": "1", "kind": food.kind, "label_de": food.label_de, "options_de": options}
    client.force_login(office)
    page = reverse("admin:events_registrationsettings_change", args=[settings_.pk])
    reply = client.post(page, values(**inline({**sent, "required": "on", "asked": "on"}, first=1)))
    food.refresh_from_db()
    if not is_refused:
        assert (reply.status_code, food.options_de.split()) == (302, options.split())
        return
    [errors] = reply.context["inline_admin_formsets"][0].formset.errors
    assert list(errors) == ["options_de"]
    assert "„vegan“" in errors["options_de"][0]
    assert "vegan" in food.options_de


def test_the_table_tells_the_time_in_berlin(client, office, settings_):
    moment = datetime.datetime(2027, 1, 31, 23, 5, 41, 123456, tzinfo=datetime.UTC)
    Registration.objects.filter(pk=registered(settings_).pk).update(registered_at=moment)
    client.force_login(office)
    export = reverse("admin:events_registration_export")
    table = client.post(export, {"format": "1", "resource": "0"}).content.decode("utf-8-sig")
    assert ",2027-02-01 00:05," in table


def test_the_public_page_names_the_time_that_counts(client, settings_):
    settings_.closes_at = timezone.now() + datetime.timedelta(days=11)
    settings_.save()
    page = client.get(f"/events/{settings_.event.slug}/").content.decode()
    box = page.split("Anmeldeschluss:")[1][:200]
    assert f"{settings_.event.starts_on.day}. " in box
    assert "10:00 Uhr" in box
