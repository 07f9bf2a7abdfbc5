"""Who sits on the board, and when it sits."""

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from programme.admin_base import PortalModelAdmin
from programme.forms import PortalModelForm

from ..models import BoardAppointment, Sitting
from ..permissions import office_files
from ..workflow import OPEN_STATES


class AppointmentForm(PortalModelForm):
    def clean(self):
        """One person is appointed once at a time."""
        cleaned = super().clean()
        user, starts_on, ends_on = cleaned.get("user"), cleaned.get("starts_on"), cleaned.get("ends_on")
        user = user or getattr(self.instance, "user", None)
        starts_on = starts_on or self.instance.starts_on
        if user is None or starts_on is None or self.errors:
            return cleaned
        others = BoardAppointment.objects.filter(user=user).exclude(pk=self.instance.pk)
        others = others.filter(Q(ends_on=None) | Q(ends_on__gte=starts_on))
        if ends_on:
            others = others.filter(starts_on__lte=ends_on)
        if others.exists():
            raise ValidationError(gettext("Die Person ist für diese Zeit bereits berufen."))
        return cleaned


@admin.register(BoardAppointment)
class BoardAppointmentAdmin(PortalModelAdmin):
    """Appointments end; they are not deleted, because reviews and votes rest on them."""

    form = AppointmentForm
    list_display = ["user", "starts_on", "ends_on", "is_chair", "sits_today"]
    list_filter = ["is_chair"]
    search_fields = ["user__name", "user__email"]
    list_select_related = ["user"]
    autocomplete_fields = ["user"]

    def get_readonly_fields(self, request, obj=None):
        return ["user", "starts_on"] if obj else []

    @admin.display(description=_("heute berufen"), boolean=True)
    def sits_today(self, appointment):
        day = timezone.localdate()
        return appointment.starts_on <= day and (appointment.ends_on is None or day <= appointment.ends_on)


@admin.register(Sitting)
class SittingAdmin(PortalModelAdmin):
    """Sittings and circulations with the applications that are on the agenda."""

    list_display = ["held_on", "kind", "place"]
    list_filter = ["kind"]
    date_hierarchy = None

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        """Only cases that are open, or already on the agenda, and that this person may see."""
        files = office_files(request.user, timezone.localdate()).select_related("cluster")
        sitting = request.resolver_match.kwargs.get("object_id") if request.resolver_match else None
        chosen = Q(sittings__pk=sitting) if sitting and sitting.isdigit() else Q(pk__in=[])
        kwargs["queryset"] = files.filter(Q(state__in=OPEN_STATES) | chosen).distinct()
        field = super().formfield_for_manytomany(db_field, request, **kwargs)
        field.label_from_instance = lambda application: f"{application.number}, {application.cluster}"
        return field

    def save_related(self, request, form, formsets, change):
        """What this person does not see on the agenda stays on it."""
        seen = set(form.fields["applications"].queryset.values_list("pk", flat=True))
        unseen = [one for one in form.instance.applications.values_list("pk", flat=True) if one not in seen]
        super().save_related(request, form, formsets, change)
        form.instance.applications.add(*unseen)
