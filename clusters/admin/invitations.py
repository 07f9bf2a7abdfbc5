"""Invitations into a function: who was invited to deputise or to take over, and what came of it."""

from django.contrib import admin
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clusters import services
from clusters.models import SpeakerInvitation
from programme.admin_base import Act, PortalModelAdmin

from .acting import when


class AnsweredFilter(admin.SimpleListFilter):
    title = _("Stand")
    parameter_name = "state"

    def lookups(self, request, model_admin):
        return [("open", _("offen"))]

    def queryset(self, request, queryset):
        return queryset.open_on(timezone.localdate()) if self.value() == "open" else queryset


@admin.register(SpeakerInvitation)
class SpeakerInvitationAdmin(PortalModelAdmin):
    """Invitations are made on the page of the cluster; here they are sent again or taken back."""

    read_only = True
    list_display = ["email", "kind", "subject", "invited_by", "expires_on", "accepted_at"]
    list_filter = [AnsweredFilter, "kind"]
    list_select_related = ["cluster", "organisation", "invited_by"]
    search_fields = ["email", "cluster__search_text", "organisation__normalised_name"]
    fields = [
        "email",
        "kind",
        "cluster",
        "organisation",
        "replaces",
        "starts_on",
        "note",
        "invited_by",
        "invited_at",
        "expires_on",
        "accepted_by",
        "accepted_at",
        "declined_at",
        "revoked_at",
    ]
    acts = [
        Act(
            name="renew",
            label=_("Einladung erneut senden"),
            allowed=when(lambda invitation: invitation.is_unanswered),
            run=lambda invitation, form, user: services.renew_speaker_invitation(
                invitation, actor=user, day=timezone.localdate()
            ),
            description=_("Die Person erhält einen neuen Link mit neuer Frist. Der alte Link gilt dann nicht mehr."),
        ),
        Act(
            name="revoke",
            label=_("Einladung zurücknehmen"),
            allowed=when(lambda invitation: invitation.is_unanswered),
            run=lambda invitation, form, user: services.revoke_speaker_invitation(
                invitation, actor=user, day=timezone.localdate()
            ),
            description=_("Der Link gilt dann nicht mehr. Sie können die Person später erneut einladen."),
            danger=True,
        ),
    ]

    @admin.display(description=_("Cluster oder Organisation"))
    def subject(self, invitation):
        return invitation.subject
