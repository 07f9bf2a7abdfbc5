"""What the tests on people share: colleagues with a right, and the link that an invitation's mail carries."""

import re

from django.utils import timezone

from admissions.models import Collaboration
from admissions.services.collaboration import accept_invitation, invite_colleague
from notifications.models import OutboxMessage

LINK = re.compile(r"/apply/invitation/([\w-]+)/")


def link_in(message):
    """The address of the page on which an invitation is answered, as the mail has it."""
    return LINK.search(message.body)[0]


def last_link(email):
    return link_in(OutboxMessage.objects.filter(to_email=email).order_by("pk").last())


def colleague(application, person, right, *, by, day=None, **fields):
    """The person works on the application with this right, through the services."""
    day = day or timezone.localdate()
    invitation = invite_colleague(application, person.email, right, actor=by, day=day, **fields)
    return accept_invitation(invitation, user=person, day=day)


def running(application, person, right="read", *, by, **fields):
    """A collaboration as a plain row."""
    return Collaboration.objects.create(
        application=application,
        email=person.email,
        right=right,
        token_hash=fields.pop("token_hash", f"hash-{application.pk}-{person.pk}"),
        invited_by=by,
        expires_on=timezone.localdate(),
        accepted_by=person,
        accepted_at=timezone.now(),
        **fields,
    )
