"""People and roles in the web admin: the administrator's pages. The office may look people up."""

from django import forms
from django.contrib import admin
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from programme.admin_base import Act, PortalInline, PortalModelAdmin
from programme.forms import PortalForm, PortalModelForm

from . import permissions, services
from .models import RoleGrant, User


class PersonForm(PortalModelForm):
    class Meta:
        model = User
        fields = ["email", "name", "language"]

    def clean_email(self):
        email = self.cleaned_data["email"].strip().lower()
        if services.address_taken(email, by_other_than=self.instance if self.instance.pk else None):
            raise forms.ValidationError(_("Diese E-Mail-Adresse gehört bereits zu einer Person."))
        return email


class GrantForm(PortalForm):
    role = forms.ChoiceField(label=_("Rolle"), choices=RoleGrant.Role.choices)
    starts_on = forms.DateField(label=_("Von"), initial=timezone.localdate)
    ends_on = forms.DateField(label=_("Bis einschließlich"), required=False)


class EndForm(PortalForm):
    ends_on = forms.DateField(label=_("Letzter Tag"), initial=timezone.localdate)


def _may_change(user, actor):
    return user.erased_at is None and permissions.may_administer(actor, timezone.localdate())


class RoleGrantInline(PortalInline):
    """What the person holds; granting and ending are acts, each with its own page."""

    model = RoleGrant
    read_only = True
    can_delete = False
    extra = 0
    fields = ["role", "starts_on", "ends_on"]
    show_change_link = True


@admin.register(User)
class UserAdmin(PortalModelAdmin):
    form = PersonForm
    view_roles = ("office",)
    change_roles = ("administrator",)
    list_display = ["email", "name", "language", "roles", "is_active", "erased_at"]
    list_filter = ["is_active", "role_grants__role"]
    search_fields = ["email", "name"]
    readonly_fields = ["is_active", "last_login", "date_joined", "erased_at"]
    inlines = [RoleGrantInline]
    acts = [
        Act(
            name="grant-role",
            label=_("Rolle vergeben"),
            form_class=GrantForm,
            allowed=_may_change,
            run=lambda user, form, actor: services.grant_role(
                user, **form.cleaned_data, actor=actor, day=timezone.localdate()
            ),
            description=_("Die Person erhält die Rechte der Rolle vom ersten Tag an. Der Vorgang wird protokolliert."),
        ),
        Act(
            name="lock",
            label=_("Zugang sperren"),
            allowed=lambda user, actor: user.is_active and user != actor and _may_change(user, actor),
            run=lambda user, form, actor: services.set_active(
                user, active=False, actor=actor, day=timezone.localdate()
            ),
            description=_("Die Person wird sofort überall abgemeldet und kann sich nicht mehr einloggen."),
            danger=True,
        ),
        Act(
            name="unlock",
            label=_("Zugang öffnen"),
            allowed=lambda user, actor: not user.is_active and _may_change(user, actor),
            run=lambda user, form, actor: services.set_active(user, active=True, actor=actor, day=timezone.localdate()),
            description=_("Die Person kann sich wieder einloggen."),
        ),
        Act(
            name="erase",
            label=_("Daten der Person löschen"),
            allowed=lambda user, actor: user != actor and _may_change(user, actor),
            run=lambda user, form, actor: services.erase_user(user, actor=actor, day=timezone.localdate()),
            description=lambda user: (
                _(
                    "Name, E-Mail-Adresse, Passwort, zweiter Faktor und Sitzungen von %(person)s werden gelöscht, alle "
                    "Rollen enden heute. Übrig bleibt „Person %(number)d“, damit Entscheidungen und Protokoll "
                    "vollständig bleiben. Das lässt sich nicht rückgängig machen."
                )
                % {"person": user, "number": user.pk}
            ),
            danger=True,
        ),
    ]

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("role_grants")

    def get_search_results(self, request, queryset, search_term):
        """Who is picked for a function or a role must be somebody who can act."""
        queryset, duplicates = super().get_search_results(request, queryset, search_term)
        if request.path.endswith("/autocomplete/"):
            queryset = queryset.filter(is_active=True)
        return queryset, duplicates

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and (obj is None or obj.erased_at is None)

    @admin.display(description=_("Rollen heute"))
    def roles(self, user):
        day = timezone.localdate()
        return ", ".join(str(grant.get_role_display()) for grant in user.role_grants.all() if grant.holds_on(day))

    def save_model(self, request, obj, form, change):
        """Through the services: they normalise the address and leave an audit entry."""
        values = {name: form.cleaned_data[name] for name in ("email", "name", "language")}
        if change:
            services.update_person(obj, **values, actor=request.user, day=timezone.localdate())
        else:
            obj.__dict__.update(services.create_person(**values, actor=request.user, day=timezone.localdate()).__dict__)


@admin.register(RoleGrant)
class RoleGrantAdmin(PortalModelAdmin):
    """Who holds or held which role. Roles are granted on the person's page and end here."""

    view_roles = ("administrator",)
    change_roles = ("administrator",)
    read_only = True
    list_display = ["user", "role", "starts_on", "ends_on"]
    list_filter = ["role"]
    list_select_related = ["user"]
    search_fields = ["user__email", "user__name"]
    acts = [
        Act(
            name="end",
            label=_("Rolle beenden"),
            form_class=EndForm,
            allowed=lambda grant, actor: (
                (grant.ends_on is None or grant.ends_on >= timezone.localdate())
                and permissions.may_administer(actor, timezone.localdate())
            ),
            run=lambda grant, form, actor: services.end_role(
                grant, ends_on=form.cleaned_data["ends_on"], actor=actor, day=timezone.localdate()
            ),
            description=_("Mit Ablauf des letzten Tages verliert die Person die Rechte der Rolle."),
            danger=True,
        ),
    ]
