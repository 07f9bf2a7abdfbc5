"""The crispy pack, the shared parts, and the filters for days and numbers."""

import datetime
from decimal import Decimal
from types import SimpleNamespace

import pytest
import time_machine
from crispy_forms.layout import HTML, Div, Fieldset, Layout, Row, Submit
from crispy_forms.utils import render_crispy_form
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.paginator import Paginator
from django.template import Context, Template
from django.test import RequestFactory
from django.urls import reverse
from django.utils import translation
from django.utils.safestring import mark_safe

from goclusterportal.context import FOOTER_NAVIGATION, MAIN_NAVIGATION
from programme.forms import PortalForm
from programme.templatetags import portal
from programme.templatetags.portal_admin import boolean_words


class SampleForm(PortalForm):
    name = forms.CharField(label="Name", help_text="Wie im Register")
    day = forms.DateField(label="Tag", required=False)
    at = forms.DateTimeField(label="Zeitpunkt", required=False)
    land = forms.ChoiceField(label="Land", choices=[("", "Bitte wählen"), ("DE-BY", "Bayern")], required=False)
    kind = forms.ChoiceField(label="Art", choices=[("a", "Verein"), ("b", "GmbH")], widget=forms.RadioSelect)
    text = forms.CharField(label="Text", widget=forms.Textarea, required=False)
    file = forms.FileField(label="Datei", required=False)
    agreed = forms.BooleanField(label="Einverstanden")


def render(source, /, **context):
    return Template("{% load portal portal_admin crispy_forms_tags %}" + source).render(Context(context))


def crispy(form):
    return render("{{ form|crispy }}", form=form)


# --- The crispy pack -----------------------------------------------------------------------------------------------


def test_each_field_has_its_label_and_a_required_one_says_so():
    html = crispy(SampleForm())
    for name in ("name", "day", "at", "land", "text", "file", "agreed"):
        assert f'for="id_{name}"' in html
        assert f'id="id_{name}"' in html
    assert html.count("(Pflichtfeld)") == 3
    assert " required" not in html


def test_a_hint_describes_its_field():
    html = crispy(SampleForm())
    assert '<div class="kern-hint" id="id_name_helptext">Wie im Register</div>' in html
    assert 'aria-describedby="id_name_helptext"' in html


def test_choices_stand_in_a_fieldset_with_legend():
    html = crispy(SampleForm())
    assert '<fieldset class="kern-fieldset" id="id_kind">' in html
    assert '<legend class="kern-label">Art' in html
    assert '<label class="kern-label" for="id_kind_0">Verein</label>' in html
    assert html.count('class="kern-form-check__radio"') == 2


def test_days_and_times_are_native_and_iso():
    with translation.override("de"):
        html = crispy(
            SampleForm(
                initial={
                    "day": datetime.date(2026, 12, 4),
                    "at": datetime.datetime(2026, 12, 4, 9, 5, tzinfo=datetime.UTC),
                }
            )
        )
    assert '<input type="date" name="day" value="2026-12-04"' in html
    assert '<input type="datetime-local" name="at" value="2026-12-04T10:05"' in html


def test_what_the_native_fields_send_is_understood():
    form = SampleForm({"name": "x", "day": "2026-12-04", "at": "2026-12-04T10:05", "kind": "a", "agreed": "on"})
    assert form.is_valid(), form.errors
    assert form.cleaned_data["day"] == datetime.date(2026, 12, 4)
    assert form.cleaned_data["at"] == datetime.datetime(2026, 12, 4, 9, 5, tzinfo=datetime.UTC)


def test_errors_stand_at_the_field_and_on_top_with_a_link():
    html = crispy(SampleForm({"name": "", "kind": "a", "agreed": "on"}))
    assert '<div class="kern-error" id="id_name_error">' in html
    assert 'aria-describedby="id_name_helptext id_name_error"' in html
    assert 'aria-invalid="true"' in html
    assert 'id="error-summary"' in html
    assert '<a href="#id_name">' in html


def test_an_error_of_choices_links_to_the_fieldset():
    html = crispy(SampleForm({"name": "x", "agreed": "on"}))
    assert '<a href="#id_kind">' in html
    assert '<fieldset class="kern-fieldset kern-fieldset--error" id="id_kind" aria-describedby="id_kind_error"' in html


def test_a_refusal_without_field_stands_on_top():
    form = SampleForm({"name": "x", "kind": "a", "agreed": "on"})
    form.add_error(None, "Die Frist ist abgelaufen.")
    assert "<li>Die Frist ist abgelaufen.</li>" in crispy(form)


def test_what_was_typed_is_kept_and_escaped():
    html = crispy(SampleForm({"name": '"><script>', "text": "</textarea>"}))
    assert "<script>" not in html
    assert "&quot;&gt;&lt;script&gt;" in html
    assert "&lt;/textarea&gt;" in html


def test_a_layout_is_drawn_and_the_page_keeps_form_and_token():
    form = SampleForm()
    form.helper.layout = Layout(
        Fieldset("Person", Row("name", "day")), Div("land", HTML("<hr>")), "kind", Submit("save", "Speichern")
    )
    html = render_crispy_form(form)
    assert "<legend>Person</legend>" in html
    assert 'class="portal-row-fields"' in html
    assert '<button type="submit" name="save" value="Speichern"' in html
    assert "<form" not in html
    assert "csrf" not in html


def test_a_formset_keeps_its_management_form_and_sums_up_errors():
    Set = forms.formset_factory(SampleForm, extra=0, min_num=1, validate_min=True)  # noqa: N806
    html = crispy(Set({"form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "0", "form-0-name": ""}))
    assert 'name="form-TOTAL_FORMS"' in html
    assert '<a href="#id_form-0-name">' in html


def test_a_stored_file_is_named():
    class Upload(PortalForm):
        file = forms.FileField(required=False)

    html = crispy(Upload(initial={"file": SimpleUploadedFile("satzung.pdf", b"x")}))
    assert "satzung.pdf" in html


def test_a_label_in_a_table_is_for_screen_readers_only():
    html = render("{% portal_field form.name label_hidden=True %}", form=SampleForm())
    assert '<label class="portal-sr-only" for="id_name">Name' in html


# --- Days, numbers, texts ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("language", "expected"), [("de", "4. Dezember 2026"), ("en", "4 December 2026")])
def test_a_day_as_people_write_it(language, expected):
    with translation.override(language):
        assert portal.german_date(datetime.date(2026, 12, 4)) == expected
        assert portal.german_date(datetime.datetime(2026, 12, 3, 23, 30, tzinfo=datetime.UTC)) == expected
        assert portal.german_date(None) == ""


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ((2026, 11, 20), "vor 2 Tagen, 20. November 2026"),
        ((2026, 11, 21), "gestern, 21. November 2026"),
        ((2026, 11, 22), "heute, 22. November 2026"),
        ((2026, 11, 23), "morgen, 23. November 2026"),
        ((2026, 12, 4), "in 12 Tagen, 4. Dezember 2026"),
    ],
)
def test_how_far_a_day_is(day, expected):
    # Half past midnight in Berlin: the day there counts, not the one in UTC.
    with time_machine.travel(datetime.datetime(2026, 11, 21, 23, 30, tzinfo=datetime.UTC)), translation.override("de"):
        assert portal.in_words(datetime.date(*day)) == expected


@pytest.mark.parametrize(
    ("value", "places", "expected"),
    [
        (0, None, "0"),
        (999, None, "999"),
        (1234567, None, "1\u202f234\u202f567"),
        (-1500, None, "\u22121\u202f500"),
        (Decimal("2250.5"), 2, "2\u202f250,50"),
        (1.25, None, "1,25"),
        (None, None, ""),
    ],
)
def test_numbers(value, places, expected):
    with translation.override("de"):
        assert portal.number(value, places) == expected


def test_amounts():
    with translation.override("de"):
        assert portal.euro(Decimal("2250")) == "2\u202f250,00\u00a0€"


@pytest.mark.parametrize(
    ("language", "name_en", "expected"),
    [
        ("de", "Bavaria", "Bayern"),
        ("en", "Bavaria", "Bavaria"),
        ("en", "", '<span lang="de">Bayern</span>'),
    ],
)
def test_a_german_fallback_is_marked(language, name_en, expected):
    with translation.override(language):
        land = SimpleNamespace(name_de="Bayern", name_en=name_en)
        assert render('{% tr land "name" %}', land=land) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("# A\n\n## B", "<h2>A</h2>\n<h3>B</h3>\n"),
        ("### A", "<h2>A</h2>\n"),
        ("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
        ("[x](javascript:alert(1))", "<p>[x](javascript:alert(1))</p>\n"),
        ("![x](https://example.org/x.png)", "<p></p>\n"),
    ],
)
def test_markdown_is_safe_and_stands_below_the_title(text, expected):
    assert expected in portal.markdown(text)


def test_a_link_in_markdown_keeps_its_address():
    assert '<a href="https://example.org" rel="noopener">x</a>' in portal.markdown("[x](https://example.org)")


@pytest.mark.parametrize(
    ("pages", "page", "expected"),
    [
        (1, 1, [1]),
        (3, 2, [1, 2, 3]),
        (20, 1, [1, 2, None, 20]),
        (20, 10, [1, None, 9, 10, 11, None, 20]),
    ],
)
def test_which_pages_are_offered(pages, page, expected):
    assert portal.page_numbers(Paginator(range(pages * 5), 5).page(page)) == expected


def test_the_address_of_a_page_keeps_the_other_parameters():
    request = RequestFactory().get("/clusters/", {"q": "Optik", "page": "3"})
    assert render("{% page_address 4 %}", request=request) == "?q=Optik&amp;page=4"
    assert render("{% page_address 1 %}", request=request) == "?q=Optik"
    assert render("{% page_address 1 %}", request=RequestFactory().get("/clusters/?page=2")) == "/clusters/"


def test_pictures_of_truth_become_words():
    picture = mark_safe('<td><img src="/static/admin/img/icon-yes.svg" alt="True"></td>')
    with translation.override("de"):
        assert boolean_words(picture) == "<td>Ja</td>"
    assert boolean_words('<img src="icon-yes.svg" alt="True">') == '<img src="icon-yes.svg" alt="True">'


# --- Parts ---------------------------------------------------------------------------------------------------------


def part(name, /, **context):
    return render(f'{{% include "components/{name}.html" %}}', **context)


def test_the_present_step_is_marked_and_dated():
    html = part(
        "stepper",
        steps=[
            {"label": "Entwurf", "state": "done", "day": datetime.date(2026, 1, 2)},
            {"label": "Eingereicht", "state": "present", "day": datetime.date(2026, 2, 3)},
            {"label": "Entscheidung", "state": "ahead"},
        ],
    )
    assert html.count('aria-current="step"') == 1
    assert "3. Februar 2026" in html


def test_the_box_has_one_primary_act():
    html = part(
        "todo_box",
        text="Zwei Unterlagen fehlen.",
        primary={"label": "Nachreichen", "url": "/a/"},
        acts=[{"label": "Zurückziehen", "url": "/b/", "danger": True}],
    )
    assert html.count("kern-btn--primary") == 1
    assert "portal-todo__act--danger" in html


def test_a_row_names_what_its_button_is_about():
    html = part("worklist", rows=[{"title": "A-2026-0001", "url": "/a/", "act": {"label": "Prüfen", "url": "/b/"}}])
    assert '<span class="portal-sr-only">: A-2026-0001</span>' in html


def test_an_empty_list_says_what_to_do():
    html = part("worklist", rows=[], empty_title="Nichts zu tun", empty_text="Warten Sie.")
    assert "Nichts zu tun" in html
    assert "<ul" not in html


# --- The frame -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", [name for name, label in MAIN_NAVIGATION + FOOTER_NAVIGATION])
def test_every_entry_of_the_navigation_has_a_page(name):
    assert reverse(name)


@pytest.mark.django_db
def test_a_visitor_sees_the_frame_without_a_session(client):
    answer = client.get("/imprint/")
    html = answer.content.decode()
    assert '<html lang="de">' in html
    assert 'href="/en/imprint/" lang="en" hreflang="en"' in html
    assert '<link rel="alternate" hreflang="en" href=' in html
    assert html.count("<h1") == 1
    assert "csrfmiddlewaretoken" not in html
    assert not answer.cookies


@pytest.mark.django_db
def test_signing_out_is_a_post(client, outsider):
    client.force_login(outsider)
    html = client.get("/imprint/").content.decode()
    assert '<form method="post" action="/accounts/logout/">' in html
    assert "Mein Bereich" in html
    assert "Verwaltung" not in html


@pytest.mark.django_db
@pytest.mark.parametrize(("address", "language"), [("/no-such-page/", "de"), ("/en/no-such-page/", "en")])
def test_a_missing_page_stands_in_the_frame(client, address, language):
    answer = client.get(address)
    assert answer.status_code == 404
    assert f'<html lang="{language}">' in answer.content.decode()
