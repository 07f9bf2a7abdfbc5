"""Who sits on the board."""

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from programme.admin_base import PortalModelAdmin
from programme.forms import PortalModelForm

from ..models import BoardAppointment


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
