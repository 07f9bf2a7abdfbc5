"""What the bundle of a case consists of. A further part is one more function in PARTS.

Each part takes the Case and yields entries; what does not exist at this state is simply not there.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Prefetch
from django.utils import timezone
from django.utils.translation import gettext as _

from programme.templatetags.portal import german_date, german_datetime
from records.services import history_of
from records.words import verb_in_words

from ... import pdf
from ...models import Commitment, Evidence, Review, Score
from ...wording import decided_sentence
from ...workflow import EDITABLE_STATES
from .. import sittings
from ..discussion import contributions_of
from ..states import SUBJECT_KIND
from ..votes import current_ballot, takes_votes
from .writer import Entry, safe_name, table


@dataclass(frozen=True)
class Case:
    """The application with what several parts need: its submissions and decisions, read once."""

    application: Any
    day: date
    submissions: list
    decisions: list

    @classmethod
    def of(cls, application, day):
        decisions = application.decisions.select_related(
            "decided_by", "catalogue", "letter", "recorded__entered_by", "recorded__checked_by"
        ).prefetch_related("letter__attachments")
        return cls(
            application=application,
            day=day,
            submissions=list(application.submissions.select_related("submitted_by")),
            decisions=list(decisions),
        )

    def document(self, folder, name, title, facts=(), sections=()):
        """A PDF made for the file: what the portal knows, in plain paragraphs and tables."""
        data = pdf.record_document(self.application, title, facts, sections, self.day)
        return Entry(folder, f"{name}.pdf", data)


def submissions(case: Case) -> Iterator[Entry]:
    """The receipt of every version, and its data as they were frozen."""
    for submission in case.submissions:
        submission.application = case.application
        yield Entry("01-Antrag", pdf.receipt_name(submission), pdf.receipt(submission))
        frozen = json.dumps(submission.snapshot, ensure_ascii=False, indent=2, sort_keys=True)
        yield Entry("01-Antrag", f"Fassung-{submission.sequence}.json", frozen.encode())


def papers(case: Case) -> Iterator[Entry]:
    """What came on paper and was entered by the office, as scanned."""
    for entry in case.application.paper_entries.select_related("document"):
        if entry.document is not None:
            yield Entry("01-Antrag/Papier", entry.document.name, entry.document)


def evidence(case: Case) -> Iterator[Entry]:
    """The files by criterion, replaced ones too when they were submitted; the links as a table."""
    submitted: set[str] = set()
    links: dict[tuple, list] = {}
    for submission in case.submissions:
        for code, piece in _pieces(submission.snapshot):
            if "token" in piece:
                submitted.add(piece["token"])
            else:
                versions = links.setdefault((code, piece["title"], piece["link"]), [])
                versions.append(str(submission.sequence))
    rows = Evidence.objects.filter(answer__application=case.application).select_related("file", "answer__criterion")
    for piece in rows.order_by("answer__criterion__group__position", "answer__criterion__position", "pk"):
        # What stands in a returned application and was not submitted is still the applicant's own.
        as_it_stands = piece.removed_at is None and case.application.state not in EDITABLE_STATES
        code = piece.answer.criterion.code
        if piece.file is not None and (piece.file.token in submitted or as_it_stands):
            yield Entry(f"02-Nachweise/{safe_name(code)}", piece.file.name, piece.file)
        elif piece.file is None and as_it_stands:
            links.setdefault((code, piece.title, piece.link), [])
    if links:
        head = [_("Kriterium"), _("Bezeichnung"), _("Link"), _("Fassungen")]
        found = [[*link, ", ".join(versions)] for link, versions in sorted(links.items())]
        yield Entry("02-Nachweise", "Links.csv", table(head, found))


def _pieces(snapshot):
    for group in snapshot["groups"]:
        for criterion in group["criteria"]:
            for piece in criterion["evidence"]:
                yield criterion["code"], piece


def checks(case: Case) -> Iterator[Entry]:
    """The office's findings on completeness."""
    found = list(
        case.application.checks.select_related("criterion", "checked_by").order_by(
            "criterion__group__position", "criterion__position"
        )
    )
    if found:
        head = [_("Kriterium"), _("Ergebnis"), _("Hinweis"), _("Geprüft von")]
        rows = [
            [
                f"{check.criterion.code} {check.criterion.name_de}",
                check.get_result_display(),
                check.note,
                f"{check.checked_by}, {german_date(check.checked_at)}",
            ]
            for check in found
        ]
        title = _("Prüfung auf Vollständigkeit")
        yield case.document("03-Pruefung", "Pruefung", title, sections=[{"table": {"head": head, "rows": rows}}])


def conflicts(case: Case) -> Iterator[Entry]:
    """Who declared a conflict or none."""
    found = list(case.application.conflict_declarations.select_related("user").exclude(value="not_asked"))
    if found:
        head = [_("Person"), _("Befangenheit"), _("Erklärt am"), _("Grund")]
        rows = [[str(one.user), one.get_value_display(), german_datetime(one.declared_at), one.reason] for one in found]
        title = _("Erklärungen zur Befangenheit")
        yield case.document(
            "04-Befangenheit", "Befangenheit", title, sections=[{"table": {"head": head, "rows": rows}}]
        )


def reviews(case: Case) -> Iterator[Entry]:
    """Each review that was handed in. A draft belongs to its author alone."""
    scores = Score.objects.select_related("criterion").order_by("criterion__group__position", "criterion__position")
    found = (
        Review.objects.filter(application=case.application, submitted_at__isnull=False)
        .select_related("reviewer")
        .prefetch_related(Prefetch("scores", scores), "group_comments__group")
    )
    for number, review in enumerate(found, start=1):
        facts = [(_("Gutachten von"), str(review.reviewer)), (_("Abgegeben am"), german_datetime(review.submitted_at))]
        yield case.document("05-Gutachten", f"Gutachten-{number}", _("Gutachten"), facts, _review_sections(review))


def _review_sections(review):
    if review.abstained:
        return [{"title": _("Enthaltung"), "text": review.summary}]
    sections = [{"title": _("Zusammenfassung"), "text": review.summary}] if review.summary else []
    sections += [
        {"title": _("Kommentar zu Gruppe %(group)s") % {"group": comment.group.code}, "text": comment.text}
        for comment in review.group_comments.all()
        if comment.text
    ]
    rows = [
        [
            f"{score.criterion.code} {score.criterion.name_de}",
            _("nicht bewertet")
            if score.points is None
            else _("%(points)s von %(maximum)s") % {"points": score.points, "maximum": score.criterion.max_points},
            score.comment,
        ]
        for score in review.scores.all()
    ]
    head = [_("Kriterium"), _("Punkte"), _("Anmerkung")]
    return [*sections, {"title": _("Bewertungen"), "table": {"head": head, "rows": rows}}]


def interviews(case: Case) -> Iterator[Entry]:
    """The minutes of each talk with the cluster management."""
    for interview in case.application.interviews.select_related("recorded_by"):
        facts = [
            (_("Geführt am"), german_date(interview.held_on)),
            (_("Ort"), interview.place),
            (_("Teilnehmende"), ", ".join(interview.participants.split("\n"))),
            (_("Festgehalten von"), f"{interview.recorded_by}, {german_datetime(interview.recorded_at)}"),
        ]
        title, text = _("Persönliches Gespräch"), [{"title": _("Protokoll"), "text": interview.minutes}]
        yield case.document("06-Gespraech", f"Gespraech-{interview.held_on.isoformat()}", title, facts, text)


def sitting_minutes(case: Case) -> Iterator[Entry]:
    """Of each sitting or circulation the part about this case, nothing of other cases."""
    for sitting in case.application.sittings.select_related("chair").filter(held_on__lte=case.day):
        points = sittings.with_absent(sittings.points_for_file(sitting, case.application), sitting)
        data = pdf.sitting_minutes(sitting, points, sittings.attendance_of(sitting), case.day, extract=True)
        yield Entry("07-Empfehlung", f"Sitzung-{sitting.held_on.isoformat()}.pdf", data)


def discussion(case: Case) -> Iterator[Entry]:
    """What the board's members wrote to each other, by round."""
    sections = [
        {"title": f"{one.author}, {german_datetime(one.written_at)}", "text": one.text}
        for one in contributions_of(case.application)
    ]
    if sections:
        yield case.document("05-Gutachten", "Aussprache", _("Aussprache"), sections=sections)


def recommendations(case: Case) -> Iterator[Entry]:
    """The count of votes by round once the vote is over, never who voted how, and the board's advice."""
    votes_given = case.application.votes.all()
    if takes_votes(current_ballot(case.application), case.day):
        votes_given = votes_given.exclude(round=case.application.round)
    counted = Counter(votes_given.values_list("round", "value"))
    given = list(case.application.recommendations.all())
    sections = []
    for number in sorted({number for number, _value in counted} | {one.round for one in given}):
        title = _("Durchgang %(round)s") % {"round": number}
        votes = _("Abgegebene Stimmen: %(yes)s Ja, %(no)s Nein, %(abstain)s Enthaltung(en).") % {
            value: counted[number, value] for value in ("yes", "no", "abstain")
        }
        advice = [pdf.recommendation_words(one) for one in given if one.round == number]
        sections.append({"title": title, "text": "\n\n".join([votes, *advice])})
    if sections:
        title = _("Voten und Empfehlung des Programmbegleitkreises")
        yield case.document("07-Empfehlung", "Empfehlung", title, sections=sections)


def decision_papers(case: Case) -> Iterator[Entry]:
    for paper in case.application.papers.select_related("pdf").order_by("prepared_at"):
        if paper.pdf is not None:
            yield Entry("08-Entscheidung", paper.pdf.name, paper.pdf)


def signed_decisions(case: Case) -> Iterator[Entry]:
    """The scans of decisions that were signed on paper and entered by the office, whatever became of them."""
    for recorded in case.application.recorded_decisions.select_related("document"):
        yield Entry("08-Entscheidung", recorded.document.name, recorded.document)


def decisions(case: Case) -> Iterator[Entry]:
    """The ministry's decision of each round with what it froze."""
    for decision in case.decisions:
        facts = [
            (_("Entscheidung"), decision.get_outcome_display()),
            (_("Durchgang"), str(decision.round)),
            (_("Entschieden am"), german_date(decision.decided_on)),
            (_("Entschieden von"), decided_sentence(decision)),
            (_("Aufnahme zum"), german_date(decision.starts_on)),
            (_("Mitgeteilt am"), german_date(decision.notified_on) or _("noch nicht mitgeteilt")),
        ]
        sections = [
            {"title": _("Ergebnis"), "text": decision.explanation_de},
            {"title": _("Begründung"), "text": decision.reason},
            {"title": _("Auflagen"), "text": decision.conditions},
        ]
        yield case.document("08-Entscheidung", f"Entscheidung-{decision.round}", _("Entscheidung"), facts, sections)


def letters(case: Case) -> Iterator[Entry]:
    """The letters with their certificate, as they wait in the outbox or were sent."""
    for decision in case.decisions:
        for stored in decision.letter.attachments.all() if decision.letter else ():
            folder = "10-Urkunde" if stored.name.startswith("Urkunde") else "09-Bescheid"
            yield Entry(folder, stored.name, stored)


def commitment(case: Case) -> Iterator[Entry]:
    """The signed commitment."""
    found = Commitment.objects.filter(application=case.application).select_related("document", "recorded_by").first()
    if found is None:
        return
    facts = [
        (_("Unterzeichnet von"), found.signatory),
        (_("Unterzeichnet am"), german_date(found.signed_on)),
        (_("Fassung des Textes"), found.text_version),
        (_("Festgehalten von"), f"{found.recorded_by}, {german_datetime(found.recorded_at)}"),
    ]
    folder = "11-Verpflichtungserklaerung"
    yield case.document(folder, "Angaben", _("Verpflichtungserklärung"), facts)
    if found.document is not None:
        yield Entry(folder, found.document.name, found.document)


def history(case: Case) -> Iterator[Entry]:
    """The whole audit trail of the case with its notes, oldest first."""
    entries = list(history_of(SUBJECT_KIND, case.application.number))
    if entries:
        head = [_("Zeitpunkt"), _("Vorgang"), _("vorher"), _("nachher"), _("Person"), _("Notiz")]
        rows = [
            [
                f"{timezone.localtime(entry.at):%Y-%m-%d %H:%M:%S}",
                str(verb_in_words(entry.verb)),
                entry.from_state,
                entry.to_state,
                str(entry.actor or _("automatisch")),
                entry.note.text if hasattr(entry, "note") else "",
            ]
            for entry in reversed(entries)
        ]
        yield Entry("12-Verlauf", "Verlauf.csv", table(head, rows))


PARTS: list[Callable[[Case], Iterator[Entry]]] = [
    submissions,
    papers,
    evidence,
    checks,
    conflicts,
    reviews,
    discussion,
    interviews,
    sitting_minutes,
    recommendations,
    decision_papers,
    signed_decisions,
    decisions,
    letters,
    commitment,
    history,
]
"""In the order of the folders. The file speaks German: export_case calls them so."""
