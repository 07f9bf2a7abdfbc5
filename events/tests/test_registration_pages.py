"""What visitors and registered people meet: the form, its refusals, the page behind the link."""

import datetime

import pytest
import vobject
from django.urls import reverse
from django.utils import timezone

from events.models import Registration
from events.registration_consent import consent_text, version_of
from events.registration_links import token_of
from events.services.registration_news import call_off
from events.services.registrations import cancel, close
from notifications.models import OutboxMessage

from .factories import EventFactory
from .registrations import RegistrationSettingsFactory, add_questions, proved, registered

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


@pytest.fixture
def settings_(db):
    return RegistrationSettingsFactory()


def form_of(settings, **changes):
    values = {
        "name": "Ada Beispiel",
        "email": "ada@portal.test",
        "organisation": "Musterwerk",
        "consent": "on",
        "consent_version": version_of(consent_text(settings)),
    }
    return {**values, **changes}


def page_of(settings, language=""):
    return f"{language}/events/{settings.event.slug}/register/"


def own(row, act=""):
    return f"/events/registrations/{token_of(row)}/{act}"


def test_from_the_event_to_the_registration(client, settings_):
    url = page_of(settings_)
    assert url in client.get(f"/events/{settings_.event.slug}/").content.decode()
    assert "Noch 2 Plätze sind frei." in client.get(url).content.decode()
    answer = client.post(url, form_of(settings_), follow=True)
    assert answer.redirect_chain == [(f"{url}sent/", 302)]
    row = Registration.objects.get()
    assert (row.name, row.email, row.language, row.state) == ("Ada Beispiel", "ada@portal.test", "de", "seated")
    assert row.consent_text == consent_text(settings_)
    page = client.get(own(row)).content.decode()
    assert "Ihr Platz ist reserviert" in page
    assert own(row, "cancel/") in page


def test_the_same_answer_for_a_known_address(client, settings_):
    registered(settings_, email="ada@portal.test")
    answer = client.post(page_of(settings_), form_of(settings_))
    assert answer["Location"].endswith("/register/sent/")
    assert Registration.objects.get().name == "Person 1"


def test_every_kind_of_question_is_asked_kept_and_shown(client, settings_):
    questions = add_questions(settings_)
    names = [f"question_{one.key}" for one in questions]
    given = ["Leitung", "Vieles.\nUnd mehr.", "vegan", ["Energie", "Mobilität"], "no"]
    client.post(page_of(settings_), form_of(settings_, **dict(zip(names, given, strict=True))))
    row = Registration.objects.get()
    assert list(row.answers.values()) == [
        "Leitung",
        "Vieles.\r\nUnd mehr.",
        "vegan",
        ["Energie", "Mobilität"],
        "no",
    ] or (list(row.answers.values()) == given)
    page = client.get(own(row)).content.decode()
    for words in ("Leitung", "vegan", "Energie; Mobilität", "nein"):
        assert words in page
    english = client.get(f"/en{own(row)}").content.decode()
    assert "Energy; Mobility" in english


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": "Gewinn: https://x.test"}, "name"),
        ({"name": "Gewinn: www.x.test"}, "name"),
        ({"name": "Ada\nSie haben gewonnen"}, "name"),
        ({"name": ""}, "name"),
        ({"name": "x" * 121}, "name"),
        ({"name": "Ada\x00"}, "name"),
        ({"email": "keine"}, "email"),
        ({"email": f"{'x' * 250}@portal.test"}, "email"),
        ({"consent": ""}, "consent"),
        ({"cluster": "999999"}, "cluster"),
        ({"cluster": "abc"}, "cluster"),
        ({"consent_version": "alt"}, "consent_version"),
    ],
)
def test_what_is_wrong_stands_at_its_field_and_nothing_is_lost(client, settings_, changes, field):
    answer = client.post(page_of(settings_), form_of(settings_, organisation="Möbel 🪑 GmbH", **changes))
    assert answer.status_code == 200
    assert field in answer.context["form"].errors
    assert "Möbel 🪑 GmbH" in answer.content.decode()
    assert not Registration.objects.exists()


def test_a_wrong_choice_is_refused(client, settings_):
    question = add_questions(settings_)[2]
    answer = client.post(page_of(settings_), form_of(settings_, **{f"question_{question.key}": "Steak"}))
    assert f"question_{question.key}" in answer.context["form"].errors


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"opens_on": 2 * DAY}, "noch nicht begonnen"),
        ({"closes_at": -DAY}, "geschlossen"),
        ({"called_off_at": -DAY}, "abgesagt"),
        ({"capacity": 0, "waiting_list": False}, "vergeben"),
    ],
)
def test_a_registration_that_takes_nobody_says_why(client, settings_, changes, words):
    for name, value in changes.items():
        if name == "opens_on":
            value = timezone.localdate() + value
        setattr(settings_, name, timezone.now() + value if isinstance(value, datetime.timedelta) else value)
    settings_.save()
    for answer in (client.get(page_of(settings_)), client.post(page_of(settings_), form_of(settings_))):
        assert words in answer.content.decode()
    assert not Registration.objects.exists()


def test_a_past_event_takes_nobody_and_its_registrations_are_to_read(client, settings_, time_machine):
    row = registered(settings_)
    time_machine.move_to(timezone.now() + 12 * DAY)
    assert "vorbei" in client.get(page_of(settings_)).content.decode()
    page = client.get(own(row)).content.decode()
    assert "Ändern lässt sich nichts mehr" in page
    for act in ("change/", "cancel/"):
        assert own(row, act) not in page
        assert client.post(own(row, act), {"name": "Neu"})["Location"] == own(row)
    row.refresh_from_db()
    assert (row.state, row.name) == ("seated", "Person 1")


def test_without_registration_and_before_release_there_is_no_page(client):
    plain = EventFactory()
    draft = RegistrationSettingsFactory(event__released_on=None)
    for slug in (plain.slug, draft.event.slug, "gibt-es-nicht"):
        assert client.get(f"/events/{slug}/register/").status_code == 404
    assert "register/" not in client.get(f"/events/{plain.slug}/").content.decode()


def test_a_foreign_token_opens_nothing(client, settings_):
    row = registered(settings_)
    for token in (row.key, f"{row.key}.falsch", "x", token_of(row)[:-1]):
        for act in ("", "change/", "cancel/", "entry.ics"):
            assert client.get(f"/events/registrations/{token}/{act}").status_code == 404
            assert client.post(f"/events/registrations/{token}/{act}").status_code in (404, 405)
    row.refresh_from_db()
    assert row.state == "seated"


def test_opening_the_link_changes_nothing_pressing_the_button_does(client, settings_):
    row = registered(settings_)
    assert "Ihr Platz wird sofort frei" in client.get(own(row, "cancel/")).content.decode()
    row.refresh_from_db()
    assert row.state == "seated"
    assert client.post(own(row, "cancel/"))["Location"] == own(row)
    page = client.get(own(row)).content.decode()
    assert "Sie sind abgemeldet" in page
    assert page_of(settings_) in page


def test_changing_keeps_what_is_not_asked_any_more(client, settings_):
    first, _second, food, *_rest = add_questions(settings_)
    row = registered(settings_, answers={first.key: "Leitung", food.key: "vegan"})
    first.asked = False
    first.save()
    page = client.get(own(row, "change/")).content.decode()
    assert "Person 1" in page
    client.post(own(row, "change/"), {"name": "Ada Neu", f"question_{food.key}": "vegetarisch"})
    row.refresh_from_db()
    assert (row.name, row.answers) == ("Ada Neu", {first.key: "Leitung", food.key: "vegetarisch"})
    answer = client.post(own(row, "change/"), {"name": "", "organisation": "Bleibt stehen"})
    assert "Bleibt stehen" in answer.content.decode()


def test_the_date_for_the_calendar(client, settings_):
    row = registered(settings_)
    calendar = vobject.readOne(client.get(own(row, "entry.ics")).content.decode())
    assert calendar.method.value == "PUBLISH"
    assert not hasattr(calendar.vevent, "attendee")
    assert vobject.readOne(OutboxMessage.objects.get().calendar).vevent.uid.value == calendar.vevent.uid.value
    cancel(row, now=timezone.now())
    assert client.get(own(row, "entry.ics")).status_code == 404


def test_called_off_everyone_reads_it(client, settings_, office):
    row = registered(settings_)
    call_off(settings_.event, reason="Sturm", actor=office, now=timezone.now())
    page = client.get(own(row)).content.decode()
    assert "Die Veranstaltung findet nicht statt" in page
    assert own(row, "cancel/") not in page


def test_signed_in_people_find_their_data_and_come_back_to_their_registration(
    client, settings_, manager, member_cluster
):
    client.force_login(proved(manager))
    page = client.get(page_of(settings_))
    assert page.context["form"].initial["email"] == manager.email
    assert page.context["form"].initial["cluster"] == member_cluster.pk
    answer = client.post(page_of(settings_), form_of(settings_, email=manager.email))
    row = Registration.objects.get()
    assert answer["Location"] == own(row)
    assert own(row) in client.get("/my/").content.decode()
    other = client.post(page_of(settings_), form_of(settings_, email="fremd@portal.test"))
    assert other["Location"].endswith("/sent/")


def test_events_for_members_ask_visitors_to_log_in(client, settings_, outsider):
    settings_.audience = "members"
    settings_.save()
    assert reverse("account_login") in client.get(page_of(settings_)).content.decode()
    assert client.post(page_of(settings_), form_of(settings_))["Location"].startswith(reverse("account_login"))
    client.force_login(outsider)
    assert "keinem Mitgliedscluster" in client.get(page_of(settings_)).content.decode()
    client.post(page_of(settings_), form_of(settings_))
    assert not Registration.objects.exists()


def test_too_many_from_one_place_keep_their_text(client, settings_, settings):
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "register": "1/h/ip"}
    client.post(page_of(settings_), form_of(settings_))
    answer = client.post(page_of(settings_), form_of(settings_, email="zweite@portal.test"))
    assert answer.status_code == 429
    assert "zweite@portal.test" in answer.content.decode()
    assert Registration.objects.count() == 1


def test_a_visitor_gets_no_cookie_but_the_forms(client, settings_):
    client.get(f"/events/{settings_.event.slug}/")
    client.get(own(registered(settings_)))
    assert "sessionid" not in client.cookies
    client.post(page_of(settings_), form_of(settings_))
    assert "sessionid" not in client.cookies


def test_the_event_page_is_never_stale(client, settings_, office, django_capture_on_commit_callbacks):
    url = f"/events/{settings_.event.slug}/"
    assert "Jetzt anmelden" in client.get(url).content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        for number in (1, 2):
            registered(settings_, number)
    assert "Auf die Warteliste" in client.get(url).content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        close(settings_, actor=office, now=timezone.now())
    assert "Die Anmeldung ist geschlossen." in client.get(url).content.decode()


def test_pages_ask_the_same_however_many_came(client, settings_, django_assert_max_num_queries):
    counts = []
    for number in range(3):
        row = registered(settings_, number)
        with django_assert_max_num_queries(20) as asked:
            client.get(own(row))
            client.get(page_of(settings_))
        counts.append(len(asked) - (row.state == "waiting"))
    assert len(set(counts)) == 1, counts
