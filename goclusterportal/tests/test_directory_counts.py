"""Any register under any choice: what the facets count is what counting by hand gives (hypothesis)."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from goclusterportal.public.directory.facets import FACETS, Register, as_places, counted, narrowed, places_in
from goclusterportal.public.directory.finding import find

from .register import add_member

CODES = {facet: [f"{facet}{number}" for number in range(3)] for facet in FACETS}
CLUSTER = st.fixed_dictionaries({facet: st.sets(st.sampled_from(CODES[facet])) for facet in FACETS})
CHOICE = st.fixed_dictionaries({facet: st.sets(st.sampled_from(CODES[facet])) for facet in FACETS})


def by_hand(clusters, words, choice, facet, code):
    return sum(
        found and code in cluster[facet] and all(not choice[o] or choice[o] & cluster[o] for o in FACETS if o != facet)
        for cluster, found in zip(clusters, words, strict=True)
    )


def register_of(clusters):
    values = {
        facet: {
            code: as_places(place for place, cluster in enumerate(clusters) if code in cluster[facet])
            for code in CODES[facet]
        }
        for facet in FACETS
    }
    keys = tuple(range(len(clusters)))
    return Register(keys, ("",) * len(keys), (None,) * len(keys), values)


@settings(max_examples=200)
@given(st.lists(st.tuples(CLUSTER, st.booleans()), max_size=12), CHOICE)
def test_the_counts_are_those_by_hand(drawn, choice):
    clusters, words = [cluster for cluster, _ in drawn], [found for _, found in drawn]
    register = register_of(clusters)
    by_words = as_places(place for place, found in enumerate(words) if found)
    counts = counted(register, by_words, choice)
    for facet in FACETS:
        for code in CODES[facet]:
            assert counts[facet][code] == by_hand(clusters, words, choice, facet, code)
    fitting = [
        place
        for place, cluster in enumerate(clusters)
        if words[place] and all(not choice[facet] or choice[facet] & cluster[facet] for facet in FACETS)
    ]
    assert places_in(narrowed(register, by_words, choice)) == fitting


@pytest.mark.django_db
def test_each_count_is_what_choosing_the_value_alone_in_its_facet_finds(today):
    laender, fields = ["DE-BY", "DE-BE", "DE-HH"], ["energy", "logistics", "optics-photonics"]
    for number in range(24):
        add_member(
            f"Cluster {number}",
            laender=laender[number % 3 : number % 3 + number % 2 + 1],
            fields=fields[number % 2 : number % 4 + 1],
            label=[None, "gold", "silver", "bronze"][number % 4],
            actors=[None, 10, 70, 150, 900][number % 5],
            released=number % 7 > 0,
            says=["strategy"] if number % 5 == 1 else [],
        )
    for query in ({}, {"land": ["DE-BY", "DE-HH"]}, {"label": ["gold", "none"], "field": ["energy"]}, {"q": "1"}):
        finding = find(_Data(query), today)
        for facet, values in finding.counts().items():
            for code, count in values.items():
                alone = find(_Data({**query, facet: [code]}), today)
                assert len(alone.keys()) == count, (query, facet, code)


class _Data(dict):
    def getlist(self, name):
        return self.get(name, [])
