"""Choosing a related record in the web admin: a plain list while it is short, a search field when it is long."""

from django import forms
from django.contrib.admin.widgets import AutocompleteSelect, AutocompleteSelectMultiple

# Up to this many records are simply listed.
SHORT_LIST = 200


class _ShortListMixin:
    """Lists all records of a short table; of a long one the chosen and the first, and says where to search."""

    @property
    def media(self):
        return forms.Media(js=["js/autocomplete.js"])

    def build_attrs(self, base_attrs, extra_attrs=None):
        """Without the attributes for the script of Django's own widget."""
        return forms.Select.build_attrs(self, base_attrs, extra_attrs)

    def optgroups(self, name, value, attrs=None):
        """One group of options: all, or the first and the chosen when the table is long."""
        chosen = {str(one) for one in value if str(one) not in self.choices.field.empty_values}
        queryset = self.choices.queryset.using(self.db)
        to_field = getattr(self.field.remote_field, "field_name", None) or self.field.remote_field.model._meta.pk.name
        rows = list(queryset[: SHORT_LIST + 1])
        self.is_long = len(rows) > SHORT_LIST
        if self.is_long:
            rows = rows[:SHORT_LIST]
            missing = chosen - {str(getattr(row, to_field)) for row in rows}
            rows += queryset.filter(**{f"{to_field}__in": missing}) if missing else []
        # Nothing is chosen unless somebody chose it, also where a choice is required.
        options = [] if self.allow_multiple_selected else [("", self.choices.field.empty_label or "")]
        options += [(getattr(row, to_field), self.choices.field.label_from_instance(row)) for row in rows]
        return [
            (
                None,
                [
                    self.create_option(name, key, label, str(key) in chosen or (key == "" and not chosen), index)
                    for index, (key, label) in enumerate(options)
                ],
                0,
            )
        ]

    def get_context(self, name, value, attrs):
        """Adds the address to search at, which the script looks for, when the list is long."""
        context = super().get_context(name, value, attrs)
        if self.is_long:
            meta = self.field.model._meta
            context["widget"]["attrs"] |= {
                "data-search-url": self.get_url(),
                "data-app-label": meta.app_label,
                "data-model-name": meta.model_name,
                "data-field-name": self.field.name,
            }
        return context


class RecordSelect(_ShortListMixin, AutocompleteSelect):
    """One related record."""


class RecordSelectMultiple(_ShortListMixin, AutocompleteSelectMultiple):
    """Several related records."""
