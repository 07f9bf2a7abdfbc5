"""What will go out in the next days, to whom and why (SPEC 2.4). Asks the same rule as the sending does."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import get_language, gettext, ngettext

from notifications.ladder import upcoming
from programme.templatetags.portal import german_date, translated

from .recipients import is_deliverable, recipients_of, withheld_for
from .reminders import active_ladders, sent_by_subject


@dataclass(frozen=True, slots=True)
class PlannedReminder:
    """One rung that is going to be sent, as things stand now."""

    on: date
    kind: str
    ladder: str
    title: str
    subject_key: str
    rung: str
    due_on: date
    why: str
    recipients: tuple
    unreachable: tuple
    # Rows of what the office took out, and people who do not want these mails: neither becomes a task.
    skips: tuple = ()
    unwilling: tuple = ()
    # The address (slug) of the cluster whose own people are reminded.
    cluster: str = ""

    @property
    def to_office(self):
        """Whether nobody can be written to, so that the reminder becomes a task of the office."""
        return not self.recipients and not self.skips and not self.unwilling


def plan(from_day, days=30, *, clusters=None):
    """Everything that will go out from `from_day` for `days` days, in the order of the days.

    Assumes that nothing changes: a deadline that moves or is met before then moves or drops its reminders. `clusters`
    are the addresses (slugs) to which it is narrowed, if any.
    """
    until = from_day + timedelta(days=days)
    planned = []
    for source, view in active_ladders():
        candidates = [
            (due, item)
            for due in source.due(from_day)
            if clusters is None or due.cluster in clusters
            for item in upcoming(view.rungs, due.due_on, from_day, until, ())
        ]
        keys = [due.subject_key for due, _ in candidates]
        ledger, withheld = sent_by_subject(source.kind, keys), withheld_for(view.ladder, keys)
        for due, item in candidates:
            entry = _entry(source, view, due, item, ledger[due.subject_key], withheld)
            if entry is not None:
                planned.append(entry)
    return sorted(planned, key=lambda entry: (entry.on, entry.kind, entry.title))


def ways_to_skip(entry):
    """Everyone who would get it, where skipping one of several makes sense: (key, name) pairs."""
    people = (*entry.recipients, *entry.unreachable)
    names = Counter(person.name for person in people)
    return [
        (person.key, person.name if person.name and names[person.name] == 1 else f"{person.name} <{person.email}>")
        for person in people
    ]


def _entry(source, view, due, item, sent, withheld):
    rung = view.by_key[item.rung.key]
    people = list(recipients_of(source, rung, due.subject_key))
    waiting = [person for person in people if (rung.key, person.key) not in sent]
    if (people and not waiting) or not source.still_stands(due.subject_key, item.on):
        return None
    unwilling = tuple(person for person in waiting if person.key in withheld.unwilling)
    left = [
        person
        for person in waiting
        if person.key not in withheld.unwilling and not withheld.is_skipped(due.subject_key, rung.key, person.key)
    ]
    language = get_language() or "de"
    values = source.context(due.subject_key, language)
    return PlannedReminder(
        on=item.on,
        kind=source.kind,
        ladder=translated(view.ladder, "name"),
        title=values.get("title") or values.get("cluster") or due.subject_key,
        subject_key=due.subject_key,
        rung=rung.key,
        due_on=due.due_on,
        why=gettext("fällig am %(day)s, Stufe: %(offset)s")
        % {"day": german_date(due.due_on), "offset": offset_in_words(rung.months, rung.days)},
        recipients=tuple(person for person in left if is_deliverable(person)),
        unreachable=tuple(person for person in left if not is_deliverable(person)),
        skips=tuple(withheld.skips_of(due.subject_key, rung.key)),
        unwilling=unwilling,
        cluster=due.cluster,
    )


def offset_in_words(months, days):
    """Such as "3 Monate vorher", "am Fälligkeitstag", "1 Monat danach"."""
    parts = []
    if months:
        parts.append(ngettext("%(count)s Monat", "%(count)s Monate", abs(months)) % {"count": abs(months)})
    if days:
        parts.append(ngettext("%(count)s Tag", "%(count)s Tage", abs(days)) % {"count": abs(days)})
    if not parts:
        return gettext("am Fälligkeitstag")
    if months and days and (months < 0) != (days < 0):
        # Such as two months before the day, and ten days after that.
        return gettext("%(months)s Monate und %(days)s Tage, vom Fälligkeitstag gezählt") % {
            "months": f"{months:+d}",
            "days": f"{days:+d}",
        }
    distance = gettext(" und ").join(parts)
    pattern = gettext("%(distance)s vorher") if (months or days) < 0 else gettext("%(distance)s danach")
    return pattern % {"distance": distance}
