"""What the portal wrote and is going to write to a cluster's own people: for the office, and for these people."""

from notifications.models import LETTER_KIND, OutboxMessage
from notifications.services import plan

from .permissions import speakers_for

# As far ahead as the people themselves see what is planned.
DAYS_AHEAD = 90
State = OutboxMessage.State


def addresses_of(cluster):
    """Its present address and every former one: a message keeps the one that it was written under."""
    return {cluster.slug, *cluster.former_slugs.values_list("slug", flat=True)}


def messages_about(cluster):
    """Every message for the cluster's people, newest first."""
    return OutboxMessage.objects.filter(about__in=addresses_of(cluster)).select_related("to_user")


def messages_for_own_people(cluster, day):
    """What those who speak for the cluster today were sent for it: nothing that waits for a release, no letters,
    nothing to the office, the board or the ministry."""
    told = [State.QUEUED, State.SENDING, State.SENT, State.FAILED]
    return (
        messages_about(cluster)
        .filter(state__in=told, to_user__in=speakers_for(cluster, day).order_by())
        .exclude(kind=LETTER_KIND)
    )


def planned_for(cluster, day):
    """What is planned for the cluster's people in the next 90 days."""
    return plan(day, DAYS_AHEAD, clusters=addresses_of(cluster))


def planned_for_own_people(cluster, day):
    """The same without what the office took out, and without anyone who does not speak for the cluster.

    Rows of {on, title, ladder, due_on, people}: the names of those who will be written to.
    """
    own = {f"user:{pk}" for pk in speakers_for(cluster, day).order_by().values_list("pk", flat=True)}
    rows = []
    for entry in planned_for(cluster, day):
        people = [person.name for person in entry.recipients if person.key in own]
        if people:
            rows.append(
                {
                    "on": entry.on,
                    "title": entry.title,
                    "ladder": entry.ladder,
                    "due_on": entry.due_on,
                    "people": people,
                }
            )
    return rows
