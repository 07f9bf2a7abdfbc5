"""What kinds of mails there are, in words for those who get them: what they are about, and why a duty is one.

Pure: texts only. Ladders bring their names; these sentences say more.
"""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

ABOUT: Mapping[str, str | Promise] = {
    "silver-duty": _("Der Tag, bis zu dem Ihr Cluster die Silber-Kriterien nachweist."),
    "label-expiry": _("Das Ende eines Labels und der Zeitraum für seine Erneuerung."),
    "benchmarking": _("Der Tag, bis zu dem das nächste Benchmarking fällig ist."),
    "yearly-figures": _("Der Tag, bis zu dem die Zahlen Ihres Clusters zu melden sind."),
    "review": _("Die Frist eines Gutachtens, das Sie übernommen haben."),
    "completion": _("Die Frist, nach der Ihr zurückgegebener Antrag verfällt."),
    "interview": _("Der Termin des persönlichen Gesprächs zu Ihrem Antrag."),
    "idle-draft": _("Ein Entwurf, an dem länger nicht gearbeitet wurde."),
    "event": _("Eine Veranstaltung, zu der Sie sich angemeldet haben."),
}
WHY_DUTY = _("Daran hängt eine Frist, deren Versäumnis Folgen haben kann.")

# Mails that no ladder sends: none of them can be switched off.
OTHERS: tuple[tuple[str | Promise, str | Promise], ...] = (
    (_("Konto und Sicherheit"), _("Bestätigungen Ihrer Adresse und neue Passwörter. Sie lösen sie selbst aus.")),
    (
        _("Bescheide und Entscheidungen"),
        _("Was das Ministerium entschieden hat. Das müssen wir Ihnen mitteilen."),
    ),
    (
        _("Nachrichten zu Ihrem Verfahren"),
        _("Eingang, Rückgabe, Termine und Einladungen. Ohne sie wüssten Sie nicht, was als Nächstes geschieht."),
    ),
    (
        _("Änderungen an Ihren Rechten"),
        _("Neue oder beendete Funktionen. Sie schützen Sie davor, dass jemand unbemerkt in Ihrem Namen handelt."),
    ),
)
