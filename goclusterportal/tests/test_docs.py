"""Docs are facts: what they name exists."""

import ast
import importlib
import re

import pytest
from django.conf import settings

ROW = re.compile(r"^\| (?P<rule>[^|]+) \| (?P<source>[^|]+) \| `(?P<function>[\w.]+)` \| `(?P<test>[\w./]+::\w+)` \|$")
RULES = settings.BASE_DIR / "docs" / "rules.md"


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
    assert test in {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
