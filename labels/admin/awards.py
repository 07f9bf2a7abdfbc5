"""The office's pages for labels and other certificates."""

from django import forms
from django.contrib import admin
from django.db.models import OuterRef, Subquery
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from programme.admin_base import Act, PortalHistoryAdmin, PortalModelAdmin
from programme.forms import PortalForm, PortalModelForm
from programme.models import ProgrammeSettings

from .. import permissions
from ..facts import award_facts
from ..models import LabelAward, OtherCertificate, ValidityTerm
from ..services import awards
from ..validity import award_state


class AwardForm(PortalModelForm):
    """A new award: the service compares the dates with its proposal, so the form only collects them."""

    class Meta:
        model = LabelAward
        fields = [
            "cluster",
            "level",
            "assessed_on",
            "awarded_on",
            "valid_from",
            "valid_until",
            "dates_reason",
            "score_percent",
            "issuing_body",
            "confirmed_on",
        ]

    def clean(self):
        """What the service would refuse is said beside the field it speaks of."""
        cleaned = super().clean()
        if self.errors or self.instance.pk:
            return cleaned
        refused = awards.refusal(LabelAward(**cleaned), timezone.localdate())
        if refused:
            self.add_error(*refused)
        return cleaned


class ConfirmForm(PortalForm):
    confirmed_on = forms.DateField(label=_("Bestätigt am"), initial=timezone.localdate)


class RevokeForm(PortalForm):
    revoked_on = forms.DateField(label=_("Entzogen am"), initial=timezone.localdate)
    reason = forms.CharField(label=_("Grund"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}))


@admin.register(LabelAward)
class LabelAwardAdmin(PortalHistoryAdmin):
    form = AwardForm
    list_display = ["cluster", "level", "state", "valid_from", "valid_until", "confirmed_on"]
    list_filter = ["level", "is_renewal"]
    search_fields = ["cluster__name", "cluster__search_text"]
    autocomplete_fields = ["cluster"]
    list_select_related = ["cluster"]
    date_hierarchy = None
    acts = [
        Act(
            name="confirm",
            label=_("Label bestätigen"),
            form_class=ConfirmForm,
            allowed=lambda award, user: (
                award.confirmed_on is None
                and award.revoked_on is None
                and permissions.may_record(user, timezone.localdate())
            ),
            run=lambda award, form, user: awards.confirm_award(
                award, confirmed_on=form.cleaned_data["confirmed_on"], actor=user, day=timezone.localdate()
            ),
            description=_("Das Label wird öffentlich, solange es gültig ist, und zählt für die Silber-Verpflichtung."),
            primary=True,
        ),
        Act(
            name="revoke",
            label=_("Label entziehen"),
            form_class=RevokeForm,
            allowed=lambda award, user: (
                award.confirmed_on is not None
                and award.revoked_on is None
                and permissions.may_record(user, timezone.localdate())
            ),
            run=lambda award, form, user: awards.revoke_award(
                award, **form.cleaned_data, actor=user, day=timezone.localdate()
            ),
            description=_("Ab diesem Tag gilt das Label nicht mehr und ist nicht mehr öffentlich. Das bleibt so."),
            danger=True,
        ),
    ]

    def get_readonly_fields(self, request, obj=None):
        fixed = ["cluster", "level", "confirmed_on"] if obj else []
        return [*super().get_readonly_fields(request, obj), *fixed]

    @admin.display(description=_("Stand heute"))
    def state(self, award):
        state = award_state(
            award_facts(award),
            timezone.localdate(),
            soon_months=award.soon_months,
            grace_months=award.grace_months,
        )
        return state.label

    def get_queryset(self, request):
        """With the two configured spans the state depends on beside each row."""
        grace = ValidityTerm.objects.filter(level=OuterRef("level"), is_renewal=True).values("grace_months")
        soon = ProgrammeSettings.objects.values("label_expires_soon_months")[:1]
        return super().get_queryset(request).annotate(grace_months=Subquery(grace), soon_months=Subquery(soon))

    def save_model(self, request, obj, form, change):
        awards.record_award(obj, actor=request.user, day=timezone.localdate())


@admin.register(ValidityTerm)
class ValidityTermAdmin(PortalModelAdmin):
    list_display = ["level", "is_renewal", "years", "grace_months"]


@admin.register(OtherCertificate)
class OtherCertificateAdmin(PortalModelAdmin):
    list_display = ["cluster", "name", "valid_from", "valid_until"]
    search_fields = ["name", "cluster__name"]
    autocomplete_fields = ["cluster"]
    list_select_related = ["cluster"]
    deletable = True
