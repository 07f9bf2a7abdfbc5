"""The texts of letters on paper, before anybody gets one: invented values, marked as a sample on every page."""

import datetime

from django.utils import translation
from django.utils.translation import gettext as _

from clusters.models import Cluster, ManagementOrganisation, OrganisationDetails

from .. import pdf, scoring
from ..models import Application, CriteriaCatalogue, Decision, LetterText
from ..result import groups_of, spec_of
from ..services.drafts import catalogue_in_force

LETTERS = {LetterText.Kind.ADMISSION: Decision.Outcome.ADMITTED, LetterText.Kind.REFUSAL: Decision.Outcome.REFUSED}
"""The texts that become a letter on a decision, with a decision to show them on."""


def sample_letter(text, language, day):
    """The PDF of the letter with this text in German or English; None when no catalogue can be counted with."""
    catalogue = catalogue_in_force(day) or CriteriaCatalogue.objects.first()
    if catalogue is None or scoring.check_spec(spec_of(catalogue)):
        return None
    with translation.override(language):
        note = _("Muster mit erfundenen Angaben")
    return pdf.decision_letter(_sample_decision(text, catalogue, day), text, language, day, note=note)


def _sample_decision(text, catalogue, day):
    """Nothing of it is saved. Admitted with all points, refused with a third of them."""
    outcome = LETTERS[text.kind]
    admitted = outcome == Decision.Outcome.ADMITTED
    spec = spec_of(catalogue)
    scores = {one.code: one.maximum if admitted else one.maximum // 3 for one in spec.criteria}
    result = scoring.evaluate(spec, [scores])
    return Decision(
        application=_sample_application(catalogue, day),
        outcome=outcome,
        reason="Muster: Hier steht die Begründung des Ministeriums.",
        decided_on=day,
        starts_on=day + datetime.timedelta(days=30) if admitted else None,
        catalogue=catalogue,
        result={
            "groups": [
                {
                    "code": group.code,
                    "name_de": group.name_de,
                    "name_en": group.name_en,
                    "points_de": scoring.show_exact(one.points_display, "de"),
                    "points_en": scoring.show_exact(one.points_display, "en"),
                    "maximum": one.maximum,
                }
                for group, one in zip(groups_of(catalogue), result.groups, strict=True)
            ],
            "points_de": scoring.show_exact(result.points_display, "de"),
            "points_en": scoring.show_exact(result.points_display, "en"),
            "maximum": result.maximum,
        },
        explanation_de=scoring.explain(result, "de"),
        explanation_en=scoring.explain(result, "en"),
    )


def _sample_application(catalogue, day):
    organisation = ManagementOrganisation(pk=0, name="Muster-Clustermanagement e. V.")
    details = OrganisationDetails(
        organisation=organisation,
        legal_name="Muster-Clustermanagement e. V.",
        signatory="Frau Dr. Erika Muster",
        street="Musterstraße 1",
        postal_code="12345",
        city="Musterstadt",
    )
    # What the letter asks the database for, answered as if it had been prefetched: nothing of this has a row.
    rows = OrganisationDetails.objects.none()
    rows._result_cache = [details]
    organisation._prefetched_objects_cache = {"details": rows}
    return Application(
        number=f"A-{day.year}-0000",
        catalogue=catalogue,
        cluster=Cluster(name="Innovationscluster Muster"),
        organisation=organisation,
    )
