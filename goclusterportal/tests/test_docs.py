"""Docs are facts: what they name exists."""

import ast
import importlib
import re

import pytest
from django.apps import apps
from django.conf import settings
from django.utils import translation

from admissions import workflow
from admissions.models import Application
from notifications import outbox_states

ROW = re.compile(r"^\| (?P<rule>[^|]+) \| (?P<source>[^|]+) \| `(?P<function>[\w.]+)` \| `(?P<test>[\w./]+::\w+)` \|$")
DOCS = settings.BASE_DIR / "docs"
RULES = DOCS / "rules.md"
README = settings.BASE_DIR / "README.md"
OURS = ["programme", "accounts", "records", "notifications", "clusters", "labels", "events", "admissions"]
TEXTS = sorted([*settings.BASE_DIR.glob("*.md"), *DOCS.rglob("*.md")])


def name_of(path):
    return str(path.relative_to(settings.BASE_DIR))


def table(path, heading):
    """The cells of the rows of the first table below a heading, without its head and without back ticks."""
    after = path.read_text(encoding="utf-8").partition(f"\n{heading}\n")[2].splitlines()
    start = next(number for number, line in enumerate(after) if line.startswith("|---"))
    found = []
    for line in after[start + 1 :]:
        if not line.startswith("|"):
            break
        found.append([cell.strip().strip("`") for cell in line.strip("|").split("|")])
    return found


# --- Rules ---------------------------------------------------------------------


def rows():
    """The rows of all tables, without their heads."""
    lines = RULES.read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line.startswith("|") and not line.startswith(("| rule ", "|---"))]


def test_there_are_rules():
    assert len(rows()) > 40


@pytest.mark.parametrize("row", rows())
def test_every_rule_names_its_source_an_existing_function_and_an_existing_test(row):
    match = ROW.match(row)
    assert match, "a row is: rule, source, `function`, `test`"
    assert match["source"] in {"S", "E", "D"}

    module, _, function = match["function"].rpartition(".")
    assert callable(getattr(importlib.import_module(module), function))

    path, _, test = match["test"].partition("::")
    tree = ast.parse((settings.BASE_DIR / path).read_text(encoding="utf-8"))
    assert test in {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


# --- Words, states, roles --------------------------------------------------------


def test_the_glossary_has_every_model_under_its_german_name():
    # What simple-history makes of a model is no word of its own.
    models = {
        model._meta.label: model
        for app in OURS
        for model in apps.get_app_config(app).get_models()
        if not model.__name__.startswith("Historical")
    }
    glossary = table(DOCS / "glossary.md", "## Words with a model")
    assert sorted(row[0] for row in glossary) == sorted(models)
    assert {row[3] for row in glossary} <= {"S", "E", "D"}
    with translation.override("de"):
        german = {label: str(model._meta.verbose_name) for label, model in models.items()}
    # Rows that nobody reads have no German name.
    assert {row[0]: row[1] for row in glossary if row[1] != "–"} == {
        row[0]: german[row[0]] for row in glossary if row[1] != "–"
    }


def test_the_steps_of_an_application_are_those_of_the_workflow():
    written = {
        (before, act): (after, frozenset(by.split(", ")))
        for before, act, after, by in table(DOCS / "states.md", "## An application")
    }
    assert written == {
        (before.value, act.value): (after.value, frozenset(role.value for role in workflow.ROLES[act]))
        for (before, act), after in workflow.TRANSITIONS.items()
    }


def test_the_states_of_an_application_have_their_german_words():
    text = (DOCS / "states.md").read_text(encoding="utf-8")
    with translation.override("de"):
        for state, word in Application.State.choices:
            assert f"| `{state}` | {word} |" in text


def test_the_acts_on_a_message_are_those_of_the_outbox():
    written = {(before, act): after for before, act, after in table(DOCS / "states.md", "## A message in the outbox")}
    assert written == dict(outbox_states.TRANSITIONS)


# --- README, links, files ------------------------------------------------------------


def test_the_readme_names_every_variable_that_the_settings_read():
    source = (settings.BASE_DIR / "goclusterportal" / "settings.py").read_text(encoding="utf-8")
    read = set(re.findall(r'(?:env\.\w+|required|os\.environ\.get)\(\s*"([A-Z_]+)"', source))
    assert {row[0] for row in table(README, "## Configure")} == read


def test_the_readme_lists_the_log_ins_of_the_demo():
    demo = (settings.BASE_DIR / "goclusterportal" / "demo" / "people.py").read_text(encoding="utf-8")
    assert {row[0] for row in table(README, "## Run")} == set(re.findall(r'\("(\w+@demo\.example)", "', demo))


def test_the_readme_names_only_targets_that_make_knows():
    makefile = (settings.BASE_DIR / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z]+):", makefile, re.MULTILINE))
    named = set(re.findall(r"(?:^|`)make ([a-z]+)", README.read_text(encoding="utf-8"), re.MULTILINE))
    assert {"run", "test", "check", "bench", "soak", "setup"} <= named <= targets


@pytest.mark.parametrize("path", TEXTS, ids=name_of)
def test_links_lead_somewhere(path):
    text = path.read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)]+)\)", text):
        if not target.startswith(("http://", "https://", "mailto:", "#")):
            assert (path.parent / target.partition("#")[0]).exists(), target


@pytest.mark.parametrize("path", TEXTS, ids=name_of)
def test_files_in_back_ticks_exist(path):
    """What looks like a file or folder of ours is one. What is made (var/, .venv/) is left out."""
    top = {entry.name for entry in settings.BASE_DIR.iterdir() if entry.name not in {"var", ".venv", "node_modules"}}
    for named in re.findall(r"`([\w./-]+/[\w./-]*)`", path.read_text(encoding="utf-8")):
        if named.split("/")[0] in top:
            assert (settings.BASE_DIR / named).exists(), named


def test_every_function_that_states_are_derived_by_exists():
    for _of, _states, function in table(DOCS / "states.md", "## Derived states"):
        module, _, name = function.rpartition(".")
        assert callable(getattr(importlib.import_module(module), name))


def test_every_decision_has_its_parts_and_stands_in_the_list():
    records = sorted((DOCS / "decisions").glob("0*.md"))
    listed = re.findall(r"\]\((\d{4}-[\w-]+\.md)\)", (DOCS / "decisions" / "README.md").read_text(encoding="utf-8"))
    assert listed == [record.name for record in records]
    for record in records:
        headings = re.findall(r"^## (.+)$", record.read_text(encoding="utf-8"), re.MULTILINE)
        assert headings == ["Context", "Decision", "Consequences"], record.name


def test_pictures_are_shown_and_not_heavy():
    pictures = list((DOCS / "pictures").glob("*.png"))
    shown = set(re.findall(r"\((docs/pictures/[\w-]+\.png)\)", README.read_text(encoding="utf-8")))
    assert shown == {name_of(picture) for picture in pictures}
    assert sum(picture.stat().st_size for picture in pictures) < 2_500_000
