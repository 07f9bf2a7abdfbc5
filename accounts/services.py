"""Acts on people and roles. Each locks, checks, writes and leaves an AuditEntry, in one transaction."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from programme.errors import ActRefused

from . import audit, erasure, permissions
from .models import RoleGrant, User

# RFC 2606: no mail can ever reach such an address.
ERASED_DOMAIN = "geloescht.invalid"


def create_person(*, email, name, language="de", actor, day):
    """A person without a password: the log-in works once the person has set one by e-mail."""
    with transaction.atomic():
        _administrators_only(actor, day)
        email = email.strip().lower()
        if address_taken(email):
            raise ActRefused(_("Diese E-Mail-Adresse gehört bereits zu einer Person."))
        user = User.objects.create_user(email, name=name, language=language)
        _record(actor, "create_person", user)
    return user


def update_person(user, *, email, name, language, actor, day):
    """Change name, language or address. A new address has to be confirmed by its owner at the next log-in."""
    with transaction.atomic():
        row = _locked(user)
        _administrators_only(actor, day)
        _refuse_erased(row)
        email = email.strip().lower()
        new_address = email != row.email
        if new_address and address_taken(email, by_other_than=row):
            raise ActRefused(_("Diese E-Mail-Adresse gehört bereits zu einer Person."))
        if (email, name, language) == (row.email, row.name, row.language):
            return row
        row.email, row.name, row.language = email, name, language
        row.save(update_fields=["email", "name", "language"])
        if new_address:
            EmailAddress.objects.filter(user=row).delete()
            EmailAddress.objects.create(user=row, email=email, primary=True, verified=False)
        _record(actor, "change_address" if new_address else "update_person", row)
    return row


def set_active(user, *, active, actor, day):
    """Lock a person out at once, or let the person in again."""
    with transaction.atomic():
        row = _locked(user)
        _administrators_only(actor, day)
        _refuse_erased(row)
        if actor and row.pk == actor.pk:
            raise ActRefused(_("Den eigenen Zugang können Sie nicht sperren."))
        if row.is_active == active:
            raise ActRefused(_("Der Zugang ist bereits offen.") if active else _("Der Zugang ist bereits gesperrt."))
        row.is_active = active
        row.save(update_fields=["is_active"])
        refresh_staff(row, day)
        if not active:
            end_sessions(row)
        _record(actor, "unlock_person" if active else "lock_person", row)
    return row


def grant_role(user, *, role, starts_on, ends_on=None, actor, day):
    """Give a role from a day on. Two grants of one role never overlap."""
    with transaction.atomic():
        row = _locked(user)
        _administrators_only(actor, day)
        _refuse_erased(row)
        if role not in RoleGrant.Role.values:
            raise ActRefused(_("Diese Rolle gibt es nicht."))
        if ends_on and ends_on < starts_on:
            raise ActRefused(_("Das Ende liegt vor dem Beginn."))
        same = row.role_grants.filter(role=role).exclude(ends_on__lt=starts_on)
        if ends_on:
            same = same.exclude(starts_on__gt=ends_on)
        if same.exists():
            raise ActRefused(_("Die Person hat diese Rolle in dieser Zeit bereits."))
        grant = RoleGrant.objects.create(user=row, role=role, starts_on=starts_on, ends_on=ends_on)
        refresh_staff(row, day)
        _record(actor, "grant_role", row, to_state=f"{role} {starts_on.isoformat()}")
    return grant


def end_role(grant, *, ends_on, actor, day):
    """End a role with the given day, that day included. One administrator always remains."""
    with transaction.atomic():
        # All administrators' rows: two of them must not end each other's role at the same moment.
        list(RoleGrant.objects.select_for_update().filter(role=grant.role).order_by("pk"))
        grant = RoleGrant.objects.select_related("user").get(pk=grant.pk)
        _administrators_only(actor, day)
        if grant.ends_on and grant.ends_on < day:
            raise ActRefused(_("Diese Rolle ist bereits beendet."))
        if ends_on < grant.starts_on:
            raise ActRefused(_("Das Ende liegt vor dem Beginn."))
        if grant.role == RoleGrant.Role.ADMINISTRATOR and _is_last_administrator(grant.user):
            raise ActRefused(_("Eine Person muss die Administration behalten. Vergeben Sie die Rolle zuerst neu."))
        grant.ends_on = ends_on
        grant.save(update_fields=["ends_on"])
        refresh_staff(grant.user, day)
        _record(actor, "end_role", grant.user, from_state=grant.role, to_state=ends_on.isoformat())
    return grant


def refresh_staff(user, day):
    """Set User.is_staff from the person's roles on `day`. Returns whether it changed."""
    return _refresh(user, RoleGrant.objects.filter(user=user), day)


def refresh_all_staff(day):
    """refresh_staff for everyone: roles begin and end without anybody pressing a button. Returns the number changed."""
    people = User.objects.filter(Q(is_staff=True) | Q(role_grants__isnull=False)).distinct()
    return sum(_refresh(user, user.role_grants.all(), day) for user in people.prefetch_related("role_grants"))


def _refresh(user, grants, day):
    # What has_role reads; it may stem from before the change.
    user._grants = list(grants)
    is_staff = permissions.belongs_in_admin(user, day)
    if user.is_staff == is_staff:
        return False
    user.is_staff = is_staff
    user.save(update_fields=["is_staff"])
    return True


def erase_user(user, *, actor, day):
    """Empty a person's row for good: "Person 4711" stays for decisions, statistics and the audit trail (SPEC 2.5)."""
    with transaction.atomic():
        row = _locked(user)
        _administrators_only(actor, day)
        _refuse_erased(row)
        if actor and row.pk == actor.pk:
            raise ActRefused(_("Die eigenen Daten kann nur eine andere Person der Administration löschen."))
        if row.has_role(RoleGrant.Role.ADMINISTRATOR, day) and _is_last_administrator(row):
            raise ActRefused(_("Eine Person muss die Administration behalten. Vergeben Sie die Rolle zuerst neu."))
        end_sessions(row)
        EmailAddress.objects.filter(user=row).delete()
        Authenticator.objects.filter(user=row).delete()
        _forget_in_log(row)
        row.email = f"person-{row.pk}@{ERASED_DOMAIN}"
        row.name = f"Person {row.pk}"
        row.is_active = row.is_superuser = False
        row.last_login = None
        row.erased_at = timezone.now()
        row.set_unusable_password()
        row.save()
        row.role_grants.filter(starts_on__gt=day).delete()
        row.role_grants.filter(Q(ends_on=None) | Q(ends_on__gt=day)).update(ends_on=day)
        refresh_staff(row, day)
        erasure.forget_everywhere(row)
        _record(actor, "erase_person", row)
    return row


def address_taken(email, *, by_other_than=None):
    """Whether an address is somebody's, also one that is still to be confirmed."""
    users = User.objects.filter(email__iexact=email)
    addresses = EmailAddress.objects.filter(email__iexact=email, verified=True)
    if by_other_than is not None:
        users, addresses = users.exclude(pk=by_other_than.pk), addresses.exclude(user=by_other_than)
    return users.exists() or addresses.exists()


def end_sessions(user):
    """Log the person out everywhere."""
    sessions = UserSession.objects.filter(user=user)
    Session.objects.filter(session_key__in=list(sessions.values_list("session_key", flat=True))).delete()
    sessions.delete()


def _is_last_administrator(user):
    others = RoleGrant.objects.filter(role=RoleGrant.Role.ADMINISTRATOR, ends_on=None, user__is_active=True).exclude(
        user=user
    )
    return not others.exists()


def _administrators_only(actor, day):
    if not permissions.may_administer(actor, day):
        raise ActRefused(_("Nur die Administration darf Personen und Rollen ändern."))


def _refuse_erased(user):
    if user.erased_at:
        raise ActRefused(_("Die Daten dieser Person sind gelöscht."))


def _forget_in_log(user):
    """The web admin's own log repeats names; what was done stays, the name goes."""
    about = Q(content_type=ContentType.objects.get_for_model(User), object_id=str(user.pk))
    grants = [str(pk) for pk in user.role_grants.values_list("pk", flat=True)]
    about |= Q(content_type=ContentType.objects.get_for_model(RoleGrant), object_id__in=grants)
    LogEntry.objects.filter(about).update(object_repr=f"Person {user.pk}", change_message="")


def _locked(user):
    return User.objects.select_for_update().get(pk=user.pk)


def _record(actor, verb, user, *, from_state="", to_state=""):
    audit.record(
        actor=actor,
        verb=verb,
        subject_kind="person",
        subject_key=user.pk,
        from_state=from_state,
        to_state=to_state,
    )
