"""The W3C checker (vnu-jar) finds no error on any page a visitor can open, in both languages.

All pages go into one run of the checker. It comes with `make quality-tools`; without it, or without Java, the test is
skipped, and the summary of the run says so.
"""

import pytest
from django.test import Client

from .furnished import furnish
from .public_pages import LANGUAGES, in_language, public_forms, public_pages
from .w3c import NO_CHECKER, judge, told

needs_checker = pytest.mark.skipif(bool(NO_CHECKER), reason=NO_CHECKER)


@pytest.mark.w3c
@needs_checker
def test_the_checker_finds_a_mistake(tmp_path):
    """A checker that finds nothing in a faulty page proves nothing about ours."""
    (tmp_path / "faulty.html").write_text("<!DOCTYPE html><title>x</title><p><ul id=a></ul><b id=a hx-get='/'>")
    kinds = {message["type"] for message in judge(tmp_path)}
    assert "error" in kinds


@pytest.mark.w3c
@needs_checker
def test_no_public_page_has_an_error(world, tmp_path, record_property):
    furnish(world)
    client = Client()
    paths = {}
    for language in LANGUAGES:
        for path in public_pages(world):
            keep(client.get(in_language(path, language)), in_language(path, language), tmp_path, paths)
        for path in public_forms(world):
            keep(client.post(in_language(path, language)), f"POST {in_language(path, language)}", tmp_path, paths)
    assert len(paths) > 80
    messages = judge(tmp_path)
    errors = [one for one in messages if one["type"] != "info"]
    warnings = told([one for one in messages if one not in errors], paths)
    record_property("warnings", warnings)
    print("\n".join(["Warnings of the W3C checker:", *warnings]))  # noqa: T201 (shown with -s)
    assert not errors, "\n" + "\n".join(told(errors, paths))


def keep(answer, path, folder, paths):
    assert answer.status_code in (200, 404), path
    assert answer["Content-Type"].startswith("text/html"), path
    name = f"{len(paths):03}.html"
    (folder / name).write_bytes(answer.content)
    paths[name] = path
