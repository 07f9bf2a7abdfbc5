"""What a subscriber to the newsletter agrees to. A text once used is never changed: a new one gets a new version."""

from django.utils.translation import gettext_lazy as _

CONSENT_TEXTS = {
    "1": _(
        "Ich möchte den Newsletter des Programms per E-Mail erhalten. Dafür speichert das Programmbüro meine "
        "E-Mail-Adresse, die gewählte Sprache und die Zeitpunkte von Anmeldung und Bestätigung. Ich kann den "
        "Newsletter jederzeit mit einem Klick abbestellen; dann wird meine Adresse gelöscht."
    ),
    "2": _(
        "Ich möchte den Newsletter des Programms zu den gewählten Themen per E-Mail erhalten. Dafür speichert das "
        "Programmbüro meine E-Mail-Adresse, Sprache und Themen, die Zeitpunkte von Anmeldung und Bestätigung und "
        "welche Ausgaben an mich gingen; nicht, ob ich sie lese. Ich kann den Newsletter jederzeit mit einem Klick "
        "abbestellen; dann wird meine Adresse gelöscht."
    ),
}
CONSENT_VERSION = "2"
