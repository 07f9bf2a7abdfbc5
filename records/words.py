"""What the verbs of the audit trail mean for people."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

VERBS: dict[str, str | Promise] = {
    # Applications
    "open": _("Antrag begonnen"),
    "submit": _("Antrag eingereicht"),
    "return_for_completion": _("Zur Vervollständigung zurückgegeben"),
    "accept_complete": _("Vollständigkeit festgestellt"),
    "start_review": _("Begutachtung begonnen"),
    "hold_interview": _("Persönliches Gespräch festgehalten"),
    "recommend": _("Empfehlung festgehalten"),
    "decide": _("Entschieden"),
    "defer": _("Zurückgestellt"),
    "withdraw": _("Antrag zurückgezogen"),
    "lapse": _("Frist abgelaufen, Antrag verfallen"),
    "delete_draft": _("Entwurf gelöscht"),
    "record_commitment": _("Verpflichtungserklärung erfasst, Aufnahme wirksam"),
    "release_letter": _("Bescheid freigegeben"),
    "renew_letter": _("Bescheid neu erstellt"),
    "check_criterion": _("Kriterium geprüft"),
    "declare_conflict": _("Zur Befangenheit erklärt"),
    "assign_review": _("Gutachten zugewiesen"),
    "unassign_review": _("Zuweisung beendet"),
    "submit_review": _("Gutachten abgegeben"),
    "abstain_from_review": _("Der Begutachtung enthalten"),
    "reopen_review": _("Gutachten wieder geöffnet"),
    "vote": _("Abgestimmt"),
    "prepare_paper": _("Entscheidungsvorlage erstellt"),
    "open_file": _("Akte geöffnet"),
    "copy_catalogue": _("Kriterienkatalog kopiert"),
    # Clusters and memberships
    "import_clusters": _("Cluster eingelesen"),
    "found_cluster": _("Cluster angemeldet"),
    "add_cluster": _("Cluster angelegt"),
    "update_cluster": _("Cluster geändert"),
    "add_organisation": _("Organisation angelegt"),
    "update_organisation": _("Organisation geändert"),
    "set_operator": _("Träger festgelegt"),
    "update_profile": _("Profil geändert"),
    "release_profile": _("Profil freigegeben"),
    "withdraw_profile": _("Freigabe des Profils zurückgenommen"),
    "rename_cluster": _("Cluster umbenannt"),
    "record_actor_figures": _("Zahlen zu Akteuren erfasst"),
    "release_actor_figures": _("Zahlen zu Akteuren freigegeben"),
    "withdraw_actor_figures": _("Freigabe der Zahlen zurückgenommen"),
    "start_membership": _("Mitgliedschaft begonnen"),
    "publish_membership": _("Mitgliedschaft veröffentlicht"),
    "correct_membership": _("Beginn der Mitgliedschaft berichtigt"),
    "give_notice": _("Mitgliedschaft gekündigt"),
    "withdraw_notice": _("Kündigung zurückgenommen"),
    "end_membership": _("Mitgliedschaft beendet"),
    "issue_certificate": _("Urkunde ausgestellt"),
    "appoint_function": _("Funktion übertragen"),
    "request_function": _("Funktion angefragt"),
    "confirm_function": _("Funktion bestätigt"),
    "decline_function": _("Funktion abgelehnt"),
    "end_function": _("Funktion beendet"),
    # Labels and duties
    "create": _("Angelegt"),
    "change": _("Geändert"),
    "confirm": _("Bestätigt"),
    "revoke": _("Label entzogen"),
    "assessment": _("Begutachtung erfasst"),
    "extension": _("Frist verlängert"),
    "waiver": _("Verpflichtung erlassen"),
    "end": _("Verpflichtung beendet"),
    "propose": _("Vorschlag zur Verpflichtung gemacht"),
    "accept_proposal": _("Vorschlag angenommen"),
    "decline_proposal": _("Vorschlag abgelehnt"),
    "submit_label": _("Label oder Zertifikat gemeldet"),
    "confirm_submission": _("Gemeldetes Label bestätigt"),
    "decline_submission": _("Gemeldetes Label abgelehnt"),
    # People
    "create_person": _("Person angelegt"),
    "update_person": _("Person geändert"),
    "change_address": _("E-Mail-Adresse geändert"),
    "lock_person": _("Zugang gesperrt"),
    "unlock_person": _("Zugang entsperrt"),
    "erase_person": _("Personendaten gelöscht"),
    "grant_role": _("Rolle vergeben"),
    "end_role": _("Rolle beendet"),
    # Outbox and tasks
    "release": _("Nachricht freigegeben"),
    "discard": _("Nachricht verworfen"),
    "resend": _("Nachricht erneut versandt"),
    "finish": _("Aufgabe erledigt"),
    "download": _("Datei heruntergeladen"),
    # Newsletter
    "unsubscribe": _("Newsletter abbestellt"),
    "purge": _("Unbestätigte Anmeldung gelöscht"),
}

SUBJECTS: dict[str, str | Promise] = {
    "application": _("Antrag"),
    "cluster": _("Cluster"),
    "organisation": _("Organisation"),
    "membership": _("Mitgliedschaft"),
    "function": _("Funktion"),
    "figures": _("Zahlen"),
    "catalogue": _("Kriterienkatalog"),
    "label-award": _("Label"),
    "silver-duty": _("Silber-Verpflichtung"),
    "benchmarking": _("Benchmarking"),
    "label-submission": _("Meldung eines Labels"),
    "import": _("Einlesen von Clustern"),
    "person": _("Person"),
    "message": _("Nachricht"),
    "office-task": _("Aufgabe"),
    "file": _("Datei"),
    "newsletter": _("Newsletter-Anmeldung"),
}

STATES: dict[str, str | Promise] = {
    "draft": _("Entwurf"),
    "submitted": _("eingereicht"),
    "returned": _("zur Vervollständigung zurückgegeben"),
    "complete": _("vollständig"),
    "in_review": _("in Begutachtung"),
    "interview": _("Gespräch"),
    "recommended": _("Empfehlung liegt vor"),
    "decided": _("entschieden"),
    "withdrawn": _("zurückgezogen"),
    "lapsed": _("verfallen"),
    "requested": _("beantragt"),
    "declined": _("abgelehnt"),
    "unknown": _("unbekannt"),
    "held": _("wartet auf Freigabe"),
    "queued": _("wartet auf Versand"),
    "sent": _("versandt"),
    "failed": _("nicht zustellbar"),
    "discarded": _("verworfen"),
    "open": _("offen"),
    "done": _("erledigt"),
    "confirmed": _("bestätigt"),
    "unconfirmed": _("unbestätigt"),
    # Declarations of a conflict of interest
    "not_asked": _("noch nicht gefragt"),
    "none": _("nicht befangen"),
    "declared": _("befangen"),
}


def verb_in_words(verb):
    """The verb as people say it; one without words of its own is shown as it is, readable at least."""
    return VERBS.get(verb) or verb.replace("_", " ")


def subject_in_words(kind):
    return SUBJECTS.get(kind) or kind.replace("_", " ").replace("-", " ")


def state_in_words(state):
    """A state by its word; dates and numbers, which may stand in its place, as they are."""
    return STATES.get(state, state)
