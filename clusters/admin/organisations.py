"""Management organisations in the web admin: what is dated about them, what they run, who speaks for them."""

from django.contrib import admin
from django.forms import BaseInlineFormSet, ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clusters import naming, services
from clusters.models import ManagementOrganisation, OrganisationDetails
from programme.admin_base import Act, PortalHistoryAdmin, PortalStackedInline
from programme.forms import PortalModelForm

from .acting import AppointForm, may_act
from .inlines import FunctionInline, OperatedInline


class OrganisationForm(PortalModelForm):
    class Meta:
        model = ManagementOrganisation
        fields = ["name"]

    def clean_name(self):
        name = " ".join(self.cleaned_data["name"].split())
        if not naming.normalised_name(name):
            raise ValidationError(_("Bitte geben Sie einen Namen mit Buchstaben oder Ziffern ein."))
        return name


class DetailsFormSet(BaseInlineFormSet):
    def clean(self):
        """Two rows from one day on would contradict each other; "unknown" is such a day too."""
        super().clean()
        seen = set()
        for form in self.forms:
            if (
                not form.cleaned_data
                or form.cleaned_data.get("DELETE")
                or (not form.has_changed() and not form.instance.pk)
            ):
                continue
            day = form.cleaned_data.get("valid_from")
            if day in seen:
                raise ValidationError(_("Zwei Angaben gelten ab demselben Tag."))
            seen.add(day)


class DetailsInline(PortalStackedInline):
    model = OrganisationDetails
    formset = DetailsFormSet
    extra = 0
    min_num = 1
    can_delete = False


@admin.register(ManagementOrganisation)
class ManagementOrganisationAdmin(PortalHistoryAdmin):
    form = OrganisationForm
    list_display = ["name", "is_invented", "created_at"]
    search_fields = ["name", "normalised_name"]
    readonly_fields = ["is_invented"]
    fields = ["name", "is_invented"]
    inlines = [DetailsInline, OperatedInline, FunctionInline]
    acts = [
        Act(
            name="appoint",
            label=_("Funktion vergeben"),
            form_class=AppointForm,
            allowed=may_act,
            run=lambda organisation, form, user: services.appoint(
                **form.appointment(), organisation=organisation, actor=user, day=timezone.localdate()
            ),
            description=_(
                "Clustermanagement und Stellvertretung dürfen für die Organisation und ihre Cluster handeln. "
                "Die Person erfährt davon."
            ),
        ),
    ]

    def get_search_results(self, request, queryset, search_term):
        for term in naming.search_terms(search_term):
            queryset = queryset.filter(normalised_name__contains=term)
        return queryset, False

    def save_model(self, request, obj, form, change):
        obj.normalised_name = naming.normalised_name(obj.name)[:200]
        super().save_model(request, obj, form, change)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        if not change or form.changed_data or any(formset.has_changed() for formset in formsets):
            services.note_organisation(form.instance, added=not change, actor=request.user, day=timezone.localdate())
