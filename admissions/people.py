"""What the page on people shows: who works on an application, who speaks for its cluster, what happened to both."""

import re
from dataclasses import dataclass

from django.db.models import Q
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from accounts.models import User
from clusters.models import ClusterOperation, Function, SpeakerInvitation, dated
from clusters.permissions import functions_speaking_for
from records.models import AuditEntry, StoredFile
from records.words import verb_in_words

from .applicants import SUBJECT_KIND, own_people
from .models import Collaboration

PEOPLE_VERBS = {
    SUBJECT_KIND: [
        "invite_colleague",
        "renew_invitation",
        "revoke_invitation",
        "accept_invitation",
        "decline_invitation",
        "change_right",
        "end_collaboration",
    ],
    "cluster": [
        "appoint_function",
        "confirm_function",
        "end_function",
        "hand_over",
        "invite_speaker",
        "renew_invitation",
        "revoke_invitation",
        "accept_invitation",
        "decline_invitation",
    ],
}
PEOPLE_VERBS["organisation"] = PEOPLE_VERBS["cluster"]

_ABOUT = re.compile(r"\((person|invitation|speaker-invitation) (\d+)\)")


def operators_of(cluster, day):
    """The organisations that run the cluster on `day`, as a subquery."""
    return ClusterOperation.objects.filter(dated(day), cluster=cluster).values("organisation")


def own_management(user, cluster, day):
    """The management function the person may hand over, or None; one in the cluster itself comes first."""
    rows = functions_speaking_for(cluster, day).filter(user=user, kind=Function.Kind.MANAGER)
    return min(rows, key=lambda one: (one.organisation_id is not None, one.pk), default=None)


def speaker_invitations(cluster, day):
    """Invitations to speak for the cluster or its operator that are still open."""
    return (
        SpeakerInvitation.objects.open_on(day)
        .filter(Q(cluster=cluster) | Q(organisation__in=operators_of(cluster, day)))
        .select_related("invited_by", "cluster", "organisation", "replaces__user")
    )


def endable(functions, user):
    """Those of the functions that a speaker may end, worked out without a query: the own, and deputies' beside it.

    What clusters.permissions.may_end_function says to one who speaks for the cluster; the service asks it again.
    """
    organisations = {one.organisation_id for one in functions if one.user_id == user.pk}
    return [
        one
        for one in functions
        if one.user_id == user.pk
        or (one.kind == Function.Kind.DEPUTY and (one.cluster_id or one.organisation_id in organisations))
    ]


def manageable(invitations, functions, user):
    """Those of the open invitations into a function that a speaker may send again or take back, without a query."""
    organisations = {one.organisation_id for one in functions if one.user_id == user.pk}
    return [
        one
        for one in invitations
        if (
            one.replaces.user_id == user.pk
            if one.is_hand_over
            else one.cluster_id or one.organisation_id in organisations
        )
    ]


@dataclass(frozen=True)
class PeopleLine:
    at: object
    text: str
    actor: str


def people_history(application, day, *, with_addresses):
    """Who was invited, came, went and handed over, newest first; a fixed number of queries.

    Own people are named; of the office nobody is. `with_addresses`: also whom an unanswered invitation went to.
    """
    cluster = application.cluster
    organisations = [str(key) for key in cluster.operations.values_list("organisation__key", flat=True)]
    about = (
        Q(subject_kind=SUBJECT_KIND, subject_key=application.number, verb__in=PEOPLE_VERBS[SUBJECT_KIND])
        | Q(subject_kind="cluster", subject_key=cluster.slug, verb__in=PEOPLE_VERBS["cluster"])
        | Q(subject_kind="organisation", subject_key__in=organisations, verb__in=PEOPLE_VERBS["organisation"])
    )
    entries = list(AuditEntry.objects.filter(about).select_related("actor", "note")[:100])
    names = _Names(entries, with_addresses)
    own = own_people(application, {entry.actor_id for entry in entries if entry.actor_id})
    return [PeopleLine(entry.at, names.sentence(entry), names.who(entry, own)) for entry in entries]


class _Names:
    """The people and invitations that some entries are about, read at once."""

    def __init__(self, entries, with_addresses):
        keys: dict[str, set[int]] = {"person": set(), "invitation": set(), "speaker-invitation": set()}
        for entry in entries:
            for kind, key in _ABOUT.findall(f"{entry.from_state} {entry.to_state}"):
                keys[kind].add(int(key))
        self.people = {user.pk: str(user) for user in User.objects.filter(pk__in=keys["person"])}
        self.invitations = {
            ("invitation", row.pk): row
            for row in Collaboration.objects.filter(pk__in=keys["invitation"]).select_related("accepted_by")
        } | {
            ("speaker-invitation", row.pk): row
            for row in SpeakerInvitation.objects.filter(pk__in=keys["speaker-invitation"]).select_related("accepted_by")
        }
        self.with_addresses = with_addresses

    def _about(self, text):
        found = _ABOUT.search(text)
        if found is None:
            return ""
        kind, key = found[1], int(found[2])
        if kind == "person":
            return self.people.get(key, "")
        row = self.invitations.get((kind, key))
        if row is None:
            return ""
        if row.accepted_by:
            return str(row.accepted_by)
        return row.email if self.with_addresses else ""

    def sentence(self, entry):
        text = str(verb_in_words(entry.verb))
        if entry.verb == "hand_over":
            text = _("%(act)s: von %(old)s an %(new)s") % {
                "act": text,
                "old": self._about(entry.from_state),
                "new": self._about(entry.to_state),
            }
        else:
            text = ": ".join(part for part in (text, self._about(entry.to_state)) if part)
        details = _detail(entry)
        return f"{text} ({details})" if details else text

    def who(self, entry, own):
        if entry.actor is None:
            return _("automatisch")
        named = entry.actor_id in own or entry.verb in ("accept_invitation", "decline_invitation", "end_collaboration")
        return str(entry.actor) if named else _("Programmbüro")


def _detail(entry):
    """The right or the function, and for a hand-over its source."""
    if entry.verb == "hand_over":
        return entry.note.text if hasattr(entry, "note") else ""
    word = entry.to_state.split(" (")[0]
    labels = dict(Collaboration.Right.choices) | dict(Function.Kind.choices)
    return str(labels.get(word, ""))


def paper_document_for(application, token):
    """The scanned paper of this application with the token; Http404 for every other token."""
    documents = StoredFile.objects.filter(pk__in=application.paper_entries.values("document"))
    return get_object_or_404(documents, token=token)
