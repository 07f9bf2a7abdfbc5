"""A manager writes a story, the office edits and releases it, a visitor reads it in both languages."""

import pytest
from django.urls import reverse

from events.models import Story
from goclusterportal.tests.browsing import Person
from goclusterportal.tests.world_content import picture_upload

pytestmark = pytest.mark.django_db(transaction=True)

PICTURE = {"name": "bild.png", "mimeType": "image/png"}


@pytest.mark.parametrize("options", [{}, {"java_script_enabled": False}], ids=["with script", "without script"])
def test_from_the_manager_to_the_visitor(live_page, member_cluster, manager, office, today, options):
    picture = {**PICTURE, "buffer": picture_upload().read()}
    author = Person(live_page(manager, **options))
    author.open(reverse("public:own", args=[member_cluster.slug])).press("Beiträge")
    author.press("ClusterERFOLG schreiben")
    author.page.locator("[name=title_de]").fill("Leim aus Rinde")
    author.page.locator("[name=body_de]").fill("Ein **klebriger** Erfolg.")
    if not options:
        author.page.locator("[data-markdown-preview] strong", has_text="klebriger").wait_for()
    author.page.locator("[name=upload]").set_input_files(picture)
    author.press("Speichern und ansehen").sees("Bitte beschreiben Sie, was auf dem Bild zu sehen ist.")
    author.page.locator("[name=upload]").set_input_files(picture)
    author.page.locator("[name=alt_de]").fill("Ein blaues Feld")
    author.press("Speichern und ansehen").sees("Ein klebriger Erfolg.")
    assert author.page.locator("figure img[alt='Ein blaues Feld']").evaluate("image => image.decode().then(() => true)")
    author.press("Beim Programmbüro einreichen").sees("eingereicht")

    story = Story.objects.get()
    editor = Person(live_page(office, **options))
    editor.open(reverse("admin:index")).sees("1 Beitrag wartet auf Sie.")
    editor.open(reverse("admin:events_story_change", args=[story.pk]))
    editor.page.locator("[name=title_en]").fill("Glue from bark")
    editor.page.locator("[name=body_en]").fill("A **sticky** success.")
    if options:
        with editor.page.context.expect_page() as opened:
            editor.page.locator("button[name=preview_field][value=body_en]").click()
        opened.value.locator("[data-preview-content] strong", has_text="sticky").wait_for()
    else:
        editor.page.locator("[data-markdown-preview] strong", has_text="sticky").wait_for()
    editor.page.locator("[name=image]").set_input_files(picture)
    editor.page.locator("[name=image_alt_de]").fill("Noch ein Feld")
    editor.follow(editor.page.locator("[name=_continue]"))
    editor.press("Veröffentlichen").submit()

    reader = Person(live_page(**options))
    reader.open(f"/stories/{story.slug}/").sees("ClusterERFOLG Nr. 1").sees("Ein klebriger Erfolg.")
    assert reader.page.locator("main img").count() == 2
    reader.open(f"/en/stories/{story.slug}/").sees("Glue from bark").sees("A sticky success.")


def test_by_keyboard_only(live_page, member_cluster, manager):
    page = live_page(manager)
    page.goto(reverse("events:contribution-new", args=[member_cluster.slug, "news"]))
    page.locator("[name=title_de]").focus()
    page.keyboard.type("Nur mit Tasten")
    # The enter key saves: it must not open the preview of the first Markdown field.
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert "/preview/" in page.url
    assert "Nur mit Tasten" in page.inner_text("main")
