"""Composing an issue: what is proposed, what is chosen, what its mails say."""

import datetime
import re

import pytest
from django.template.loader import render_to_string
from django.utils import timezone, translation

from events.models import IssueItem, NewsletterIssue, NewsletterTopic
from events.newsletter_mail import mail_of, sections_of
from events.services import newsletter_composing as composing
from events.services import newsletter_sending as sending
from notifications.models import OutboxMessage
from records.errors import ActRefused

from .factories import EventFactory, NewsFactory, PublicationFactory, StoryFactory

pytestmark = pytest.mark.django_db

DAY = datetime.date(2026, 5, 4)
ONE = datetime.timedelta(days=1)


def draft(**values):
    return NewsletterIssue.objects.create(
        **{"title_de": "Mai", "covers_from": DAY - 30 * ONE, "covers_until": DAY, **values}
    )


def released(office, number=1, **values):
    return draft(number=number, released_at=timezone.now(), released_by=office, recipients=1, **values)


def proposed(issue, day=DAY):
    composing.propose(issue, day)
    return [(item.kind, item.slug) for item in issue.items.all()]


def test_what_appeared_since_is_proposed_and_nothing_else():
    NewsFactory(slug="davor", released_on=DAY - 31 * ONE)
    NewsFactory(slug="erster-tag", released_on=DAY - 30 * ONE)
    NewsFactory(slug="heute", released_on=DAY)
    NewsFactory(slug="morgen", released_on=DAY + ONE)
    NewsFactory(slug="entwurf", released_on=None)
    StoryFactory(slug="erfolg", released_on=DAY)
    PublicationFactory(slug="bericht", released_on=DAY)
    EventFactory(slug="vorbei", starts_on=DAY - ONE)
    EventFactory(slug="kommt", starts_on=DAY)
    EventFactory(slug="geheim", starts_on=DAY, released_on=DAY + ONE)
    assert proposed(draft()) == [
        ("news", "heute"),
        ("news", "erster-tag"),
        ("story", "erfolg"),
        ("event", "kommt"),
        ("publication", "bericht"),
    ]


def test_what_an_earlier_issue_held_is_not_proposed_again(office):
    NewsFactory(slug="neu", released_on=DAY)
    NewsFactory(slug="alt", released_on=DAY)
    EventFactory(slug="angekuendigt", starts_on=DAY + ONE)
    earlier = released(office)
    IssueItem.objects.create(issue=earlier, kind="news", slug="alt", title_de="Alt")
    IssueItem.objects.create(issue=earlier, kind="event", slug="angekuendigt", title_de="Bald")
    issue = draft()
    assert proposed(issue) == [("news", "neu")]
    # An event may be announced twice, by choice.
    assert [(one.key, one.is_new) for one in composing.candidates(issue, DAY)] == [("event/angekuendigt", False)]


def test_what_is_called_off_is_not_proposed_and_what_moved_not_released_with_its_old_date(office):
    EventFactory(slug="abgesagt", starts_on=DAY, cancelled_on=DAY)
    event = EventFactory(slug="bleibt", starts_on=DAY, city="Berlin")
    issue = draft()
    assert proposed(issue) == [("event", "bleibt")]
    items = list(issue.items.all())
    assert (composing.outdated(items), composing.not_public(items, DAY)) == ([], [])
    event.city = "Mainz"
    event.save()
    seen = sending.fingerprint(issue, items)
    with pytest.raises(ActRefused, match="inzwischen anders"):
        sending.release(issue, recipients=1, seen=seen, actor=office, now=timezone.now())
    assert composing.refresh_dates(issue, actor=office) == 1
    item = issue.items.get()
    assert (item.when_de, item.when_en) == ("4. Mai 2026, Mainz", "4 May 2026, Mainz")
    assert composing.outdated([item]) == []
    event.cancelled_on = DAY
    event.save()
    with pytest.raises(ActRefused, match="oder abgesagt"):
        sending.release(issue, recipients=1, seen=seen, actor=office, now=timezone.now())


def test_only_the_office_refreshes_dates(manager):
    with pytest.raises(ActRefused):
        composing.refresh_dates(draft(), actor=manager)


def test_a_cancelled_issue_or_another_draft_takes_nothing_away(office):
    NewsFactory(slug="neu", released_on=DAY)
    for other in (released(office, cancelled_at=timezone.now()), draft()):
        IssueItem.objects.create(issue=other, kind="news", slug="neu", title_de="Neu")
    assert proposed(draft()) == [("news", "neu")]


def test_a_new_issue_goes_on_where_the_last_one_ended(office):
    assert composing.starts_with(DAY) == DAY - composing.FIRST_COVERS
    released(office, 1, covers_until=DAY - 10 * ONE)
    assert composing.starts_with(DAY) == DAY - 10 * ONE
    released(office, 2, covers_until=DAY + 10 * ONE)
    assert composing.starts_with(DAY) == DAY


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ""),
        ("Erster *Absatz*,\n[Link](https://portal.example/).\n\nZweiter.", "Erster *Absatz*,\n[Link](https://portal.example/)."),
        ("# Überschrift\n\nDer Text.", "Der Text."),
        ("![Feld](bild:abcdefgh)\n\nDer Text.", "Der Text."),
        ("![Feld](bild:abcdefgh) daneben 2 * 3", r"daneben 2 \* 3"),
        ("[Wort][x] mehr.\n\n[x]: https://portal.example/", "Wort mehr."),
        ("- eins\n- zwei", "eins"),
        (f"{'a ' * 190}[das hier](https://portal.example/{'x' * 60}) Ende", f"{'a ' * 190}das hier Ende"),
        (f"{'a ' * 199}[das hier](https://portal.example/) Ende", f"{'a ' * 199}…"),
        ("x" * 500, "x" * 400 + " …"),
    ],
)  # fmt: skip
def test_an_opening_is_the_first_paragraph_that_says_something(text, expected):
    assert composing.opening(text) == expected


def test_a_text_says_its_own_language_beside_its_title():
    issue = draft()
    IssueItem.objects.create(issue=issue, position=1, title_de="Titel", title_en="Title", text_de="Nur deutsch.")
    IssueItem.objects.create(issue=issue, position=2, title_de="Zwei", text_de="Zwei.", text_en="Two.")
    IssueItem.objects.create(issue=issue, position=3, title_de="Drei", title_en="Three", text_de="D", text_en="Third.")
    items = list(issue.items.all())
    body = mail_of(issue, items, number=1, language="en").body
    assert [line for line in body.splitlines() if "(in German)" in line] == ["Title (in German)", "Zwei (in German)"]
    with translation.override("en"):
        sections = sections_of(items)
        web = render_to_string("events/newsletter_sections.html", {"sections": sections, "LANGUAGE_CODE": "en"})
    found = re.findall(r'<(h3|div)[^>]*?( lang="de")?>', web)
    german = ' lang="de"'
    assert found == [("h3", ""), ("div", german), ("h3", german), ("div", ""), ("h3", ""), ("div", "")]


def test_the_words_are_those_of_the_content_when_it_was_chosen():
    NewsFactory(slug="lang", teaser_de="", body_de=f"{'Wort ' * 200}\n\nZweiter Absatz", released_on=DAY)
    EventFactory(
        slug="treffen", starts_on=DAY, city="Berlin", summary_de="Worum es geht.\n\nMehr dazu.", title_en="Meeting"
    )
    issue = draft()
    composing.propose(issue, DAY)
    news, event = issue.items.all()
    assert news.text_de.endswith("Wort …")
    assert len(news.text_de) <= composing.LONGEST_OPENING + 2
    assert (event.text_de, event.when_de, event.when_en) == (
        "Worum es geht.",
        "4. Mai 2026, Berlin",
        "4 May 2026, Berlin",
    )


def test_choosing_is_for_the_office_and_for_drafts(office, ministry):
    NewsFactory(slug="neu", released_on=DAY)
    issue = draft()
    with pytest.raises(ActRefused):
        composing.choose(issue, ["news/neu"], actor=ministry, day=DAY)
    composing.choose(issue, ["news/neu", "news/gibt-es-nicht"], actor=office, day=DAY)
    composing.choose(issue, ["news/neu"], actor=office, day=DAY)
    assert issue.items.count() == 1
    with pytest.raises(ActRefused, match="schon freigegeben"):
        composing.choose(released(office), ["news/neu"], actor=office, day=DAY)


@pytest.mark.parametrize("count", [1, 3, 20])
def test_proposing_takes_a_fixed_number_of_queries(count, django_assert_num_queries):
    for _number in range(count):
        NewsFactory(released_on=DAY)
        EventFactory(starts_on=DAY)
    issue = draft()
    with django_assert_num_queries(6):
        assert len(composing.candidates(issue, DAY)) == 2 * count


# --- The mail --------------------------------------------------------------------


def pieces(issue):
    IssueItem.objects.create(
        issue=issue, position=2, kind="news", slug="neu", title_de="Neues", title_en="News", text_de="Ein **Satz**."
    )
    IssueItem.objects.create(
        issue=issue, position=1, title_de="Aufruf", text_de="Machen Sie mit.", link="https://a.example/"
    )
    return list(issue.items.all())


def test_a_mail_is_plain_text_with_its_readers_own_links(settings):
    settings.SITE_URL = "https://portal.example"
    issue = draft(intro_de="Es gibt [viel](https://b.example) Neues.")
    mail = mail_of(issue, pieces(issue), number=5, language="de")
    assert mail.subject == "Newsletter Nr. 5: Mai"
    body = mail.for_reader("abc")
    assert body.startswith(
        "Guten Tag,\n\nEs gibt viel (https://b.example) Neues.\n\n== Aus dem Programm ==\n\nAufruf\n"
    )
    assert "== Meldungen ==\n\nNeues\nEin Satz.\nhttps://portal.example/news/neu/\n" in body
    for address in ("newsletter/5/", "newsletter/preferences/abc/", "newsletter/unsubscribe/abc/", "imprint/"):
        assert f"https://portal.example/{address}\n" in body
    assert mail.mark not in body
    assert "abc" not in mail.body
    assert "\n\n\n" not in body


def test_the_english_mail_says_what_is_german():
    issue = draft(title_en="May & more")
    mail = mail_of(issue, pieces(issue), number=5, language="en")
    assert mail.subject.endswith("5: May & more")
    assert "\nNews (in German)\n" in mail.body
    assert "Aufruf (" in mail.body
    assert "/en/newsletter/5/" in mail.body


def test_a_mail_holds_the_readers_sections_only():
    issue = draft()
    mail = mail_of(issue, pieces(issue), number=5, language="de", kinds=["news"])
    assert "Neues" in mail.body
    assert "Aufruf" not in mail.body


def test_a_test_goes_to_the_person_who_asks_and_leads_to_nobodys_subscription(office, ministry):
    issue = draft()
    pieces(issue)
    ask = {"language": "de", "kinds": ["news"], "now": timezone.now()}
    with pytest.raises(ActRefused):
        composing.send_test(issue, actor=ministry, **ask)
    composing.send_test(issue, actor=office, **ask)
    message = OutboxMessage.objects.get()
    assert (message.to_user, message.unsubscribe_url) == (office, "")
    assert message.subject == "[Test] Newsletter Nr. 1: Mai"
    assert "/preferences/" not in message.body
    assert "/unsubscribe/" not in message.body


def test_topics_are_there_from_the_start():
    assert list(NewsletterTopic.objects.values_list("code", flat=True)) == ["programme", "events", "stories"]
