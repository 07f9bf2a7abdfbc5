"""Versions of the catalogue of criteria. A version in use is read-only; one copies it and changes the copy."""

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from programme.acts import Act
from programme.admin_base import PortalInline, PortalModelAdmin, PortalStackedInline
from programme.forms import PortalForm, PortalModelForm
from programme.templatetags.portal import german_date
from records.errors import ActRefused

from ..models import CriteriaCatalogue, Criterion, CriterionFigure, CriterionGroup
from ..permissions import is_office
from ..services.catalogues import (
    copy_catalogue,
    is_fixed,
    is_used,
    put_into_force,
    refuse_fixed,
    set_self_check,
    take_back_force,
)
from ..services.drafts import catalogue_in_force
from ..wording import rule_sentence
from .catalogue_changes import number_of_changes
from .catalogue_previews import CataloguePreviews


class InForceForm(PortalForm):
    on = forms.DateField(label=_("gilt ab"), initial=timezone.localdate)


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


def _into_force(catalogue, form, user):
    day = form.cleaned_data["on"]
    put_into_force(catalogue, on=day, actor=user, day=timezone.localdate())
    return gettext("Die Fassung gilt ab %(day)s.") % {"day": german_date(day)}


def _before_force(catalogue):
    """What the rule means and what changes against the present version, before it comes into force."""
    sentences = [rule_sentence(catalogue)]
    present = catalogue_in_force(timezone.localdate())
    if present is not None and present.pk != catalogue.pk:
        count = number_of_changes(present, catalogue)
        sentences.append(
            ngettext(
                "Gegenüber der geltenden Fassung %(version)s: %(count)s Änderung.",
                "Gegenüber der geltenden Fassung %(version)s: %(count)s Änderungen.",
                count,
            )
            % {"version": present.version, "count": count}
        )
    sentences.append(
        gettext(
            "Von diesem Tag an beruhen neue Anträge auf dieser Fassung; begonnene Anträge behalten ihre. "
            "Gruppen, Kriterien und Regel lassen sich dann nicht mehr ändern."
        )
    )
    return " ".join(sentences)


def _office_may(user):
    return is_office(user, timezone.localdate())


def _refuse_fixed(catalogue):
    """For saving: between opening and sending the page the version may have come into force."""
    try:
        refuse_fixed(catalogue)
    except ActRefused as refused:
        raise PermissionDenied(refused.message) from None


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
class CriteriaCatalogueAdmin(CataloguePreviews, PortalModelAdmin):
    form = PortalModelForm
    list_display = ["name_de", "version", "is_sample", "rule", "in_force_from", "rule_in_words"]
    inlines = [GroupInline]
    fieldsets = [
        (None, {"fields": ["name_de", "name_en", "version", "is_sample", "in_force_from", "self_check_open"]}),
        (
            _("Regel"),
            {"fields": ["rule", ("threshold_numerator", "threshold_denominator"), "rule_in_words"]},
        ),
        (
            _("Programmbegleitkreis"),
            {"fields": ["min_reviews", ("quorum_numerator", "quorum_denominator")]},
        ),
    ]
    act_fields = ("rule_in_words", "in_force_from", "self_check_open")
    acts = [
        Act(
            name="into-force",
            label=_("In Kraft setzen"),
            form_class=InForceForm,
            allowed=lambda catalogue, user: catalogue.in_force_from is None and _office_may(user),
            run=_into_force,
            description=_before_force,
        ),
        Act(
            name="take-back",
            label=_("Inkrafttreten zurücknehmen"),
            allowed=lambda catalogue, user: (
                catalogue.in_force_from is not None and _office_may(user) and not is_used(catalogue)
            ),
            run=lambda catalogue, form, user: take_back_force(catalogue, actor=user, day=timezone.localdate()),
            description=_("Die Fassung wird wieder ein Entwurf. Das geht, solange kein Antrag auf ihr beruht."),
        ),
        Act(
            name="close-self-check",
            label=_("Selbstcheck schließen"),
            allowed=lambda catalogue, user: catalogue.self_check_open and _office_may(user),
            run=lambda catalogue, form, user: set_self_check(
                catalogue, is_open=False, actor=user, day=timezone.localdate()
            ),
            description=_(
                "Solange diese Fassung gilt, finden Besucherinnen und Besucher keinen Selbstcheck; auch die "
                "Schnittstelle für Programme antwortet dann nicht. Sie können ihn jederzeit wieder öffnen."
            ),
        ),
        Act(
            name="open-self-check",
            label=_("Selbstcheck öffnen"),
            allowed=lambda catalogue, user: not catalogue.self_check_open and _office_may(user),
            run=lambda catalogue, form, user: set_self_check(
                catalogue, is_open=True, actor=user, day=timezone.localdate()
            ),
            description=_("Solange diese Fassung gilt, steht der Selbstcheck allen offen, ohne Konto."),
        ),
        Act(
            name="copy",
            label=_("Kopieren"),
            form_class=CopyForm,
            allowed=lambda catalogue, user: _office_may(user),
            run=_copy,
            description=_(
                "Es entsteht eine neue Fassung mit denselben Gruppen und Kriterien, die Sie ändern können. Sie gilt "
                "erst, wenn Sie sie in Kraft setzen. Laufende Anträge behalten ihre Fassung."
            ),
        ),
    ]

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("groups__criteria")

    def get_fieldsets(self, request, obj=None):
        if obj is None:
            return [(None, {"fields": ["name_de", "name_en", "version", "is_sample", "rule"]})]
        return super().get_fieldsets(request, obj)

    def has_change_permission(self, request, obj=None):
        """A version that is used or has its day is looked at; what can still be done with it are acts."""
        return super().has_change_permission(request, obj) and (obj is None or not is_fixed(obj))

    def save_model(self, request, obj, form, change):
        if change:
            _refuse_fixed(obj)
        super().save_model(request, obj, form, change)

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

    def save_model(self, request, obj, form, change):
        _refuse_fixed(obj.catalogue)
        super().save_model(request, obj, form, change)

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
