"""Tasks of the office: what no mail can do."""

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext

from notifications.models import OfficeTask
from notifications.permissions import may_manage_outbox
from records.errors import ActRefused
from records.services import record


def in_both_languages(write):
    """What `write()` returns in German and in English, as a pair."""
    texts = []
    for language in ("de", "en"):
        with translation.override(language):
            texts.append(write())
    return tuple(texts)


def open_task(*, key, text_de, text_en, subject_kind="", subject_key="", once=False):
    """Leave a task to the office; there is one open task per key.

    With `once` a task that was done already is not opened anew. Returns the task and whether it is new.
    """
    key = key[:200]
    if once:
        earlier = OfficeTask.objects.filter(key=key).order_by("-pk").first()
        if earlier is not None:
            return earlier, False
    return OfficeTask.objects.get_or_create(
        key=key,
        done_at=None,
        defaults={
            "text_de": text_de,
            "text_en": text_en,
            "subject_kind": subject_kind,
            "subject_key": str(subject_key),
        },
    )


def finish_task(task, *, actor):
    """Tick a task off. Done is done: a second tick is refused."""
    with transaction.atomic():
        task = OfficeTask.objects.select_for_update().get(pk=task.pk)
        if not may_manage_outbox(actor, timezone.localdate()):
            raise ActRefused(gettext("Aufgaben hakt das Programmbüro ab."))
        if task.done_at is not None:
            raise ActRefused(gettext("Die Aufgabe ist bereits erledigt."))
        task.done_at = timezone.now()
        task.done_by = actor
        task.save(update_fields=["done_at", "done_by"])
        record(
            actor=actor,
            verb="finish",
            subject_kind="office-task",
            subject_key=task.pk,
            from_state="open",
            to_state="done",
        )
    return task
