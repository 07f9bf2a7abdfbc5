"""Reminders: what is due by a day and not yet sent goes out, once.

The ledger row and the message are written together, under a unique key per kind, subject, rung and recipient. So it
does not matter how often, how late or how many at once this runs (SPEC 2.4).
"""

import hashlib
import logging
from collections import defaultdict
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils.translation import gettext

from notifications import sources
from notifications.ladder import EVERYONE, Rung, due_rung
from notifications.models import Ladder, Reminder, SkippedRung
from notifications.placeholders import BadText

from .office_tasks import in_both_languages, open_task
from .outbox import language_for, write_message
from .recipients import is_deliverable, recipients_of, withheld_for
from .waking import wake_sweep_after_commit
from .wording import words_of

logger = logging.getLogger(__name__)


@dataclass
class ReminderCounts:
    """`queued` messages were written (or would be), `known` were sent before or by another run at the same time,
    `overtaken` deadlines no longer stand, `tasks` went to the office instead, `skipped` were taken out by the office,
    `unwanted` are not sent on the recipient's own wish, `broken` sources could not be asked."""

    queued: int = 0
    known: int = 0
    overtaken: int = 0
    tasks: int = 0
    skipped: int = 0
    unwanted: int = 0
    broken: int = 0


class LadderView:
    """A ladder with its rungs in both forms: the rule's and the database's."""

    def __init__(self, ladder):
        self.kind = ladder.kind
        self.ladder = ladder
        self.by_key = {rung.key: rung for rung in ladder.rungs.all()}
        self.rungs = [Rung(rung.key, rung.months, rung.days) for rung in self.by_key.values()]


def active_ladders():
    """Pairs of registered source and active ladder with at least one rung."""
    ladders = {ladder.kind: ladder for ladder in Ladder.objects.filter(active=True).prefetch_related("rungs")}
    pairs = [(source, LadderView(ladders[source.kind])) for source in sources.registered() if source.kind in ladders]
    return [(source, view) for source, view in pairs if view.rungs]


def run(day, *, today, dry_run=False):
    """Queue every reminder that is due by `day` and not yet sent. Returns ReminderCounts.

    `day` is written as as_of into ledger and outbox. Whether a deadline still stands is asked for the later of `day`
    and `today`. A source that fails does not keep the others from reminding; it counts as broken.
    """
    counts = ReminderCounts()
    for source, view in active_ladders():
        try:
            _run_source(source, view, day, max(day, today), dry_run, counts)
        except Exception:
            logger.exception("Reminders of kind %s came to a stop", source.kind)
            counts.broken += 1
    if counts.queued and not dry_run:
        wake_sweep_after_commit()
    return counts


def _run_source(source, view, day, asked_for, dry_run, counts):
    reached = []
    for due in source.due(day):
        rung = due_rung(view.rungs, due.due_on, day, ())
        if rung is not None:
            reached.append((due, view.by_key[rung.key]))
    keys = [due.subject_key for due, _ in reached]
    ledger = sent_by_subject(source.kind, keys)
    withheld = withheld_for(view.ladder, keys)
    for due, rung in reached:
        if withheld.is_skipped(due.subject_key, rung.key, EVERYONE):
            counts.skipped += 1
            continue
        recipients = list(recipients_of(source, rung, due.subject_key))
        waiting = [person for person in recipients if (rung.key, person.key) not in ledger[due.subject_key]]
        counts.known += len(recipients) - len(waiting)
        wanted = [person for person in waiting if person.key not in withheld.unwilling]
        counts.unwanted += len(waiting) - len(wanted)
        waiting = [person for person in wanted if not withheld.is_skipped(due.subject_key, rung.key, person.key)]
        counts.skipped += len(wanted) - len(waiting)
        if recipients and not waiting:
            continue
        if not source.still_stands(due.subject_key, asked_for):
            counts.overtaken += 1
            continue
        if not recipients:
            counts.tasks += _tell_office(source, due, rung, None, dry_run)
        for recipient in waiting:
            _remind(source, due, rung, recipient, day, dry_run, counts)


def sent_by_subject(kind, keys):
    """Subject key -> set of (rung, recipient) in the ledger; one query."""
    sent = defaultdict(set)
    rows = Reminder.objects.filter(kind=kind, subject_key__in=set(keys))
    for key, rung, recipient in rows.values_list("subject_key", "rung", "recipient"):
        sent[key].add((rung, recipient))
    return sent


def _remind(source, due, rung, recipient, day, dry_run, counts):
    if not is_deliverable(recipient):
        counts.tasks += _tell_office(source, due, rung, recipient, dry_run)
        return
    try:
        subject, body = words_of(rung, source, due, recipient)
    except BadText as error:
        logger.error("The text of rung %s of %s cannot be filled in: %s", rung.key, source.kind, error)
        counts.tasks += _tell_office_of_text(source, rung, error, dry_run)
        return
    if dry_run:
        counts.queued += 1
        return
    try:
        with transaction.atomic():
            if _was_just_skipped(source, due, rung, recipient):
                counts.skipped += 1
                return
            _write(source, due, rung, recipient, day, subject, body)
    except IntegrityError:
        # Another run was faster; what it wrote is the same.
        counts.known += 1
    else:
        counts.queued += 1


def _was_just_skipped(source, due, rung, recipient):
    """Whether the office took this out since the run began. Holds the ladder, as skipping does: one comes first."""
    Ladder.objects.select_for_update().get(pk=rung.ladder_id)
    return SkippedRung.objects.filter(
        kind=source.kind,
        subject_key=due.subject_key,
        rung=rung.key,
        recipient__in=[EVERYONE, recipient.key],
        taken_back_at=None,
    ).exists()


def _write(source, due, rung, recipient, day, subject, body):
    """Ledger row and message, both or neither."""
    message, _created = write_message(
        key=message_key(source.kind, due.subject_key, rung.key, recipient.key),
        kind=f"reminder-{source.kind}"[:60],
        to_user=recipient.user,
        to_email=recipient.email,
        language=language_for(recipient.user, recipient.language),
        subject=subject,
        body=body,
        subject_kind=source.kind,
        subject_key=due.subject_key,
        attachments=(),
        held=False,
        as_of=day,
        about=due.cluster,
    )
    Reminder.objects.create(
        kind=source.kind,
        subject_key=due.subject_key,
        rung=rung.key,
        recipient=recipient.key,
        due_on=due.due_on,
        as_of=day,
        message=message,
    )


def message_key(kind, subject_key, rung, recipient):
    """The message's key, readable where it fits into its column."""
    key = f"reminder:{kind}:{subject_key}:{rung}:{recipient}"
    return key if len(key) <= 200 else f"reminder:{kind}:{hashlib.sha256(key.encode()).hexdigest()}"


def _tell_office(source, due, rung, recipient, dry_run):
    """Nobody can be reminded: the office takes over. Returns 1 when that is news."""
    if dry_run:
        return 1

    def write():
        values = {"subject": title_of(source, due.subject_key), "day": due.due_on.strftime("%d.%m.%Y")}
        if recipient is None:
            return (
                gettext("Niemand ist zu erinnern: %(subject)s, fällig am %(day)s. Bitte klären Sie die Zuständigkeit.")
                % values
            )
        return gettext(
            "%(name)s ist nicht zu erreichen: %(subject)s, fällig am %(day)s. Bitte erinnern Sie auf anderem Weg."
        ) % {**values, "name": recipient.name or gettext("Die zuständige Person")}

    german, english = in_both_languages(write)
    _task, is_new = open_task(
        key=f"no-recipient:{source.kind}:{due.subject_key}:{rung.key}:{recipient.key if recipient else ''}",
        text_de=german,
        text_en=english,
        subject_kind=source.kind,
        subject_key=due.subject_key,
        once=True,
    )
    return int(is_new)


def _tell_office_of_text(source, rung, error, dry_run):
    if dry_run:
        return 1
    german, english = in_both_languages(
        lambda: (
            gettext(
                "Der Text der Stufe „%(rung)s“ der Leiter „%(kind)s“ lässt sich nicht ausfüllen: %(names)s. "
                "Die Erinnerungen gehen hinaus, sobald der Text stimmt."
            )
            % {"rung": rung.key, "kind": source.kind, "names": error}
        )
    )
    _task, is_new = open_task(
        key=f"bad-text:{source.kind}:{rung.key}",
        text_de=german,
        text_en=english,
        subject_kind="ladder",
        subject_key=source.kind,
    )
    return int(is_new)


def title_of(source, key):
    """The subject in a few words, in the active language."""
    values = source.context(key, language_for(None))
    return values.get("title") or values.get("cluster") or key
