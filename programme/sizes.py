"""Size classes of clusters by their number of actors: where one begins is the programme's policy (settings)."""

import re
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

MOST_BOUNDS = 8
LARGEST_BOUND = 1_000_000


@dataclass(frozen=True, slots=True)
class SizeClass:
    """Clusters with `least` to `most` actors, both included; `most` None: no limit."""

    least: int
    most: int | None

    @property
    def code(self):
        """As it stands in addresses. It says what it means: other bounds are another address."""
        return f"{self.least}-or-more" if self.most is None else f"{self.least}-{self.most}"

    @property
    def label(self):
        if self.most is None:
            return gettext("ab %(least)s Akteure") % {"least": self.least}
        if self.least == 0:
            return gettext("bis %(most)s Akteure") % {"most": self.most}
        return gettext("%(least)s bis %(most)s Akteure") % {"least": self.least, "most": self.most}

    def holds(self, actors):
        return self.least <= actors and (self.most is None or actors <= self.most)


def bounds_of(text):
    """The numbers at which a further class begins, from "50, 100, 200". ValidationError when they are none."""
    parts = [part for part in re.split(r"[\s,;]+", text.strip()) if part]
    if not parts or len(parts) > MOST_BOUNDS or not all(re.fullmatch(r"[0-9]{1,7}", part) for part in parts):
        raise ValidationError(
            _("Bitte geben Sie eine bis %(most)s ganze Zahlen ein, durch Komma getrennt."), params={"most": MOST_BOUNDS}
        )
    bounds = [int(part) for part in parts]
    if bounds[0] < 1 or bounds[-1] > LARGEST_BOUND or bounds != sorted(set(bounds)):
        raise ValidationError(_("Bitte geben Sie die Zahlen aufsteigend ein, jede nur einmal, beginnend über 0."))
    return tuple(bounds)


def size_classes(text):
    """The classes from the smallest to the largest; together they hold every number of actors exactly once."""
    bounds = bounds_of(text)
    ends = (*(bound - 1 for bound in bounds), None)
    return tuple(SizeClass(least, most) for least, most in zip((0, *bounds), ends, strict=True))
