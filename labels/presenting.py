"""What the pages of office and ministry show alike: duties with filters, the outlook for a day, the costs ahead."""

from django import forms
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from programme.forms import PortalForm
from programme.models import ProgrammeSettings

from .models import LabelPrice, Level, Payer
from .outlook import costs, outlook
from .overview import by_deadline, counts_by_state, duties_to_view, members_for, view_of
from .validity import DutyState

RANKS = list(reversed(Level))


class DayForm(PortalForm):
    """The day to look at; empty means today. A day ahead asks what would hold if nothing more happened."""

    on = forms.DateField(label=gettext_lazy("Tag"), required=False)

    def clean_on(self):
        day = self.cleaned_data["on"]
        if day is not None and not 2000 <= day.year <= 2100:
            raise forms.ValidationError(_("Bitte wählen Sie einen Tag zwischen den Jahren 2000 und 2100."))
        return day or timezone.localdate()


def duties_context(user, day, wanted, *, link):
    """Chips with counts per state and the rows of the chosen state, the next deadline first.

    `wanted` is a state by its name, or anything else for all; `link(duty)` is where a row leads. Five queries and what
    the rights cost, however many rows.
    """
    settings = ProgrammeSettings.load()
    language = translation.get_language()
    views = by_deadline(
        view_of(duty, day, settings, language) for duty in duties_to_view(members_for(user, day)).order_by("key")
    )
    chosen = next((state for state in DutyState if state.value == wanted), None)
    shown = [view for view in views if chosen is None or view.status.state == chosen]
    counts = counts_by_state(views)
    chips = [{"label": _("alle"), "count": len(views), "url": "?", "current": chosen is None}] + [
        {
            "label": state.label,
            "count": count,
            "url": f"?state={state.value}",
            "current": state == chosen,
        }
        for state, count in counts
        if count or state == chosen
    ]
    sentence = ngettext(
        "%(count)s Silber-Verpflichtung besteht.",
        "%(count)s Silber-Verpflichtungen bestehen.",
        len(views),
    ) % {"count": len(views)}
    return {"rows": [_row(view, link) for view in shown], "chips": chips, "sentence": sentence, "counts": counts}


def _row(view, link):
    notes = [view.explanation, *view.steps[:1], *view.gaps[-1:]]
    if view.open_proposal:
        notes.append(_("Ein Vorschlag liegt beim Ministerium."))
    return {
        "title": view.cluster.name,
        "preline": view.duty.key,
        "url": link(view.duty),
        "badge": view.status.state.label,
        "badge_kind": view.badge_kind,
        "day": view.status.due_on,
        "day_label": _("Frist:"),
        "note": " ".join(notes),
    }


def outlook_context(user, query):
    """The form for the day and the figures of it; a day that is none is said at its field, today is shown."""
    today = timezone.localdate()
    form = DayForm(query if "on" in query else None, initial={"on": today})
    day = form.cleaned_data["on"] if form.is_bound and form.is_valid() else today
    found = outlook(user, day, today)
    return {
        "form": form,
        "day": day,
        "today": today,
        "found": found,
        "levels": [(level.label, dict(found.levels)[level.value]) for level in RANKS],
        "level_names": [level.label for level in RANKS],
        "quarters": [
            (_("%(number)s. Quartal %(year)s") % {"number": quarter.number, "year": quarter.year}, counts, total)
            for quarter, counts, total in found.quarters
        ],
    }


def costs_context(user):
    """The lines of the cost outlook with their words, and what each payer pays per year."""
    lines, sums, years = costs(user, timezone.localdate())
    return {
        "lines": [
            {
                "year": line.year,
                "level": Level(line.level).label,
                "form": LabelPrice.Form(line.form).label,
                "count": line.count,
                "net": line.price.net if line.price else None,
                "payer": Payer(line.price.payer).label if line.price else _("nicht in der Preisliste"),
                "total": line.total,
            }
            for line in lines
        ],
        "sums": [(year, [sums.get((year, payer.value), 0) for payer in Payer]) for year in years],
        "payers": [payer.label for payer in Payer],
        "unpriced": any(line.price is None for line in lines),
    }
