"""The check of the English catalogue finds what it is for."""

import gettext

import pytest
from babel.messages.catalog import Message

from scripts import translations

HEADER = """msgid ""
msgstr ""
"Language: en\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

"""


@pytest.mark.parametrize(
    ("known", "problem"),
    [
        (Message("Hallo %(name)s", "Hello %(name)s"), []),
        (None, ["not in the catalogue (run `make messages`)"]),
        (Message("Hallo %(name)s", ""), ["no English"]),
        (Message("Hallo %(name)s", "Hello %(name)s", flags=["fuzzy"]), ["fuzzy"]),
        (Message("Hallo %(name)s", "Hello"), ["missing placeholder ['name']"]),
        (
            Message("Hallo %(name)s", "Hello %(nam)s"),
            ["unknown placeholder ['nam']", "missing placeholder ['name']"],
        ),
    ],
)
def test_problems_of_a_text(known, problem):
    assert list(translations.problems_of(Message("Hallo %(name)s"), known)) == problem


@pytest.mark.parametrize(
    ("english", "problem"),
    [
        (("One day", "%(count)s days"), []),
        (("%(count)s day", "%(count)s days"), []),
        (("One day", ""), ["a plural form has no English"]),
        (("One day", "Several days"), ["missing placeholder ['count']"]),
    ],
)
def test_problems_of_a_plural(english, problem):
    german = ("%(count)s Tag", "%(count)s Tage")
    assert list(translations.problems_of(Message(german), Message(german, english))) == problem


def test_a_missing_plural_form_is_found():
    german = ("%(count)s Tag", "%(count)s Tage")
    assert list(translations.problems_of(Message(german), Message(german, "days"))) == ["a plural form has no English"]


def test_texts_are_found_in_python_and_templates(tmp_path, monkeypatch):
    (tmp_path / "app").mkdir()
    (tmp_path / "app" / "models.py").write_text(
        "name = _('Größe')\n"
        "days = ngettext_lazy('%(n)s Tag', '%(n)s Tage', 'n')\n"
        "month = pgettext('Monat', 'Mai')\n"
        "other = call('kein Text')\n",
        encoding="utf-8",
    )
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "page.html").write_text(
        "{% load i18n %}\n<p title=\"it's\">{% translate 'Guten Tag' %}</p>\n"
        "    {% blocktranslate count n=days %}{{ n }} Frist{% plural %}{{ n }} Fristen{% endblocktranslate %}\n"
        "  {% translate 'Seite' context 'Druck' as page %}{{ value|default:_('ohne') }}\n",
        encoding="utf-8",
    )
    files = [tmp_path / "app" / "models.py", tmp_path / "templates" / "page.html"]
    monkeypatch.setattr(translations, "BASE_DIR", tmp_path)
    monkeypatch.setattr(translations, "source_files", lambda: files)
    found = {(message.id, message.context) for message in translations.source_texts() if message.id}
    assert found == {
        ("Größe", None),
        (("%(n)s Tag", "%(n)s Tage"), None),
        ("Mai", "Monat"),
        ("Guten Tag", None),
        (("%(n)s Frist", "%(n)s Fristen"), None),
        ("Seite", "Druck"),
        ("ohne", None),
    }


def test_update_keeps_the_english_and_drops_what_is_gone(tmp_path, monkeypatch, capsys):
    source = tmp_path / "models.py"
    source.write_text("a = _('Neu')\nb = _('Bekannt')\n", encoding="utf-8")
    catalogue = tmp_path / "django.po"
    catalogue.write_text(HEADER + 'msgid "Bekannt"\nmsgstr "Known"\n\nmsgid "Weg"\nmsgstr "Gone"\n', encoding="utf-8")
    monkeypatch.setattr(translations, "BASE_DIR", tmp_path)
    monkeypatch.setattr(translations, "CATALOGUE", catalogue)
    monkeypatch.setattr(translations, "source_files", lambda: [source])

    assert translations.main(["update"]) == 0
    assert "2 texts, 1 new, 1 gone, 1 without English" in capsys.readouterr().out
    text = catalogue.read_text(encoding="utf-8")
    assert 'msgid "Bekannt"\nmsgstr "Known"' in text
    assert "Weg" not in text
    assert "fuzzy" not in text

    assert translations.main(["check"]) == 1
    assert "no English: 'Neu'" in capsys.readouterr().out
    catalogue.write_text(text.replace('msgid "Neu"\nmsgstr ""', 'msgid "Neu"\nmsgstr "New"'), encoding="utf-8")
    assert translations.main(["check"]) == 0


def test_compiled_catalogue_is_read_by_gettext(tmp_path):
    catalogue = tmp_path / "django.po"
    catalogue.write_text(
        HEADER + 'msgid "%(n)s Tag"\nmsgid_plural "%(n)s Tage"\nmsgstr[0] "%(n)s day"\nmsgstr[1] "%(n)s days"\n',
        encoding="utf-8",
    )
    assert translations.main(["compile", str(catalogue)]) == 0
    with (tmp_path / "django.mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    assert [compiled.ngettext("%(n)s Tag", "%(n)s Tage", n) for n in (1, 2, 0)] == [
        "%(n)s day",
        "%(n)s days",
        "%(n)s days",
    ]


def test_wrong_plural_rule_is_refused(tmp_path, capsys):
    catalogue = tmp_path / "django.po"
    catalogue.write_text(HEADER.replace("n != 1", "n > 1"), encoding="utf-8")
    assert translations.main(["compile", str(catalogue)]) == 1
    assert "Plural-Forms" in capsys.readouterr().out
