"""What will go out in the next days, to whom and why (SPEC 2.4). Asks the same rule as the sending does."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import get_language, gettext, ngettext

from notifications.ladder import upcoming
from programme.templatetags.portal import german_date, translated

from .reminders import active_ladders, is_deliverable, recipients_of, sent_by_subject


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

    @property
    def to_office(self):
        """Whether nobody can be written to, so that the reminder becomes a task of the office."""
        return not self.recipients


def plan(from_day, days=30):
    """Everything that will go out from `from_day` for `days` days, in the order of the days.

    Assumes that nothing changes: a deadline that moves or is met before then moves or drops its reminders.
    """
    until = from_day + timedelta(days=days)
    planned = []
    for source, view in active_ladders():
        candidates = [
            (due, item)
            for due in source.due(from_day)
            for item in upcoming(view.rungs, due.due_on, from_day, until, ())
        ]
        ledger = sent_by_subject(source.kind, [due.subject_key for due, _ in candidates])
        for due, item in candidates:
            entry = _entry(source, view, due, item, ledger[due.subject_key])
            if entry is not None:
                planned.append(entry)
    return sorted(planned, key=lambda entry: (entry.on, entry.kind, entry.title))


def _entry(source, view, due, item, sent):
    rung = view.by_key[item.rung.key]
    people = list(recipients_of(source, rung, due.subject_key))
    waiting = [person for person in people if (rung.key, person.key) not in sent]
    if (people and not waiting) or not source.still_stands(due.subject_key, item.on):
        return None
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
        recipients=tuple(person for person in waiting if is_deliverable(person)),
        unreachable=tuple(person for person in waiting if not is_deliverable(person)),
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
