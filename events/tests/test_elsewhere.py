"""Events on other pages: told as exactly as they are known there too."""

import datetime

import pytest
from django.urls import reverse

from .factories import EventFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("page", ["public:home", "public:cluster"])
def test_what_has_no_day_is_not_announced(client, member_cluster, page, today):
    next_year = today.year + 1
    EventFactory(
        title_de="Nächstes Jahr",
        date_precision="year",
        starts_on=datetime.date(next_year, 1, 1),
        clusters=[member_cluster],
    )
    args = [member_cluster.slug] if page == "public:cluster" else []
    answer = client.get(reverse(page, args=args)).content.decode()
    assert "Nächstes Jahr" not in answer


@pytest.mark.parametrize("page", ["public:home", "public:cluster"])
def test_an_event_of_several_days_stays_until_its_last(client, member_cluster, page, today):
    day = datetime.timedelta(days=1)
    EventFactory(title_de="Läuft noch", starts_on=today - day, ends_on=today, clusters=[member_cluster])
    EventFactory(title_de="Ist vorbei", starts_on=today - 2 * day, ends_on=today - day, clusters=[member_cluster])
    args = [member_cluster.slug] if page == "public:cluster" else []
    answer = client.get(reverse(page, args=args)).content.decode()
    assert "Läuft noch" in answer
    assert "Ist vorbei" not in answer
