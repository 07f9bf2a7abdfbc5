"""Versions of the catalogue of criteria. A version in use is read-only; one copies it and changes the copy."""

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from programme.acts import Act
from programme.admin_base import PortalInline, PortalModelAdmin, PortalStackedInline
from programme.forms import PortalForm, PortalModelForm

from .. import scoring
from ..models import CriteriaCatalogue, Criterion, CriterionFigure, CriterionGroup
from ..permissions import is_office
from ..result import spec_of
from ..services.catalogues import copy_catalogue, is_fixed, is_used
from ..wording import rule_sentence


class CatalogueForm(PortalModelForm):
    def clean_in_force_from(self):
        """Only a catalogue that can be counted comes into force."""
        day = self.cleaned_data["in_force_from"]
        if day is None:
            return day
        if not self.instance.pk:
            raise ValidationError(gettext("Bitte legen Sie zuerst Gruppen und Kriterien an."))
        problems = scoring.check_spec(spec_of(self.instance))
        if problems:
            raise ValidationError(problems)
        return day


class CopyForm(PortalForm):
    version = forms.SlugField(
        label=_("Name der neuen Fassung"),
        max_length=50,
        help_text=_("Buchstaben, Ziffern, Binde- und Unterstriche, zum Beispiel 2027-1."),
    )

    def clean_version(self):
        version = self.cleaned_data["version"]
        if CriteriaCatalogue.objects.filter(version=version).exists():
            raise ValidationError(gettext("Die Fassung %(version)s gibt es schon.") % {"version": version})
        return version


def _copy(catalogue, form, user):
    copied = copy_catalogue(catalogue, version=form.cleaned_data["version"], actor=user, day=timezone.localdate())
    return gettext("Die Fassung %(version)s ist angelegt. Sie gilt noch nicht.") % {"version": copied.version}


class FixedWithCatalogue:
    """For pages and rows below a catalogue: they can be changed as long as it is neither used nor in force."""

    def _is_fixed(self, obj):
        group = getattr(obj, "group", obj)
        catalogue = getattr(group, "catalogue", group)
        return catalogue is not None and catalogue.pk is not None and is_fixed(catalogue)

    def has_add_permission(self, request, obj=None):
        return super().has_add_permission(request, obj) and not self._is_fixed(obj)

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and not self._is_fixed(obj)

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and not self._is_fixed(obj)


class GroupInline(FixedWithCatalogue, PortalInline):
    model = CriterionGroup
    fields = ["position", "code", "name_de", "name_en", "criteria_link"]
    readonly_fields = ["criteria_link"]

    @admin.display(description=_("Kriterien"))
    def criteria_link(self, group):
        if not group.pk:
            return _("nach dem Speichern")
        url = reverse("admin:admissions_criteriongroup_change", args=[group.pk])
        label = gettext("Kriterien der Gruppe %(code)s") % {"code": group.code}
        return format_html('<a href="{}">{}</a>', url, label)


@admin.register(CriteriaCatalogue)
class CriteriaCatalogueAdmin(PortalModelAdmin):
    form = CatalogueForm
    list_display = ["name_de", "version", "is_sample", "rule", "in_force_from", "rule_in_words"]
    inlines = [GroupInline]
    fieldsets = [
        (None, {"fields": ["name_de", "name_en", "version", "is_sample", "in_force_from"]}),
        (
            _("Regel"),
            {"fields": ["rule", ("threshold_numerator", "threshold_denominator"), "rule_in_words"]},
        ),
        (
            _("Programmbegleitkreis"),
            {"fields": ["min_reviews", ("quorum_numerator", "quorum_denominator")]},
        ),
    ]
    act_fields = ("rule_in_words",)
    acts = [
        Act(
            name="copy",
            label=_("Kopieren"),
            form_class=CopyForm,
            allowed=lambda catalogue, user: is_office(user, timezone.localdate()),
            run=_copy,
            description=_(
                "Es entsteht eine neue Fassung mit denselben Gruppen und Kriterien, die Sie ändern können. Sie gilt "
                "erst, wenn Sie einen Tag unter „gilt ab“ eintragen. Laufende Anträge behalten ihre Fassung."
            ),
        ),
    ]

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("groups__criteria")

    def get_fieldsets(self, request, obj=None):
        if obj is None:
            return [(None, {"fields": ["name_de", "name_en", "version", "is_sample", "rule"]})]
        return super().get_fieldsets(request, obj)

    def get_readonly_fields(self, request, obj=None):
        """Fixed as a whole once used; while only a day is set, that day can still be taken back."""
        fields = tuple(super().get_readonly_fields(request, obj))
        if obj is None or not is_fixed(obj):
            return fields
        fixed = [field.name for field in CriteriaCatalogue._meta.fields if field.editable and not field.primary_key]
        return fields + tuple(name for name in fixed if is_used(obj) or name != "in_force_from")

    @admin.display(description=_("In Worten"))
    def rule_in_words(self, catalogue):
        return rule_sentence(catalogue)


class CriterionInline(FixedWithCatalogue, PortalStackedInline):
    model = Criterion
    fields = [
        ("position", "code"),
        ("name_de", "name_en"),
        ("max_points", "min_points", "max_characters"),
        ("help_de", "help_en"),
        ("evidence_de", "evidence_en"),
        "figures_link",
    ]
    readonly_fields = ["figures_link"]

    @admin.display(description=_("Kennzahlen"))
    def figures_link(self, criterion):
        if not criterion.pk:
            return _("nach dem Speichern")
        url = reverse("admin:admissions_criterion_change", args=[criterion.pk])
        label = gettext("Kennzahlen zu %(code)s") % {"code": criterion.code}
        return format_html('<a href="{}">{}</a>', url, label)

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if db_field.name in ("help_de", "help_en"):
            kwargs["widget"] = forms.Textarea(attrs={"rows": 2})
        return super().formfield_for_dbfield(db_field, request, **kwargs)


@admin.register(CriterionGroup)
class CriterionGroupAdmin(FixedWithCatalogue, PortalModelAdmin):
    """The criteria of one group; reached from its catalogue, not from the menu."""

    inlines = [CriterionInline]
    fields = ["catalogue", "position", "code", "name_de", "name_en"]
    readonly_fields = ["catalogue"]
    list_display = ["catalogue", "position", "name_de"]
    list_select_related = ["catalogue"]

    def has_module_permission(self, request):
        return False

    def has_add_permission(self, request, obj=None):
        """Groups come into being on the page of their catalogue."""
        return False


class FigureInline(FixedWithCatalogue, PortalStackedInline):
    model = CriterionFigure
    fields = [
        ("position", "code"),
        ("name_de", "name_en"),
        ("unit_de", "unit_en", "decimals"),
        ("minimum", "maximum"),
        "required",
    ]


@admin.register(Criterion)
class CriterionAdmin(FixedWithCatalogue, PortalModelAdmin):
    """The figures one criterion asks for; reached from the page of its group, not from the menu."""

    inlines = [FigureInline]
    fields = ["group_link", "code", "name_de"]
    readonly_fields = ["group_link", "code", "name_de"]
    list_display = ["code", "name_de", "group"]
    list_select_related = ["group__catalogue"]

    @admin.display(description=_("Gruppe"))
    def group_link(self, criterion):
        url = reverse("admin:admissions_criteriongroup_change", args=[criterion.group_id])
        return format_html('<a href="{}">{}</a>', url, criterion.group)

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("group__catalogue")

    def has_module_permission(self, request):
        return False

    def has_add_permission(self, request, obj=None):
        """Criteria come into being on the page of their group."""
        return False
