"""Number and names before anything is mailed: the first press shows who gets a mail, the second one sends it."""

from django import forms
from django.utils.translation import gettext, ngettext

from programme.forms import PortalForm


def mail_sentence(people):
    """Who gets a mail, with the number; what happens instead when nobody can be reached."""
    people = list(people)
    if not people:
        return gettext(
            "Niemand ist per E-Mail erreichbar; stattdessen entsteht eine Aufgabe für das Programmbüro, die "
            "Beteiligten zu informieren."
        )
    return ngettext(
        "%(count)s Person erhält eine E-Mail: %(names)s.",
        "%(count)s Personen erhalten je eine E-Mail: %(names)s.",
        len(people),
    ) % {"count": len(people), "names": named(people)}


def named(people):
    return ", ".join(f"{person} ({person.email})" for person in people)


class AnnouncedForm(PortalForm):
    """A valid form stays on the page once, to name everyone who gets a mail; only what was shown is then sent."""

    shown = forms.CharField(widget=forms.HiddenInput, required=False)
    announcement = ""

    def fingerprint(self):
        """What was chosen, as far as it decides who gets which mail."""
        raise NotImplementedError

    def announce(self):
        """Who gets what, in a sentence, and which button sends it."""
        raise NotImplementedError

    def is_valid(self):
        if not super().is_valid():
            return False
        chosen = self.fingerprint()
        if self.cleaned_data["shown"] == chosen:
            return True
        self.data = self.data.copy()
        self.data[self.add_prefix("shown")] = chosen
        self.announcement = self.announce()
        return False
