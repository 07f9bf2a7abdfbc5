"""The office's pages for what passes after a merger: proposed here, decided by the ministry at /decide/mergers/."""

from django import forms
from django.contrib import admin
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clusters.models import ClusterMerger
from programme.admin_base import PortalInline, PortalModelAdmin
from programme.forms import PortalModelForm
from programme.templatetags.portal import german_date

from ..models import LabelAward, SuccessionItem, SuccessionProposal
from ..services import successions

State = SuccessionProposal.State


def mergers_to_propose():
    """Mergers about which nothing is proposed, or only what was declined."""
    settled = SuccessionProposal.objects.exclude(state=State.DECLINED).values("merger")
    return ClusterMerger.objects.standing().exclude(pk__in=settled).select_related("absorbed", "continuing")


class AwardChoice(forms.ModelMultipleChoiceField):
    def label_from_instance(self, award):
        return f"{award.cluster}: {award.get_level_display()}, {german_date(award.valid_until)}"


class SuccessionForm(PortalModelForm):
    awards = AwardChoice(
        label=_("Labels, die übergehen sollen"),
        queryset=LabelAward.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Gewählt werden kann nur, was nach dem letzten Tag des aufgehenden Clusters noch gilt."),
    )

    class Meta:
        model = SuccessionProposal
        fields = ["merger", "duty_due_on", "reason"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk is not None:
            return
        mergers = mergers_to_propose()
        self.fields["merger"].queryset = mergers
        awards = LabelAward.objects.confirmed().filter(cluster__in=mergers.values("absorbed"), revoked_on=None)
        self.fields["awards"].queryset = awards.select_related("cluster").order_by("cluster__name", "-valid_until")

    def clean(self):
        """What the service would refuse is said beside the field it speaks of."""
        cleaned = super().clean()
        if self.errors:
            return cleaned
        if not cleaned["awards"] and cleaned.get("duty_due_on") is None:
            self.add_error("awards", _("Bitte wählen Sie, was übergehen soll. Ohne Vorschlag geht nichts über."))
            return cleaned
        refused = successions.refusal(
            cleaned["merger"], cleaned["awards"], cleaned.get("duty_due_on"), timezone.localdate()
        )
        if refused:
            self.add_error(*refused)
        return cleaned


class SuccessionItemInline(PortalInline):
    model = SuccessionItem
    read_only = True
    can_delete = False
    extra = 0
    fields = ["award", "passed"]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("award__cluster", "passed__cluster")


@admin.register(SuccessionProposal)
class SuccessionProposalAdmin(PortalModelAdmin):
    form = SuccessionForm
    view_roles = ("office", "ministry")
    list_display = ["merger", "state", "duty_due_on", "proposed_on", "answered_on"]
    list_filter = ["state"]
    list_select_related = ["merger__absorbed", "merger__continuing", "proposed_by", "answered_by"]
    search_fields = ["merger__absorbed__search_text", "merger__continuing__search_text"]
    decided = ["state", "proposed_by", "proposed_on", "answer", "answered_by", "answered_on"]

    def get_fields(self, request, obj=None):
        return (
            ["merger", "duty_due_on", "reason", *self.decided] if obj else ["merger", "awards", "duty_due_on", "reason"]
        )

    def get_readonly_fields(self, request, obj=None):
        return self.get_fields(request, obj) if obj else []

    def get_inlines(self, request, obj):
        return [SuccessionItemInline] if obj else []

    def has_change_permission(self, request, obj=None):
        """A proposal is answered, not changed; after a refusal the office makes another one."""
        return False

    def save_model(self, request, obj, form, change):
        made = successions.propose_succession(
            form.cleaned_data["merger"],
            awards=list(form.cleaned_data["awards"]),
            duty_due_on=form.cleaned_data["duty_due_on"],
            reason=form.cleaned_data["reason"],
            actor=request.user,
            day=timezone.localdate(),
        )
        obj.pk = made.pk

    def save_related(self, request, form, formsets, change):
        """The labels are saved with the proposal."""
