"""What invitations forget with a person: the address they went to. Who accepted stays, under "Person 4711"."""

from clusters.models import SpeakerInvitation

from ..models import Collaboration


def forget_person(user):
    """Replace the address in every invitation that the person accepted by the emptied one."""
    for model in (Collaboration, SpeakerInvitation):
        model.objects.filter(accepted_by=user).update(email=user.email)
