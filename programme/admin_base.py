"""The base of every page of the office's web admin: rights by role, native date fields, accessible mark-up, acts."""

from django import forms
from django.conf import settings
from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.db import models
from django.http import Http404
from django.utils import timezone
from simple_history.admin import SimpleHistoryAdmin

from programme.acts import Act, ActsMixin
from programme.admin_widgets import RecordSelect, RecordSelectMultiple
from programme.forms import DateInput, DateTimeInput, TimeInput, name_empty_choice
from programme.markdown_widgets import MarkdownTextarea

__all__ = ["Act", "PortalHistoryAdmin", "PortalInline", "PortalModelAdmin", "PortalStackedInline"]

NATIVE_FIELDS = {
    models.DateField: {"widget": DateInput},
    models.DateTimeField: {"form_class": forms.DateTimeField, "widget": DateTimeInput},
    models.TimeField: {"widget": TimeInput},
    models.URLField: {"widget": forms.URLInput},
    models.TextField: {"widget": forms.Textarea(attrs={"rows": 6})},
}


def holds_any(user, roles):
    """Whether the person holds one of the roles today. A superuser counts as administrator, no more."""
    if not (user.is_active and user.is_staff):
        return False
    if user.is_superuser and "administrator" in roles:
        return True
    day = timezone.localdate()
    return any(user.has_role(role, day) for role in roles)


class PlainFieldsMixin:
    """Form fields as the portal draws them, in forms and inlines alike."""

    formfield_overrides = NATIVE_FIELDS
    # Texts with Markdown: their field shows a preview beside it.
    markdown_fields: tuple = ()

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        """Without the icons for adding and editing the related record: each has its own page."""
        if db_field.name in self.markdown_fields:
            several = len(self.markdown_fields) > len(settings.LANGUAGES)
            kwargs["widget"] = MarkdownTextarea(about=db_field.verbose_name if several else "")
        formfield = super().formfield_for_dbfield(db_field, request, **kwargs)
        if formfield is not None and isinstance(formfield.widget, RelatedFieldWidgetWrapper):
            formfield.widget = formfield.widget.widget
        if formfield is not None:
            name_empty_choice(formfield)
        return formfield

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        """A list while it is short, else a search: for every record that the admin knows how to search for."""
        if "widget" not in kwargs and self._searchable(db_field.remote_field.model):
            kwargs["widget"] = RecordSelect(db_field, self.admin_site, using=kwargs.get("using"))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        """Check boxes instead of a box that needs the Ctrl key; long lists belong into autocomplete_fields."""
        if "widget" not in kwargs:
            if db_field.name in self.get_autocomplete_fields(request):
                kwargs["widget"] = RecordSelectMultiple(db_field, self.admin_site, using=kwargs.get("using"))
            else:
                kwargs["widget"] = forms.CheckboxSelectMultiple
        formfield = super().formfield_for_manytomany(db_field, request, **kwargs)
        if formfield is not None:
            formfield.help_text = db_field.help_text
        return formfield

    def _searchable(self, model):
        return self.admin_site.is_registered(model) and bool(self.admin_site.get_model_admin(model).search_fields)

    @property
    def media(self):
        """None of Django's scripts: the pages are forms and links. Widgets bring their own."""
        return forms.Media()


class PortalModelAdmin(ActsMixin, PlainFieldsMixin, admin.ModelAdmin):
    """
    Base of every ModelAdmin.

    Rights follow from roles, not from Django's permissions: `view_roles` may look, `change_roles` may also add and
    change, and only where `deletable` is set delete. Set `read_only` for records that only services write.
    """

    view_roles: tuple = ("office",)
    change_roles: tuple = ("office",)
    deletable = False
    read_only = False
    list_per_page = 50
    show_full_result_count = False
    show_facets = admin.ShowFacets.ALWAYS
    save_on_top = False

    def has_module_permission(self, request):
        return holds_any(request.user, {*self.view_roles, *self.change_roles})

    def has_view_permission(self, request, obj=None):
        return holds_any(request.user, {*self.view_roles, *self.change_roles})

    def has_add_permission(self, request):
        return not self.read_only and holds_any(request.user, self.change_roles)

    def has_change_permission(self, request, obj=None):
        return not self.read_only and holds_any(request.user, self.change_roles)

    def has_delete_permission(self, request, obj=None):
        return self.deletable and not self.read_only and holds_any(request.user, self.change_roles)


class PortalHistoryAdmin(PortalModelAdmin, SimpleHistoryAdmin):
    """For master data with django-simple-history: the history page shows what changed, and offers no way back."""

    object_history_template = "admin/history_of_changes.html"
    object_history_list_template = "admin/history_of_changes_list.html"
    object_history_form_template = "admin/history_of_changes_form.html"

    def history_view(self, request, object_id, extra_context=None):
        self._refuse_unseen(request, object_id)
        return super().history_view(request, object_id, extra_context)

    def history_form_view(self, request, object_id, version_id, extra_context=None):
        self._refuse_unseen(request, object_id)
        return super().history_form_view(request, object_id, version_id, extra_context)

    def _refuse_unseen(self, request, object_id):
        """The history of a record is seen by whoever sees the record: the package would ask for neither."""
        if self.get_object(request, unquote(object_id)) is None:
            raise Http404

    def has_history_permission(self, request, obj=None):
        return self.has_view_permission(request, obj)

    def has_view_history_permission(self, request, obj=None):
        return self.has_view_permission(request, obj)

    def has_change_history_permission(self, request, obj=None):
        return False


class InlineMixin(PlainFieldsMixin):
    """An inline has the rights of the page it stands on. One empty row is there without any script."""

    extra = 1
    read_only = False
    show_change_link = False

    def _parent(self):
        return self.admin_site.get_model_admin(self.parent_model)

    def has_view_permission(self, request, obj=None):
        return self._parent().has_view_permission(request, obj)

    def has_add_permission(self, request, obj=None):
        return not self.read_only and self._parent().has_change_permission(request, obj)

    def has_change_permission(self, request, obj=None):
        return not self.read_only and self._parent().has_change_permission(request, obj)

    def has_delete_permission(self, request, obj=None):
        return self.can_delete and not self.read_only and self._parent().has_change_permission(request, obj)


class PortalInline(InlineMixin, admin.TabularInline):
    """Rows of a table below the form."""

    template = "admin/edit_inline/tabular.html"


class PortalStackedInline(InlineMixin, admin.StackedInline):
    """One group of fields per row, for rows with long texts."""

    template = "admin/edit_inline/stacked.html"
