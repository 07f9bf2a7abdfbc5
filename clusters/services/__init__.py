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
from .mergers import (
    attach_document,
    continued_by,
    merger_refusal,
    predecessors_of,
    preview_merger,
    record_merger,
    withdraw_merger,
)
from .operators import preview_operator, set_operator
from .profile import keep_cluster, release_profile, rename_cluster, save_cluster, update_profile
from .snapshots import annotate_snapshot, publish_snapshot, recount_snapshot, take_snapshot, withdraw_snapshot
from .yearly import accept_figures, ask_back, submit_figures

__all__ = [
    "accept_figures",
    "accept_speaker_invitation",
    "add_organisation",
    "annotate_snapshot",
    "answer_exclusion",
    "appoint",
    "ask_back",
    "attach_document",
    "confirm_function",
    "continued_by",
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
    "merger_refusal",
    "note_organisation",
    "possible_duplicates",
    "predecessors_of",
    "preview_merger",
    "preview_operator",
    "propose_exclusion",
    "publish_membership",
    "publish_snapshot",
    "record_actor_figures",
    "record_merger",
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
    "submit_figures",
    "take_snapshot",
    "update_organisation",
    "update_profile",
    "withdraw_merger",
    "withdraw_notice",
    "withdraw_snapshot",
]
