"""/my/<slug>/mails/: what the portal wrote to the people of an own cluster, and what is coming."""

from django.core.paginator import Paginator
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from notifications.models import OutboxMessage

from ..mails import messages_for_own_people, planned_for_own_people
from .own import own_cluster

PER_PAGE = 20
State = OutboxMessage.State
# What a state means to those who were written to. The mail server's answer is the office's business.
WORDS = {
    State.QUEUED: (_("unterwegs"), "info"),
    State.SENDING: (_("unterwegs"), "info"),
    State.SENT: (_("versandt"), "success"),
    State.FAILED: (_("nicht angekommen"), "warning"),
}


@own_cluster
@require_safe
def mails(request, cluster, *, day):
    page = Paginator(messages_for_own_people(cluster, day), PER_PAGE).get_page(request.GET.get("page"))
    rows = []
    for message in page:
        state, kind = WORDS[message.state]
        rows.append(
            {
                "message": message,
                "state": state,
                "kind": kind,
                # The same words went to all of them. Other mails are between the portal and that person.
                "text": message.body if _may_read(message, request.user) else "",
            }
        )
    context = {"cluster": cluster, "page_obj": page, "rows": rows, "planned": planned_for_own_people(cluster, day)}
    return render(request, "clusters/my_mails.html", context)


def _may_read(message, user):
    return message.to_user_id == user.pk or message.kind.startswith("reminder-")
