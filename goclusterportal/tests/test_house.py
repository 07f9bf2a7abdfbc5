"""The rules of the house that no linter knows (STYLE)."""

import ast
import subprocess
from pathlib import Path

import pytest
from django.conf import settings

RULES = {
    "admissions/differences",
    "admissions/scoring",
    "admissions/workflow",
    "clusters/lifecycle",
    "events/seats",
    "events/newsletter_rules",
    "events/plaintext",
    "labels/validity",
    "notifications/ladder",
    "programme/review",
}
IMPURE = ("django.db", "django.http", "django.utils.timezone", "django.conf", "celery", "random", "time")


def rule_files():
    for rule in sorted(RULES):
        module = settings.BASE_DIR / f"{rule}.py"
        files = [module] if module.exists() else sorted((settings.BASE_DIR / rule).glob("*.py"))
        assert files, f"no rule module {rule}"
        yield from (file.relative_to(settings.BASE_DIR).as_posix() for file in files)


def imported_names(tree):
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


@pytest.mark.parametrize("name", list(rule_files()))
def test_rules_are_pure(name):
    """No query, no request, no clock, and nothing of our own that has one."""
    tree = ast.parse((settings.BASE_DIR / name).read_text(encoding="utf-8"))
    imports = set(imported_names(tree))
    assert not {found for found in imports if found.startswith(IMPURE)}
    assert not {found for found in imports if any(part in found.split(".") for part in ("models", "services"))}
    clocks = {"today", "now", "localdate", "localtime"}
    calls = {
        node.func.attr for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    }
    assert not calls & clocks


def our_files(*patterns):
    listing = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", *patterns],
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=False,
    )
    if listing.returncode:
        pytest.skip("not a git checkout")
    return [Path(name) for name in listing.stdout.splitlines() if (settings.BASE_DIR / name).is_file()]


def test_every_test_folder_is_a_package():
    folders = {path.parent for path in our_files("*/test_*.py")}
    assert not {folder for folder in folders if not (settings.BASE_DIR / folder / "__init__.py").exists()}


def test_files_are_named_by_their_subject():
    nothing_in_particular = {"utils", "common", "core", "helpers", "misc"}
    assert not [path for path in our_files("*.py") if nothing_in_particular & {path.stem, *path.parts}]


def test_files_have_one_subject():
    """Python near 400 lines is due to be split."""
    long = {
        path.as_posix(): lines
        for path in our_files("*.py")
        if "migrations" not in path.parts
        and (lines := len((settings.BASE_DIR / path).read_text(encoding="utf-8").splitlines())) > 400
    }
    assert not long


def test_templates_hold_no_inline_script_or_style():
    """The Content-Security-Policy refuses them."""
    found = []
    for path in our_files("*.html"):
        text = (settings.BASE_DIR / path).read_text(encoding="utf-8")
        for needle in (' style="', "<style", "javascript:", ' onclick="', ' onchange="', ' onsubmit="', ' onload="'):
            if needle in text:
                found.append((path.as_posix(), needle))
        tags = [part.split(">")[0] for part in text.split("<script")[1:]]
        found += [(path.as_posix(), f"<script{tag}>") for tag in tags if "src=" not in tag]
    assert not found
