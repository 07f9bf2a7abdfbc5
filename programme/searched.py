"""Rows that the search finds: one column with their folded texts, filled wherever a row is saved."""

from django.db import models

from .folding import search_text

TRANSLATED = ("title", "name", "teaser", "summary", "intro", "body", "note")
PLAIN = ("city",)
NAMES = [*(f"{name}_{language}" for name in TRANSLATED for language in ("de", "en")), *PLAIN]
"""The columns that are searched, where a model has them; what counts most stands first."""


class SearchedQuerySet(models.QuerySet):
    def bulk_create(self, objs, *args, **kwargs):
        rows = list(objs)
        for row in rows:
            row.search_text = row.text_to_search()
        return super().bulk_create(rows, *args, **kwargs)


class Searched(models.Model):
    """Gives a model its `search_text`. Whoever writes texts past save() (QuerySet.update) writes this, too."""

    search_text = models.TextField(blank=True, editable=False)

    class Meta:
        abstract = True

    def save(self, *args, update_fields=None, **kwargs):
        if update_fields is None or not set(NAMES).isdisjoint(update_fields):
            self.search_text = self.text_to_search()
            update_fields = update_fields and {*update_fields, "search_text"}
        super().save(*args, update_fields=update_fields, **kwargs)

    def text_to_search(self):
        return search_text(*(getattr(self, name, "") for name in NAMES))


def fill_search_texts(*queryset_models):
    """Fill the column of rows that were there before it was; safe to repeat."""
    for model in queryset_models:
        rows = list(model._default_manager.filter(search_text=""))
        for row in rows:
            row.search_text = row.text_to_search()
        model._default_manager.bulk_update(rows, ["search_text"], batch_size=200)
