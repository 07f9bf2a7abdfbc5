"""The doors of the register. Each act locks, checks, writes and leaves an AuditEntry, in one transaction.

A refusal raises programme.errors.ActRefused with a sentence for the person who acts. `actor` None is the system.
"""

from .exits import answer_exclusion, give_notice, propose_exclusion, withdraw_notice
from .figures import record_actor_figures, release_actor_figures, state_internationalisation
from .founding import (
    add_organisation,
    found_cluster,
    note_organisation,
    possible_duplicates,
    set_operator,
    update_organisation,
)
from .functions import appoint, confirm_function, decline_function, end_function, request_function
from .handover import (
    accept_speaker_invitation,
    decline_speaker_invitation,
    hand_over,
    invite_deputy,
    invite_successor,
    renew_speaker_invitation,
    revoke_speaker_invitation,
)
from .membership import (
    correct_membership,
    end_membership,
    issue_certificate,
    publish_membership,
    record_period,
    start_membership,
)
from .profile import keep_cluster, release_profile, rename_cluster, save_cluster, update_profile
from .snapshots import annotate_snapshot, publish_snapshot, recount_snapshot, take_snapshot, withdraw_snapshot

__all__ = [
    "accept_speaker_invitation",
    "add_organisation",
    "annotate_snapshot",
    "answer_exclusion",
    "appoint",
    "confirm_function",
    "correct_membership",
    "decline_function",
    "decline_speaker_invitation",
    "end_function",
    "end_membership",
    "found_cluster",
    "give_notice",
    "hand_over",
    "invite_deputy",
    "invite_successor",
    "issue_certificate",
    "keep_cluster",
    "note_organisation",
    "possible_duplicates",
    "propose_exclusion",
    "publish_membership",
    "publish_snapshot",
    "record_actor_figures",
    "record_period",
    "recount_snapshot",
    "release_actor_figures",
    "release_profile",
    "rename_cluster",
    "renew_speaker_invitation",
    "request_function",
    "revoke_speaker_invitation",
    "save_cluster",
    "set_operator",
    "start_membership",
    "state_internationalisation",
    "take_snapshot",
    "update_organisation",
    "update_profile",
    "withdraw_notice",
    "withdraw_snapshot",
]
