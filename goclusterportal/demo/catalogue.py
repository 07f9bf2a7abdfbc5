"""The next version of the sample catalogue, as a draft: to compare, to preview, to try a rule out on."""

from admissions.defaults import SAMPLE_VERSION
from admissions.models import CriteriaCatalogue, Criterion
from admissions.services.catalogues import copy_catalogue

NEXT_VERSION = "sample-2"


def load(cast, day):
    """Whatever is not there yet."""
    sample = CriteriaCatalogue.objects.filter(version=SAMPLE_VERSION).first()
    if sample is None or CriteriaCatalogue.objects.filter(version=NEXT_VERSION).exists():
        return
    draft = copy_catalogue(sample, version=NEXT_VERSION, actor=cast["office@demo.example"], day=day)
    criteria = Criterion.objects.filter(group__catalogue=draft)
    criteria.filter(code="S1").update(max_points=5, min_points=2)
    criteria.filter(code="V2").update(name_de="Webauftritt in zwei Sprachen", name_en="Web presence in two languages")
    criteria.filter(code="M13").delete()
