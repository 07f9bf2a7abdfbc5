"""The ladders as delivered: offsets and texts in both languages. Data only."""

from dataclasses import dataclass

RESPONSIBLE = "responsible"
OFFICE = "office"
BOTH = "both"


@dataclass(frozen=True, slots=True)
class RungText:
    key: str
    months: int
    days: int
    audience: str
    subject_de: str
    body_de: str
    subject_en: str
    body_en: str
    also_board: bool = False
    also_ministry: bool = False


@dataclass(frozen=True, slots=True)
class LadderText:
    kind: str
    name_de: str
    name_en: str
    rungs: tuple[RungText, ...]
    # A service that nobody has to get; everything else is a duty.
    courtesy: bool = False


def months(count, audience, subject_de, body_de, subject_en, body_en, **above):
    return RungText(f"{count:+d}m", count, 0, audience, subject_de, _de(body_de), subject_en, _en(body_en), **above)


def days(count, audience, subject_de, body_de, subject_en, body_en, **above):
    key = f"{count:+d}d" if count else "0d"
    return RungText(key, 0, count, audience, subject_de, _de(body_de), subject_en, _en(body_en), **above)


def _de(text):
    return f"Guten Tag {{name}},\n\n{text}\n\n{{link}}\n\nMit freundlichen Grüßen\nIhr Programmbüro\n"


def _en(text):
    text = text[0].upper() + text[1:]
    return f"Dear {{name}},\n\n{text}\n\n{{link}}\n\nKind regards\nYour programme office\n"


SILVER = LadderText(
    "silver-duty",
    "Silber-Verpflichtung",
    "Silver duty",
    (
        months(
            -12,
            RESPONSIBLE,
            "Silber-Label: noch ein Jahr ({cluster})",
            "bis einschließlich {due_on} weist {cluster} die Silber-Kriterien nach. Begutachtungen haben Vorlauf: "
            "Bitte planen Sie den Termin jetzt ein.\n\nWas als Nächstes zu tun ist, sehen Sie hier:",
            "Silver label: one year to go ({cluster})",
            "{cluster} is to meet the silver criteria by {due_on}. Assessments need lead time: please plan yours "
            "now.\n\n"
            "What to do next:",
        ),
        months(
            -6,
            RESPONSIBLE,
            "Silber-Label: noch sechs Monate ({cluster})",
            "bis einschließlich {due_on} weist {cluster} die Silber-Kriterien nach. Bitte beauftragen Sie die "
            "Begutachtung, falls das noch nicht geschehen ist.\n\nDer Stand Ihrer Verpflichtung:",
            "Silver label: six months to go ({cluster})",
            "{cluster} is to meet the silver criteria by {due_on}. If you have not done so yet, please commission the "
            "assessment.\n\nWhere you stand:",
        ),
        months(
            -3,
            RESPONSIBLE,
            "Silber-Label: noch drei Monate ({cluster})",
            "bis einschließlich {due_on} weist {cluster} die Silber-Kriterien nach. Sollte das nicht gelingen, "
            "sprechen "
            "Sie uns bitte bald an.\n\nDer Stand Ihrer Verpflichtung:",
            "Silver label: three months to go ({cluster})",
            "{cluster} is to meet the silver criteria by {due_on}. If this cannot be done, please talk to us soon.\n\n"
            "Where you stand:",
        ),
        months(
            -1,
            RESPONSIBLE,
            "Silber-Label: noch ein Monat ({cluster})",
            "am {due_on} läuft die Frist ab, in der {cluster} die Silber-Kriterien nachweist. Eine Verlängerung ist "
            "nur "
            "mit Begründung und vor diesem Tag möglich.\n\nDer Stand Ihrer Verpflichtung:",
            "Silver label: one month to go ({cluster})",
            "The time for {cluster} to meet the silver criteria ends on {due_on}. An extension needs a reason and "
            "has to "
            "be asked for before that day.\n\nWhere you stand:",
        ),
        days(
            0,
            RESPONSIBLE,
            "Silber-Label: heute fällig ({cluster})",
            "heute, am {due_on}, ist der Nachweis der Silber-Kriterien für {cluster} fällig. Uns liegt er noch nicht "
            "vor.\n\nDer Stand Ihrer Verpflichtung:",
            "Silver label: due today ({cluster})",
            "Today, {due_on}, {cluster} is due to meet the silver criteria. We have no record of it yet.\n\n"
            "Where you stand:",
        ),
        months(
            1,
            BOTH,
            "Silber-Label: überfällig seit {due_on} ({cluster})",
            "seit {due_on} steht der Nachweis der Silber-Kriterien für {cluster} aus. Bitte stimmen Sie sich mit dem "
            "Programmbüro ab, wie es weitergeht.\n\nDer Stand der Verpflichtung:",
            "Silver label: overdue since {due_on} ({cluster})",
            "{cluster} was to meet the silver criteria by {due_on}; this is still open. Please agree with the "
            "programme "
            "office how to go on.\n\nWhere the duty stands:",
        ),
        # Who stands above reads the same words; they name no person (decision 0034).
        months(
            3,
            BOTH,
            "Silber-Label: seit drei Monaten überfällig ({cluster})",
            "seit {due_on} steht der Nachweis der Silber-Kriterien für {cluster} aus. Diese Erinnerung geht auch an "
            "den Vorstand des Trägers. Bitte stimmen Sie sich mit dem Programmbüro ab, wie es weitergeht.\n\n"
            "Mehr im Portal:",
            "Silver label: overdue for three months ({cluster})",
            "{cluster} was to meet the silver criteria by {due_on}; this is still open. The board of the organisation "
            "gets this reminder too. Please agree with the programme office how to go on.\n\nMore in the portal:",
            also_board=True,
        ),
        months(
            6,
            BOTH,
            "Silber-Label: seit sechs Monaten überfällig ({cluster})",
            "seit {due_on} steht der Nachweis der Silber-Kriterien für {cluster} aus. Diese Erinnerung geht auch an "
            "den Vorstand des Trägers und an das Ministerium, das über Verlängerung, Verzicht oder Ende der "
            "Verpflichtung entscheidet.\n\nMehr im Portal:",
            "Silver label: overdue for six months ({cluster})",
            "{cluster} was to meet the silver criteria by {due_on}; this is still open. The board of the organisation "
            "and the ministry, which decides on extending, waiving or ending the duty, get this reminder too.\n\n"
            "More in the portal:",
            also_board=True,
            also_ministry=True,
        ),
    ),
)

LABEL = LadderText(
    "label-expiry",
    "Ablauf eines Labels",
    "Label expiry",
    (
        months(
            -6,
            RESPONSIBLE,
            "{label}-Label läuft am {due_on} ab ({cluster})",
            "das {label}-Label von {cluster} gilt bis einschließlich {due_on}. Bitte planen Sie die Erneuerung.\n\n"
            "Ihre Labels und Fristen:",
            "{label} label expires on {due_on} ({cluster})",
            "the {label} label of {cluster} is valid until and including {due_on}. Please plan its renewal.\n\n"
            "Your labels and deadlines:",
        ),
        months(
            -3,
            RESPONSIBLE,
            "{label}-Label läuft in drei Monaten ab ({cluster})",
            "das {label}-Label von {cluster} gilt noch bis einschließlich {due_on}. Für eine Erneuerung ohne Lücke ist "
            "jetzt der richtige Zeitpunkt.\n\nIhre Labels und Fristen:",
            "{label} label expires in three months ({cluster})",
            "the {label} label of {cluster} is valid until and including {due_on}. To renew it without a gap, now is "
            "the "
            "time.\n\nYour labels and deadlines:",
        ),
        months(
            -1,
            RESPONSIBLE,
            "{label}-Label läuft in einem Monat ab ({cluster})",
            "das {label}-Label von {cluster} gilt nur noch bis einschließlich {due_on}.\n\nIhre Labels und Fristen:",
            "{label} label expires in one month ({cluster})",
            "the {label} label of {cluster} is valid only until and including {due_on}.\n\nYour labels and deadlines:",
        ),
        months(
            1,
            BOTH,
            "{label}-Label abgelaufen, Erneuerung noch möglich ({cluster})",
            "das {label}-Label von {cluster} ist am {due_on} abgelaufen. Bis zu einem Jahr danach lässt es sich "
            "erneuern.\n\nLabels und Fristen:",
            "{label} label expired, renewal still possible ({cluster})",
            "the {label} label of {cluster} expired on {due_on}. It can be renewed for up to one year after that.\n\n"
            "Labels and deadlines:",
        ),
    ),
)

BENCHMARKING = LadderText(
    "benchmarking",
    "Benchmarking",
    "Benchmarking",
    (
        months(
            -3,
            RESPONSIBLE,
            "Benchmarking bis {due_on} ({cluster})",
            "das nächste Benchmarking von {cluster} ist bis einschließlich {due_on} fällig. Bitte vereinbaren Sie "
            "einen "
            "Termin.\n\nIhre Termine und Fristen:",
            "Benchmarking by {due_on} ({cluster})",
            "the next benchmarking of {cluster} is due by {due_on}. Please arrange a date.\n\nYour dates and "
            "deadlines:",
        ),
        months(
            1,
            BOTH,
            "Benchmarking überfällig ({cluster})",
            "das Benchmarking von {cluster} war bis einschließlich {due_on} fällig. Uns liegt noch kein Ergebnis vor."
            "\n\nTermine und Fristen:",
            "Benchmarking overdue ({cluster})",
            "the benchmarking of {cluster} was due by {due_on}. We have no result yet.\n\nDates and deadlines:",
        ),
    ),
)

FIGURES = LadderText(
    "yearly-figures",
    "Jährliche Zahlen",
    "Yearly figures",
    (
        months(
            -1,
            RESPONSIBLE,
            "Zahlen für {year} bis {due_on} ({cluster})",
            "bitte melden oder bestätigen Sie bis einschließlich {due_on} die Zahlen zu den Akteuren von {cluster}. "
            "Die "
            "Angaben des Vorjahres sind schon eingetragen.\n\nZur Meldung:",
            "Figures for {year} by {due_on} ({cluster})",
            "please report or confirm the figures on the actors of {cluster} by {due_on}. Last year's are filled in "
            "already.\n\nReport here:",
        ),
        days(
            -7,
            RESPONSIBLE,
            "Zahlen für {year}: noch eine Woche ({cluster})",
            "bis einschließlich {due_on} fehlen uns noch die Zahlen zu den Akteuren von {cluster}.\n\nZur Meldung:",
            "Figures for {year}: one week to go ({cluster})",
            "the figures on the actors of {cluster} are due by {due_on}.\n\nReport here:",
        ),
        days(
            14,
            BOTH,
            "Zahlen für {year} fehlen ({cluster})",
            "die Zahlen zu den Akteuren von {cluster} waren bis einschließlich {due_on} zu melden und fehlen noch.\n\n"
            "Zur Meldung:",
            "Figures for {year} are missing ({cluster})",
            "the figures on the actors of {cluster} were due by {due_on} and are still missing.\n\nReport here:",
        ),
        days(
            42,
            BOTH,
            "Zahlen für {year} fehlen weiterhin ({cluster})",
            "die Zahlen zu den Akteuren von {cluster} waren bis einschließlich {due_on} zu melden und fehlen noch "
            "immer. Diese Erinnerung geht auch an den Vorstand des Trägers.\n\nMehr im Portal:",
            "Figures for {year} are still missing ({cluster})",
            "the figures on the actors of {cluster} were due by {due_on} and are still missing. The board of the "
            "organisation gets this reminder too.\n\nMore in the portal:",
            also_board=True,
        ),
    ),
)

REVIEW = LadderText(
    "review",
    "Gutachten",
    "Review",
    (
        days(
            -7,
            RESPONSIBLE,
            "Gutachten zu {number} bis {due_on}",
            "bitte geben Sie Ihr Gutachten zum Antrag {number} ({cluster}) bis einschließlich {due_on} ab. Einen "
            "Entwurf "
            "können Sie jederzeit zwischenspeichern.\n\nZum Antrag:",
            "Review of {number} by {due_on}",
            "please submit your review of application {number} ({cluster}) by {due_on}. You can save a draft at any "
            "time.\n\nThe application:",
        ),
        days(
            -1,
            RESPONSIBLE,
            "Gutachten zu {number} bis morgen",
            "die Frist für Ihr Gutachten zum Antrag {number} ({cluster}) endet am {due_on}.\n\nZum Antrag:",
            "Review of {number} by tomorrow",
            "your review of application {number} ({cluster}) is due on {due_on}.\n\nThe application:",
        ),
        days(
            3,
            BOTH,
            "Gutachten zu {number} überfällig",
            "das Gutachten zum Antrag {number} ({cluster}) war bis einschließlich {due_on} erbeten und steht noch aus."
            "\n\nZum Antrag:",
            "Review of {number} overdue",
            "the review of application {number} ({cluster}) was due by {due_on} and is still outstanding.\n\n"
            "The application:",
        ),
    ),
)

COMPLETION = LadderText(
    "completion",
    "Vervollständigung eines Antrags",
    "Completion of an application",
    (
        days(
            -7,
            RESPONSIBLE,
            "Antrag {number}: noch eine Woche zur Vervollständigung",
            "Ihr Antrag {number} ({cluster}) wartet auf Ergänzungen. Bitte reichen Sie ihn bis einschließlich {due_on} "
            "wieder ein. Danach verfällt er.\n\nZum Antrag:",
            "Application {number}: one week to complete it",
            "your application {number} ({cluster}) needs additions. Please submit it again by {due_on}. After that day "
            "it lapses.\n\nThe application:",
        ),
        days(
            -1,
            RESPONSIBLE,
            "Antrag {number} verfällt nach dem {due_on}",
            "Ihr Antrag {number} ({cluster}) verfällt, wenn Sie ihn nicht bis einschließlich {due_on} wieder "
            "einreichen."
            "\n\nZum Antrag:",
            "Application {number} lapses after {due_on}",
            "your application {number} ({cluster}) lapses unless you submit it again by {due_on}.\n\nThe application:",
        ),
    ),
)

DRAFT = LadderText(
    "idle-draft",
    "Ruhender Entwurf",
    "Idle draft",
    (
        days(
            0,
            RESPONSIBLE,
            "Ihr Entwurf {number} wartet",
            "Ihr Antrag {number} ({cluster}) ist noch ein Entwurf und wurde länger nicht bearbeitet. Alles "
            "Eingetragene "
            "ist gespeichert: Sie können jederzeit weiterschreiben oder den Entwurf löschen.\n\nZum Entwurf:",
            "Your draft {number} is waiting",
            "your application {number} ({cluster}) is still a draft and has not been edited for a while. Everything "
            "you "
            "entered is saved: you can go on at any time, or delete the draft.\n\nThe draft:",
        ),
    ),
    courtesy=True,
)

INTERVIEW = LadderText(
    "interview",
    "Persönliches Gespräch",
    "Interview",
    (
        days(
            -3,
            RESPONSIBLE,
            "Persönliches Gespräch am {due_on} ({number})",
            "am {due_on} findet das persönliche Gespräch zum Antrag {number} ({cluster}) statt. Ort: {place}.\n\n"
            "Zum Antrag:",
            "Interview on {due_on} ({number})",
            "the interview on application {number} ({cluster}) takes place on {due_on}. Place: {place}.\n\n"
            "The application:",
        ),
    ),
)

EVENT = LadderText(
    "event",
    "Veranstaltung",
    "Event",
    (
        days(
            -3,
            RESPONSIBLE,
            "{event} am {due_on}",
            "„{event}“ findet am {begins} statt. Sie sind angemeldet. Ort: {place}.\n\n{access}\n\nAlles Weitere:",
            "{event} on {due_on}",
            "“{event}” takes place on {begins}. You are registered. Place: {place}.\n\n{access}\n\nMore:",
        ),
    ),
    courtesy=True,
)

LADDERS = (SILVER, LABEL, BENCHMARKING, FIGURES, REVIEW, COMPLETION, DRAFT, INTERVIEW, EVENT)
