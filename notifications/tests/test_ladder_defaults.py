"""The delivered ladders: complete in both languages, and never put back over the office's own."""

from datetime import date
from importlib import import_module

import pytest
from django.apps import apps

from notifications import placeholders
from notifications.defaults import load_defaults
from notifications.ladder_texts import LADDERS
from notifications.models import Ladder, LadderRung
from notifications.services.wording import sample_words

RUNGS = [pytest.param(ladder.kind, rung, id=f"{ladder.kind}:{rung.key}") for ladder in LADDERS for rung in ladder.rungs]


@pytest.mark.parametrize(("kind", "rung"), RUNGS)
def test_texts_can_be_filled_in(kind, rung):
    for text in (rung.subject_de, rung.subject_en, rung.body_de, rung.body_en):
        placeholders.check(text, kind)
    for language in ("de", "en"):
        subject, body = sample_words(rung, kind, date(2026, 12, 4), language)
        assert "{" not in subject + body
        assert len(subject) < 100
        assert "http" in body


@pytest.mark.django_db
def test_a_new_portal_has_them_all():
    assert set(Ladder.objects.values_list("kind", flat=True)) == {ladder.kind for ladder in LADDERS}
    silver = Ladder.objects.get(kind="silver-duty")
    assert [rung.key for rung in silver.rungs.all()] == ["-12m", "-6m", "-3m", "-1m", "0d", "+1m", "+3m", "+6m"]
    for rung in LadderRung.objects.all():
        rung.full_clean()


@pytest.mark.django_db
def test_what_the_office_changed_stays():
    LadderRung.objects.filter(ladder__kind="review", key="-1d").delete()
    LadderRung.objects.filter(ladder__kind="review", key="-7d").update(days=-10, subject_de="Eigener Betreff")
    Ladder.objects.filter(kind="event").delete()
    load_defaults()
    review = Ladder.objects.get(kind="review")
    assert [(rung.key, rung.days) for rung in review.rungs.all()] == [("-7d", -10), ("+3d", 3)]
    assert Ladder.objects.get(kind="event").rungs.count() == 1


@pytest.mark.django_db
def test_the_migration_renews_the_words_of_the_event_only_as_delivered():
    migration = import_module("notifications.migrations.0005_event_reminder_words")
    rung = LadderRung.objects.get(ladder__kind="event")
    delivered = rung.body_de, rung.body_en
    frame, before, _after = migration.WORDS["body_de"]
    LadderRung.objects.filter(pk=rung.pk).update(body_de=frame.format(before), body_en="Our own words. {link}")
    migration.renew(apps, None)
    rung.refresh_from_db()
    assert (rung.body_de, rung.body_en) == (delivered[0], "Our own words. {link}")
    frame, before, _after = migration.WORDS["body_en"]
    LadderRung.objects.filter(pk=rung.pk).update(body_en=frame.format(before))
    migration.renew(apps, None)
    rung.refresh_from_db()
    assert (rung.body_de, rung.body_en) == delivered
