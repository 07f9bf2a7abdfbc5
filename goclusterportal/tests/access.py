"""The table of who may open which address: role × address × method. An address without a row fails test_access.

A row names the people who get in and what they meet: the status of GET and of POST. Everyone else signed in meets a
404 (the object does not exist for them), a visitor the log-in; at public addresses nobody is refused.
"""

from dataclasses import dataclass

ROLES = ("visitor", "outsider", "applicant", "manager", "board1", "board3", "ministry", "office", "administrator")
EVERYONE = frozenset(ROLES)
SIGNED_IN = EVERYONE - {"visitor"}
APPLICANT = frozenset({"applicant"})
# board3 has a function in the applicants: the desk opens, no file does.
BOARD = frozenset({"board1"})
BOARD_DESK = frozenset({"board1", "board3"})
MINISTRY = frozenset({"ministry"})
MANAGER = frozenset({"manager"})

SHOWN, MOVED, REFUSED_METHOD = 200, 302, 405


@dataclass(frozen=True)
class Row:
    who: frozenset
    get: int = SHOWN
    post: int = REFUSED_METHOD
    # Names of the objects of the world that the address needs; see objects() in test_access.
    needs: str = ""


PUBLIC = Row(EVERYONE)

TABLE = {
    "healthz": PUBLIC,
    "readyz": Row(EVERYONE, get=503),
    # What visitors see
    "public:home": PUBLIC,
    "public:directory": PUBLIC,
    "public:cluster": Row(EVERYONE, needs="cluster"),
    "public:map": PUBLIC,
    "public:facts": PUBLIC,
    "public:self-check": PUBLIC,
    "public:verify-form": PUBLIC,
    "public:verify": Row(EVERYONE, needs="certificate"),
    "public:feedback": Row(EVERYONE, post=SHOWN),
    "public:feedback-sent": PUBLIC,
    "public:imprint": PUBLIC,
    "public:privacy": PUBLIC,
    "public:accessibility": PUBLIC,
    "public:easy-language": PUBLIC,
    "public:sign-language": PUBLIC,
    "events:event-list": PUBLIC,
    "events:event": Row(EVERYONE, needs="event"),
    "events:news-list": PUBLIC,
    "events:news": Row(EVERYONE, needs="news"),
    "events:story-list": PUBLIC,
    "events:story": Row(EVERYONE, needs="story"),
    "events:publication-list": PUBLIC,
    "events:publication-file": Row(EVERYONE, needs="publication"),
    "events:newsletter": Row(EVERYONE, post=SHOWN),
    "events:newsletter-sent": PUBLIC,
    "events:newsletter-confirm": Row(EVERYONE, post=SHOWN, needs="subscription"),
    "events:newsletter-unsubscribe": Row(EVERYONE, post=SHOWN, needs="subscription"),
    "events-plain:calendar": PUBLIC,
    "events-plain:event-calendar": Row(EVERYONE, needs="event"),
    "events-plain:news-feed": PUBLIC,
    # For machines
    "api:root": PUBLIC,
    "api:reference": PUBLIC,
    "api:schema": PUBLIC,
    "api:clusters": PUBLIC,
    "api:events": PUBLIC,
    "api:news": PUBLIC,
    "api:labels": PUBLIC,
    "api:facts": PUBLIC,
    # The table sends no JSON.
    "api:self-check": Row(EVERYONE, get=REFUSED_METHOD, post=415),
    # Whoever has an account
    "public:my": Row(SIGNED_IN),
    # A cluster's own people
    "labels:my-labels": Row(MANAGER, needs="cluster"),
    "labels:my-report-label": Row(MANAGER, post=SHOWN, needs="cluster"),
    "labels:my-report-certificate": Row(MANAGER, post=SHOWN, needs="cluster"),
    "labels:my-file": Row(MANAGER, needs="label_file"),
    "admissions:apply": PUBLIC,
    "admissions:apply-start": Row(SIGNED_IN, post=SHOWN),
    "admissions:apply-register": Row(SIGNED_IN, post=SHOWN),
    # The applicant's own people
    "admissions:apply-case": Row(APPLICANT, needs="draft"),
    "admissions:apply-section": Row(APPLICANT, post=SHOWN, needs="section"),
    "admissions:apply-autosave": Row(APPLICANT, get=REFUSED_METHOD, post=SHOWN, needs="section"),
    "admissions:apply-check": Row(APPLICANT, needs="draft"),
    "admissions:apply-submit": Row(APPLICANT, get=REFUSED_METHOD, post=MOVED, needs="draft"),
    "admissions:apply-delete": Row(APPLICANT, post=MOVED, needs="draft"),
    "admissions:apply-answers": Row(APPLICANT, needs="interview"),
    "admissions:apply-receipt": Row(APPLICANT, needs="receipt"),
    "admissions:apply-withdraw": Row(APPLICANT, post=MOVED, needs="interview"),
    "admissions:apply-again": Row(APPLICANT, post=MOVED, needs="refused"),
    "admissions:apply-letter": Row(APPLICANT, needs="letter"),
    "admissions:apply-file": Row(frozenset({"applicant", "board1", "office"}), needs="evidence"),
    # The board
    "admissions:review": Row(BOARD_DESK, post=SHOWN),
    "admissions:review-file": Row(BOARD, needs="interview"),
    "admissions:review-conflict": Row(BOARD, post=SHOWN, needs="interview"),
    "admissions:review-save": Row(BOARD, get=MOVED, post=SHOWN, needs="interview"),
    "admissions:review-submit": Row(BOARD, get=MOVED, post=SHOWN, needs="interview"),
    "admissions:review-abstain": Row(BOARD, get=MOVED, post=MOVED, needs="interview"),
    "admissions:review-reopen": Row(BOARD, get=REFUSED_METHOD, post=MOVED, needs="interview"),
    "admissions:review-results": Row(BOARD, needs="interview"),
    "admissions:review-vote": Row(BOARD, post=SHOWN, needs="interview"),
    # board1 is no chair: led back to the file.
    "admissions:review-recommend": Row(BOARD, get=MOVED, post=MOVED, needs="interview"),
    # The ministry
    "labels:decide-duties": Row(MINISTRY),
    "labels:decide-duty": Row(MINISTRY, post=SHOWN, needs="duty"),
    "labels:decide-labels": Row(MINISTRY),
    "admissions:decide": Row(MINISTRY, post=SHOWN),
    "admissions:decide-file": Row(MINISTRY, needs="recommended"),
    "admissions:decide-conflict": Row(MINISTRY, post=SHOWN, needs="recommended"),
    # No paper was prepared.
    "admissions:decide-paper": Row(MINISTRY, get=404, needs="recommended"),
    "admissions:decide-decision": Row(MINISTRY, post=SHOWN, needs="recommended"),
    "admissions:decide-change": Row(MINISTRY, get=MOVED, post=SHOWN, needs="recommended"),
    "admissions:decide-confirm": Row(MINISTRY, get=MOVED, post=SHOWN, needs="recommended"),
}
