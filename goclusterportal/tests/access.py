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
    "robots": PUBLIC,
    "sitemap": PUBLIC,
    "accessibility-json": PUBLIC,
    # Published in this world; records/tests/test_pictures.py shows who sees one before.
    "picture": Row(EVERYONE, needs="picture"),
    # What visitors see
    "public:home": PUBLIC,
    "public:social-card": PUBLIC,
    "public:directory": PUBLIC,
    "public:directory-csv": PUBLIC,
    "public:directory-json": PUBLIC,
    "public:directory-print": PUBLIC,
    "public:cluster": Row(EVERYONE, needs="cluster"),
    "public:search": PUBLIC,
    "public:map": PUBLIC,
    "public:facts": PUBLIC,
    "public:facts-snapshots": PUBLIC,
    "public:facts-csv": PUBLIC,
    "public:facts-json": PUBLIC,
    "public:self-check": PUBLIC,
    "public:self-check-pdf": PUBLIC,
    # Without a choice there is nothing to carry: back to the self-check.
    "public:self-check-carry": Row(EVERYONE, get=MOVED, post=MOVED),
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
    "public:edition": Row(EVERYONE, needs="edition"),
    "edition-calendar": Row(EVERYONE, needs="edition"),
    "events:edition-list": PUBLIC,
    "events:event-archive": PUBLIC,
    "events:edition-submit": Row(EVERYONE, post=SHOWN, needs="edition"),
    "events:edition-sent": Row(EVERYONE, needs="edition"),
    # The link of the mail is the credential.
    "events:edition-submission": Row(EVERYONE, post=SHOWN, needs="edition_submission"),
    "events:edition-submission-confirm": Row(EVERYONE, get=REFUSED_METHOD, post=MOVED, needs="edition_submission"),
    "events:edition-submission-withdraw": Row(EVERYONE, post=MOVED, needs="edition_submission"),
    "events:register": Row(EVERYONE, post=SHOWN, needs="event"),
    "events:register-sent": Row(EVERYONE, needs="event"),
    # Whoever holds the link; events/tests/test_registration_pages.py shows what others meet.
    "events:registration": Row(EVERYONE, needs="registration"),
    "events:registration-change": Row(EVERYONE, post=SHOWN, needs="registration"),
    "events:registration-cancel": Row(EVERYONE, post=MOVED, needs="registration"),
    "events:registration-calendar": Row(EVERYONE, needs="registration"),
    "events:news-list": PUBLIC,
    "events:news": Row(EVERYONE, needs="news"),
    "events:news-archive": Row(EVERYONE, needs="news_year"),
    "events:news-quarter": Row(EVERYONE, needs="news_quarter"),
    "events:story-list": PUBLIC,
    "events:story": Row(EVERYONE, needs="story"),
    "events:publication-list": PUBLIC,
    "events:publication": Row(EVERYONE, needs="publication"),
    "events:publication-file": Row(EVERYONE, needs="publication"),
    "events:newsletter": Row(EVERYONE, post=SHOWN),
    "events:newsletter-sent": PUBLIC,
    "events:newsletter-archive": PUBLIC,
    "events:newsletter-issue": Row(EVERYONE, needs="issue"),
    "events:newsletter-preferences": Row(EVERYONE, post=SHOWN, needs="subscription"),
    "events:newsletter-confirm": Row(EVERYONE, post=SHOWN, needs="subscription"),
    "events:newsletter-unsubscribe": Row(EVERYONE, post=SHOWN, needs="subscription"),
    "events-plain:calendar": PUBLIC,
    "events-plain:event-calendar": Row(EVERYONE, needs="event"),
    "events-plain:news-feed": PUBLIC,
    "events-plain:news-rss": PUBLIC,
    "markdown-preview": Row(SIGNED_IN, get=REFUSED_METHOD, post=SHOWN),
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
    # A kind of mail that does not exist cannot be switched: the table sends none.
    "notifications:mails": Row(SIGNED_IN, post=404),
    "clusters:my-mails": Row(MANAGER, needs="cluster"),
    "calendar:index": Row(SIGNED_IN),
    "calendar:create": Row(SIGNED_IN, get=REFUSED_METHOD, post=SHOWN),
    "calendar:revoke": Row(SIGNED_IN, get=REFUSED_METHOD, post=MOVED),
    # Whoever holds the token: see calendars/tests.
    "calendar-feed": Row(EVERYONE, needs="calendar"),
    # A cluster's own people
    "public:own": Row(MANAGER, needs="cluster"),
    "clusters:membership": Row(MANAGER, needs="cluster"),
    "clusters:profile": Row(MANAGER, post=SHOWN, needs="cluster"),
    "clusters:profile-submit": Row(MANAGER, get=REFUSED_METHOD, post=MOVED, needs="cluster"),
    "clusters:profile-recall": Row(MANAGER, get=REFUSED_METHOD, post=MOVED, needs="cluster"),
    "clusters:profile-discard": Row(MANAGER, post=MOVED, needs="cluster"),
    "clusters:profile-logo": Row(MANAGER, needs="cluster"),
    "public:profile-preview": Row(MANAGER, needs="cluster"),
    "public:cluster-card": Row(EVERYONE, needs="cluster"),
    "clusters:figures": Row(MANAGER, post=SHOWN, needs="cluster"),
    "events:contributions": Row(MANAGER, needs="cluster"),
    "events:contribution-new": Row(MANAGER, post=SHOWN, needs="contribution_kind"),
    "events:contribution": Row(MANAGER, post=SHOWN, needs="contribution"),
    "events:contribution-preview": Row(MANAGER, needs="contribution"),
    "events:contribution-submit": Row(MANAGER, get=REFUSED_METHOD, post=MOVED, needs="contribution"),
    "events:contribution-withdraw": Row(MANAGER, get=REFUSED_METHOD, post=MOVED, needs="contribution"),
    "events:contribution-delete": Row(MANAGER, post=MOVED, needs="contribution"),
    "clusters:notice": Row(MANAGER, post=SHOWN, needs="cluster"),
    # The cluster of the world has not given notice.
    "clusters:withdraw-notice": Row(MANAGER, get=MOVED, post=MOVED, needs="cluster"),
    "labels:my-labels": Row(MANAGER, needs="cluster"),
    "labels:my-report-label": Row(MANAGER, post=SHOWN, needs="cluster"),
    "labels:my-report-certificate": Row(MANAGER, post=SHOWN, needs="cluster"),
    "labels:my-file": Row(MANAGER, needs="label_file"),
    "admissions:apply": PUBLIC,
    "admissions:apply-start": Row(SIGNED_IN, post=SHOWN),
    "admissions:apply-register": Row(SIGNED_IN, post=SHOWN),
    "admissions:apply-self-check-discard": Row(SIGNED_IN, get=REFUSED_METHOD, post=MOVED),
    # The applicant's own people
    "admissions:apply-case": Row(APPLICANT, needs="draft"),
    "admissions:apply-section": Row(APPLICANT, post=SHOWN, needs="section"),
    "admissions:apply-autosave": Row(APPLICANT, get=REFUSED_METHOD, post=SHOWN, needs="section"),
    "admissions:apply-self-check": Row(APPLICANT, get=REFUSED_METHOD, post=MOVED, needs="draft"),
    "admissions:apply-check": Row(APPLICANT, needs="draft"),
    "admissions:apply-submit": Row(APPLICANT, get=REFUSED_METHOD, post=MOVED, needs="draft"),
    "admissions:apply-delete": Row(APPLICANT, post=MOVED, needs="draft"),
    "admissions:apply-answers": Row(APPLICANT, needs="interview"),
    "admissions:apply-receipt": Row(APPLICANT, needs="receipt"),
    "admissions:apply-receipt-file": Row(APPLICANT, needs="receipt-file"),
    "admissions:apply-changes": Row(APPLICANT, needs="returned"),
    "admissions:apply-changes-version": Row(APPLICANT, needs="version"),
    "admissions:apply-commitment": Row(APPLICANT, needs="commitment"),
    "admissions:apply-withdraw": Row(APPLICANT, post=MOVED, needs="interview"),
    "admissions:apply-interview": Row(APPLICANT, post=SHOWN, needs="asked"),
    "admissions:apply-interview-calendar": Row(APPLICANT, needs="agreed"),
    "admissions:apply-again": Row(APPLICANT, post=MOVED, needs="refused"),
    "admissions:apply-letter": Row(APPLICANT, needs="letter"),
    "admissions:apply-file": Row(frozenset({"applicant", "board1", "office"}), needs="evidence"),
    "admissions:apply-paper": Row(APPLICANT, needs="paper"),
    # Who works on an application
    "admissions:apply-people": Row(APPLICANT, needs="draft"),
    "admissions:apply-invite": Row(APPLICANT, post=SHOWN, needs="draft"),
    "admissions:apply-colleague": Row(APPLICANT, needs="colleague"),
    "admissions:apply-colleague-right": Row(APPLICANT, get=REFUSED_METHOD, post=SHOWN, needs="colleague"),
    "admissions:apply-colleague-end": Row(APPLICANT, get=REFUSED_METHOD, post=MOVED, needs="colleague"),
    "admissions:apply-colleague-renew": Row(APPLICANT, get=REFUSED_METHOD, post=MOVED, needs="invited"),
    "admissions:apply-colleague-revoke": Row(APPLICANT, get=REFUSED_METHOD, post=MOVED, needs="invited"),
    "admissions:apply-deputy": Row(APPLICANT, post=SHOWN, needs="draft"),
    "admissions:apply-hand-over": Row(APPLICANT, post=SHOWN, needs="draft"),
    "admissions:apply-function-end": Row(APPLICANT, post=MOVED, needs="function"),
    "admissions:apply-speaker": Row(APPLICANT, needs="speaker"),
    "admissions:apply-speaker-renew": Row(APPLICANT, get=REFUSED_METHOD, post=MOVED, needs="speaker"),
    "admissions:apply-speaker-revoke": Row(APPLICANT, get=REFUSED_METHOD, post=MOVED, needs="speaker"),
    # Whoever holds the link; a visitor is asked to log in and learns nothing.
    "admissions:apply-invitation": Row(EVERYONE, needs="invitation"),
    "admissions:apply-invitation-accept": Row(SIGNED_IN, get=REFUSED_METHOD, post=SHOWN, needs="invitation"),
    "admissions:apply-invitation-decline": Row(SIGNED_IN, get=REFUSED_METHOD, post=MOVED, needs="invitation"),
    # The board
    "admissions:review": Row(BOARD_DESK, post=SHOWN),
    "admissions:review-file": Row(BOARD, needs="interview"),
    "admissions:review-conflict": Row(BOARD, post=SHOWN, needs="interview"),
    "admissions:review-save": Row(BOARD, get=MOVED, post=SHOWN, needs="interview"),
    "admissions:review-submit": Row(BOARD, get=MOVED, post=SHOWN, needs="interview"),
    "admissions:review-abstain": Row(BOARD, get=MOVED, post=MOVED, needs="interview"),
    "admissions:review-reopen": Row(BOARD, get=REFUSED_METHOD, post=MOVED, needs="interview"),
    "admissions:review-results": Row(BOARD, needs="interview"),
    "admissions:review-calendar": Row(BOARD, needs="agreed"),
    "admissions:review-minutes": Row(BOARD, needs="minutes"),
    "admissions:review-history": Row(BOARD, needs="interview"),
    "admissions:review-discussion": Row(BOARD, post=SHOWN, needs="interview"),
    "admissions:review-earlier": Row(BOARD, needs="interview"),
    "admissions:review-sittings": Row(BOARD_DESK),
    "admissions:review-sitting": Row(BOARD_DESK, needs="sitting"),
    # Neither is a chair: led back to the sitting, or to the file.
    "admissions:review-sitting-edit": Row(BOARD_DESK, get=MOVED, post=MOVED, needs="sitting"),
    "admissions:review-sitting-calendar": Row(BOARD_DESK, needs="sitting"),
    "admissions:review-sitting-minutes": Row(BOARD_DESK, needs="sitting"),
    "admissions:review-open-vote": Row(BOARD, get=MOVED, post=MOVED, needs="interview"),
    "admissions:review-close-vote": Row(BOARD, get=MOVED, post=MOVED, needs="interview"),
    "admissions:review-reopen-vote": Row(BOARD, get=MOVED, post=MOVED, needs="interview"),
    "admissions:review-vote": Row(BOARD, post=SHOWN, needs="interview"),
    # board1 is no chair: led back to the file.
    "admissions:review-recommend": Row(BOARD, get=MOVED, post=MOVED, needs="interview"),
    # The ministry
    "clusters:decide-members": Row(MINISTRY),
    "clusters:decide-member": Row(MINISTRY, post=SHOWN, needs="excluded"),
    "clusters:decide-member-document": Row(MINISTRY, needs="excluded"),
    "labels:decide-duties": Row(MINISTRY),
    "labels:decide-duty": Row(MINISTRY, post=SHOWN, needs="duty"),
    "labels:decide-labels": Row(MINISTRY),
    "labels:decide-mergers": Row(MINISTRY),
    "labels:decide-merger": Row(MINISTRY, post=SHOWN, needs="merger"),
    "admissions:decide": Row(MINISTRY, post=SHOWN),
    "admissions:decide-file": Row(MINISTRY, needs="recommended"),
    "admissions:decide-conflict": Row(MINISTRY, post=SHOWN, needs="recommended"),
    # No paper was prepared.
    "admissions:decide-paper": Row(MINISTRY, get=404, needs="recommended"),
    "admissions:decide-minutes": Row(MINISTRY, needs="advised_minutes"),
    "admissions:decide-sitting-minutes": Row(MINISTRY, needs="extract"),
    "admissions:decide-decision": Row(MINISTRY, post=SHOWN, needs="recommended"),
    "admissions:decide-change": Row(MINISTRY, get=MOVED, post=SHOWN, needs="recommended"),
    "admissions:decide-confirm": Row(MINISTRY, get=MOVED, post=SHOWN, needs="recommended"),
}
