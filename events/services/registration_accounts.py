"""Registrations join the account of whoever proves to own their address: found at /my/, erased with the account."""

from django.db import transaction

from ..models import Registration
from .registration_privacy import recipient_key, rename_reminders, user_key
from .registrations import lock_all


def join_account(user, email):
    """Give the person the registrations that were made under the address without an account. Returns how many.

    Call it when the address was proved to be the person's, and never before.
    """
    free = Registration.objects.filter(email=email.strip().lower(), user=None, emptied_at=None)
    with transaction.atomic():
        # No act under way writes the row back without its person.
        lock_all(free)
        for pk, event in free.values_list("pk", "settings__event"):
            rename_reminders(event, recipient_key(pk), user_key(user.pk))
        return free.update(user=user)
