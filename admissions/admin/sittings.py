"""When the board sits: agenda, attendance, minutes, invitation."""

from django import forms
from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from programme.acts import Act
from programme.admin_base import PortalInline, PortalModelAdmin, PortalStackedInline
from programme.forms import PortalForm

from .. import pdf
from ..models import AgendaItem, Attendance, Sitting
from ..permissions import office_files, office_sees
from ..services import sittings
from ..workflow import OPEN_STATES


def _today():
    return timezone.localdate()


class AgendaInline(PortalStackedInline):
    """The points this person may see; the others stay as they are."""

    model = AgendaItem
    fields = ["position", "application", "title", "minutes"]
    extra = 2

    def get_queryset(self, request):
        seen = office_files(request.user, _today()).filter(office_sees(request.user, _today()))
        rows = super().get_queryset(request).select_related("application__cluster")
        return rows.filter(Q(application=None) | Q(application__in=seen.values("pk")))

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        """Only cases that are open, or already on an agenda, and that this person may see."""
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if db_field.name == "application":
            files = office_files(request.user, _today())
            field.queryset = files.filter(Q(state__in=OPEN_STATES) | Q(agenda_items__isnull=False)).distinct()
        return field


class AttendanceInline(PortalInline):
    model = Attendance
    fields = ["member", "value"]
    extra = 2


class InviteForm(PortalForm):
    """Carries the people whose names were on the page, so that nobody else gets a mail unseen."""

    people = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, members, **kwargs):
        self.members = members
        super().__init__(*args, initial={"people": ",".join(str(member.pk) for member in members)}, **kwargs)

    @property
    def expected(self):
        return [int(part) for part in self.cleaned_data["people"].split(",") if part.isdecimal()]


def _invite(sitting, form, user):
    people = sittings.invite(sitting, actor=user, day=_today(), expected=form.expected)
    return ngettext("%(count)s Person ist eingeladen.", "%(count)s Personen sind eingeladen.", len(people)) % {
        "count": len(people)
    }


def _who_is_invited(sitting):
    people = list(sittings.members_on(sitting.held_on))
    if not people:
        return _("An diesem Tag ist niemand berufen.")
    words = ngettext(
        "%(count)s Person erhält eine E-Mail: %(names)s.",
        "%(count)s Personen erhalten eine E-Mail: %(names)s.",
        len(people),
    )
    return words % {"count": len(people), "names": ", ".join(str(person) for person in people)}


@admin.register(Sitting)
class SittingAdmin(PortalModelAdmin):
    """Sittings and circulations with their agenda."""

    list_display = ["held_on", "kind", "place", "invited_at"]
    list_filter = ["kind"]
    fields = ["kind", "opens_on", "held_on", "starts_at", "place", "chair", "minutes", "invited_at"]
    readonly_fields = ["invited_at"]
    inlines = [AgendaInline, AttendanceInline]
    acts = [
        Act(
            name="invite",
            label=gettext_lazy("Mitglieder einladen"),
            form_class=InviteForm,
            form_kwargs=lambda sitting, user: {"members": list(sittings.members_on(sitting.held_on))},
            allowed=lambda sitting, user: sitting.held_on >= _today(),
            run=_invite,
            description=_who_is_invited,
        )
    ]

    def get_urls(self):
        minutes = path(
            "<path:object_id>/minutes/",
            self.admin_site.admin_view(self.minutes_view),
            name="admissions_sitting_minutes",
        )
        return [minutes, *super().get_urls()]

    def act_buttons(self, request, obj):
        primary, others = super().act_buttons(request, obj)
        url = reverse("admin:admissions_sitting_minutes", args=[obj.pk])
        return primary, [
            *others,
            {"label": _("Protokoll ansehen (PDF)"), "url": url, "danger": False, "primary": False},
        ]

    def minutes_view(self, request, object_id):
        """The minutes as this person of the office may read them."""
        sitting = self.get_object(request, unquote(object_id))
        if not self.has_view_permission(request, sitting):
            raise PermissionDenied
        if sitting is None:
            raise Http404
        points = sittings.with_absent(sittings.points_for_office(sitting, request.user, _today()), sitting)
        data = pdf.sitting_minutes(sitting, points, sittings.attendance_of(sitting), _today())
        name = f"Protokoll-{sitting.held_on.isoformat()}.pdf"
        headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store"}
        return HttpResponse(data, content_type="application/pdf", headers=headers)
