"""The site's search: what it finds, for whom, in which order, and how the words are marked."""

import datetime
import unicodedata

import pytest
from django.apps import apps
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from clusters.models import FormerName
from clusters.services.profile import save_cluster
from clusters.tests.factories import ClusterFactory, MembershipFactory
from events.models import Edition, Event, News, NewsletterIssue, Publication, Story
from goclusterportal.public.search.snippets import Piece, marked, snippet
from programme.folding import fold, search_terms, search_text
from programme.models import ContentPage, Land, TechnologyField

QUERIES = 11
QUERIES_WITHOUT_HIT = 18


def page(client, query, **more):
    response = client.get(reverse("public:search"), {"q": query, **more})
    assert response.status_code == 200
    return response


def titles(response):
    return ["".join(piece.text for piece in result.title) for result in response.context["results"]]


def cluster(name, **fields):
    made = ClusterFactory(name=name, profile_released=True, **fields)
    MembershipFactory(cluster=made)
    save_cluster(made, actor=None)
    return made


@pytest.fixture
def content(db, today):
    """One of each kind about the same thing, and the same again that nobody may see."""
    cluster("Öko-Wärme Köln", profile_de="Wir heizen mit **Abwärme** aus Mooren.")
    cluster("Moorverein", profile_de="Nichts")
    ClusterFactory(name="Moor, nicht freigegeben", search_text="moor", profile_released=False)
    later = today + datetime.timedelta(days=1)
    for released, word in [(today, "Moor"), (later, "Moor-Entwurf"), (None, "Moor-Papierkorb")]:
        slug = word.lower()
        Event.objects.create(
            slug=slug, kind="workshop", title_de=f"{word}werkstatt", starts_on=today, released_on=released
        )
        Edition.objects.create(
            slug=slug,
            name_de=f"{word}woche",
            intro_de="Sieben Tage.",
            starts_on=today,
            ends_on=today,
            released_on=released,
        )
        News.objects.create(slug=slug, title_de=f"{word}meldung", body_de="Text.", released_on=released)
        Story.objects.create(slug=slug, title_de=f"{word}erfolg", title_en="Bog success", released_on=released)
        Publication.objects.create(slug=slug, title_de=f"{word}bericht", released_on=released)
    ContentPage.objects.filter(key="imprint").update(title_de="Impressum")
    imprint = ContentPage.objects.get(key="imprint")
    imprint.body_de = "Zuständig für Moore ist niemand."
    imprint.save()


# --- What is found -----------------------------------------------------------


def test_everything_public_is_found_in_one_list_and_nothing_else(client, content):
    assert titles(page(client, "moor")) == [
        "Moorverein",
        "Moorwerkstatt",
        "Moorwoche",
        "Moormeldung",
        "Moorerfolg",
        "Moorbericht",
        "Öko-Wärme Köln",
        "Impressum",
    ]


def test_drafts_and_what_is_not_out_yet_are_not_even_suggested(client, content):
    for hidden in ("Entwurfmeldunk", "Papierkorbbericht", "freigegebn"):
        response = page(client, hidden)
        assert titles(response) == response.context["suggestions"] == []


def test_a_story_is_called_what_it_is_and_found_by_its_number(client, content, today):
    Story.objects.create(slug="nr", title_de="Leim", number=47, released_on=today)
    Story.objects.create(slug="rep", title_de="Rinde", kind="report", released_on=today)
    for query in ("ClusterERFOLG 47", "Nr. 47", "Leim"):
        response = page(client, query)
        assert titles(response) == ["Leim"]
        assert [result.name for result in response.context["results"]] == ["ClusterERFOLG Nr. 47"]
    assert "Clusterreportage" in page(client, "Rinde").content.decode()
    assert [result.name for result in page(client, "Rinde").context["results"]] == ["Clusterreportage"]


def test_issues_of_the_newsletter_are_found_by_their_pieces(client, world):
    NewsletterIssue.objects.filter(pk=world.draft_issue.pk).update(title_de="Geheimausgabe")
    [result] = page(client, "mitmachen", kind="newsletters").context["results"] or [None]
    assert result is None
    [result] = page(client, "aufruf", kind="newsletters").context["results"]
    assert (result.name, result.address) == ("Newsletter Nr. 1", "/newsletter/1/")
    assert titles(page(client, "Geheimausgabe")) == []


def test_an_event_that_is_called_off_says_so(client, content, today):
    Event.objects.filter(slug="moor").update(cancelled_on=today)
    for address in (reverse("public:search") + "?q=moorwerkstatt", "/"):
        assert "abgesagt" in client.get(address).content.decode()


@pytest.mark.parametrize("query", ["Öko", "oeko", "oko", "ÖKO-WÄRME", "oekowarme köln", "waerme koeln", "köln wärme"])
def test_spellings_of_umlauts_and_the_order_of_words_do_not_matter(client, content, query):
    expected = [] if query == "oekowarme köln" else ["Öko-Wärme Köln"]
    assert titles(page(client, query)) == expected


def test_all_words_must_stand_in_one_object(client, content):
    assert titles(page(client, "moor köln")) == ["Öko-Wärme Köln"]
    assert titles(page(client, "werkstatt köln")) == []


def test_german_and_english_texts_are_found_on_both_pages(client, content):
    assert titles(page(client, "bog")) == ["Moorerfolg"]
    english = client.get("/en/search/", {"q": "moorerfolg"})
    assert titles(english) == ["Bog success"]


def test_a_german_text_on_an_english_page_says_so(client, content):
    body = client.get("/en/search/", {"q": "moorwerkstatt"}).content.decode()
    assert '<a href="/en/events/moor/" lang="de">' in body


def test_chips_count_each_kind_and_narrow_the_list(client, content):
    response = page(client, "moor", kind="news")
    assert titles(response) == ["Moormeldung"]
    assert {str(chip["label"]): chip["count"] for chip in response.context["chips"]} == {
        "Alle Treffer": 8,
        "Cluster": 2,
        "Veranstaltungen": 1,
        "Clusterwochen": 1,
        "Meldungen": 1,
        "ClusterERFOLGE": 1,
        "Publikationen": 1,
        "Seiten": 1,
    }
    assert [str(chip["label"]) for chip in response.context["chips"] if chip["current"]] == ["Meldungen"]


def test_no_hit_in_a_kind_leads_to_the_others(client, content):
    response = page(client, "köln", kind="news")
    assert "in anderen schon" in response.content.decode()
    assert response.context["chips"][0]["count"] == 1


def test_a_typing_error_is_forgiven(client, content):
    response = page(client, "Moorwerkstat")
    assert titles(response) == ["Moorwerkstatt"]
    response = page(client, "Morwerkstaat")
    assert response.context["suggestions"] == ["Moorwerkstatt"]
    assert '<a href="?q=Moorwerkstatt">Moorwerkstatt</a>' in response.content.decode()


def test_every_hit_leads_to_a_page(client, content):
    for result in page(client, "moor").context["results"]:
        assert client.get(result.address).status_code == 200, result.address


@pytest.mark.parametrize("text", ["origin_de", "aims_en", "successes_de"])
def test_a_hit_shows_the_words_wherever_they_stand(client, db, text):
    cluster("Torfverein", profile_de="Nichts davon.", **{text: "Aus den Mooren."})
    (result,) = page(client, "mooren").context["results"]
    assert [piece.text for piece in result.text if piece.found] == ["Mooren"]


def test_a_former_name_is_named(client, db, today):
    made = cluster("Torfverein", city="Ulm")
    FormerName.objects.create(
        cluster=made,
        name="Moorverein",
        until=today - datetime.timedelta(days=9),
        search_text=search_text("Moorverein"),
        recorded_on=today,
    )
    assert [result.note for result in page(client, "moor").context["results"]] == ["Ulm, Früher: Moorverein"]
    assert [result.note for result in page(client, "torf").context["results"]] == ["Ulm"]


@pytest.mark.parametrize("model", [Land, TechnologyField])
def test_a_cluster_is_found_by_the_new_name_of_its_land_and_field(client, office, model):
    named = model.objects.first()
    made = cluster("Torfverein")
    (made.laender if model is Land else made.fields).set([named])
    save_cluster(made)
    former = named.name_de
    client.force_login(office)
    name = model._meta.model_name
    code = {} if model is Land else {"code": named.code}
    data = {"name_de": "Moorland", "name_en": "Bogland"} | code
    client.post(reverse(f"admin:programme_{name}_change", args=[named.pk]), data)
    client.logout()
    assert titles(page(client, "bogland")) == ["Torfverein"]
    assert titles(page(client, former)) == []


def test_a_publication_leads_to_its_page(client, world):
    [result] = page(client, "Bericht", kind="publications").context["results"]
    assert result.address == reverse("events:publication", args=["bericht"])


# --- What is typed -----------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "error"),
    [("!?", "mindestens einen Buchstaben"), ("x" * 201, "höchstens 200"), ("a\0b", "Null"), ("", "")],
)
def test_what_cannot_be_searched_is_said_at_its_field(client, content, query, error):
    response = page(client, query)
    errors = response.context["form"].errors.get("q", [])
    assert error in " ".join(errors)
    assert bool(errors) is bool(error)
    assert "results" not in response.context


@pytest.mark.parametrize("more", [{"kind": "nichts"}, {"page": "999"}, {"page": "x"}, {"kind": "\0"}, {"page": "-1"}])
def test_a_strange_address_still_answers(client, content, more):
    assert len(titles(page(client, "moor", **more))) == 8


def test_what_is_typed_is_never_markup(client, content):
    body = page(client, "<script>alert(1)</script>").content.decode()
    assert "<script>alert" not in body
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in body


def test_long_lists_have_pages_that_keep_the_query(client, content, today):
    for number in range(45):
        News.objects.create(slug=f"n{number}", title_de=f"Moor {number:02}", released_on=today)
    response = page(client, "moor", kind="news", page=2)
    assert len(titles(response)) == 20
    assert "?q=moor&amp;kind=news&amp;page=3" in response.content.decode()


def test_search_pages_stay_out_of_search_engines_and_of_the_cache(client, content, django_capture_on_commit_callbacks):
    response = page(client, "moor")
    assert 'name="robots" content="noindex' in response.content.decode()
    assert not response.cookies
    News.objects.filter(title_de="Moormeldung").update(released_on=None)
    assert "Moormeldung" not in titles(page(client, "moor"))


# --- How many queries --------------------------------------------------------


@pytest.mark.parametrize("rows", [1, 3, 60])
def test_the_number_of_queries_is_fixed(client, content, today, rows, django_assert_num_queries):
    for number in range(rows):
        News.objects.create(slug=f"n{number}", title_de=f"Moor {number}", released_on=today)
        cluster(f"Moor {number}")
    client.get("/")
    with django_assert_num_queries(QUERIES):
        page(client, "moor", kind="news")
    with django_assert_num_queries(QUERIES_WITHOUT_HIT):
        page(client, "gibtesnicht")


# --- What is stored ----------------------------------------------------------


def test_saving_keeps_the_searched_text_true(db, today):
    news = News.objects.create(slug="a", title_de="Alt", released_on=today)
    news.title_de = "Ärger"
    news.save(update_fields=["title_de"])
    assert News.objects.get().search_text == "aerger\narger"
    News.objects.bulk_create([News(slug="b", title_de="Bündel")])
    assert News.objects.get(slug="b").search_text == "buendel\nbundel"


def test_saving_something_else_leaves_the_searched_text(db, today):
    news = News.objects.create(slug="a", title_de="Alt")
    news.title_de, news.released_on = "Nicht gespeichert", today
    news.save(update_fields=["released_on"])
    assert News.objects.get().search_text == "alt"


def test_rows_of_before_are_filled_after_the_next_migrate(db, today):
    News.objects.create(slug="a", title_de="Früher")
    News.objects.update(search_text="")
    Edition.objects.create(slug="a", name_de="Frühlingswoche", starts_on=today, ends_on=today)
    Edition.objects.update(search_text="")
    ContentPage.objects.update(search_text="")
    for app in ("events", "programme"):
        apps.get_app_config(app).load_defaults()
    assert News.objects.get().search_text == "frueher\nfruher"
    assert Edition.objects.get().search_text == "fruehlingswoche\nfruhlingswoche"
    assert not ContentPage.objects.filter(search_text="").exists()


# --- Marks -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "query", "expected"),
    [
        ("Bäder in Köln", "baeder koln", "[Bäder] in [Köln]"),
        ("Straße", "strasse", "[Straße]"),
        ("Straße", "ss", "Stra[ß]e"),
        ("MoWiN.net", "mowinnet", "[MoWiN.net]"),
        ("aba aba", "ab", "[ab]a [ab]a"),
        ("abc", "ab bc", "[abc]"),
        ("nichts", "alles", "nichts"),
        ("Cafe\u0301", "café", "[Café]"),
    ],
)
def test_words_are_marked_as_they_are_written(text, query, expected):
    pieces = marked(text, search_terms(query))
    assert "".join(f"[{piece.text}]" if piece.found else piece.text for piece in pieces) == expected


def test_a_snippet_stands_around_the_first_word_and_is_cut_between_words():
    text = "Anfang " + "lang " * 100 + "Moor " + "weiter " * 100 + "Ende"
    pieces = snippet(text, ["moor"])
    joined = "".join(piece.text for piece in pieces)
    assert joined.startswith("… lang ")
    assert joined.endswith("weiter …")
    assert Piece("Moor", found=True) in pieces
    assert len(joined) < 300
    assert "".join(piece.text for piece in snippet("Kurzer Text.", ["moor"])) == "Kurzer Text."


@given(st.text(max_size=80), st.text(max_size=12))
def test_marks_lose_no_letter_and_mark_what_was_asked_for(text, query):
    terms = search_terms(query)
    pieces = marked(text, terms)
    assert "".join(piece.text for piece in pieces) == unicodedata.normalize("NFC", text)
    for piece in pieces:
        if piece.found:
            either = {fold(piece.text).replace(" ", ""), fold(piece.text, two_letters=False).replace(" ", "")}
            assert any(term in one for term in terms for one in either)
