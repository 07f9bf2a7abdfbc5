"""What changed between two versions: words, points, figures, evidence, master data."""

import copy

from admissions.differences import compare
from records.word_changes import ADDED, REMOVED, SAME


def criterion(code="K11", text="Wir sind gut.", own_points=2, **more):
    return {"code": code, "name_de": "Kriterium", "text": text, "own_points": own_points, "evidence": [], **more}


def snapshot(*criteria, **more):
    return {
        "cluster": {"name": "Muster", "city": "Berlin"},
        "organisation": {"legal_name": "Muster e.V."},
        "groups": [{"code": "1", "name_de": "Gruppe", "criteria": list(criteria)}],
        **more,
    }


def test_nothing_changed():
    same = snapshot(criterion())
    assert compare(same, copy.deepcopy(same)).is_empty


def test_only_changed_criteria_are_named():
    before = snapshot(criterion("K11"), criterion("K12"), criterion("K13"))
    after = snapshot(criterion("K11"), criterion("K12", own_points=3), criterion("K13", text="Wir sind besser."))
    found = compare(before, after)
    assert found.codes == ("K12", "K13")
    points, text = found.groups[0].changed
    assert (points.points.before, points.points.after, points.text) == (2, 3, ())
    assert text.points is None
    assert not found.is_empty


def test_no_points_are_not_zero_points():
    found = compare(snapshot(criterion(own_points=None)), snapshot(criterion(own_points=0)))
    assert found.codes == ("K11",)


def test_figures():
    def figure(name, value):
        return {"name_de": name, "unit_de": "Euro", "value": value}

    before = snapshot(criterion(figures=[figure("Umsatz", 10), figure("Beitrag", 5), figure("Alt", 1)]))
    after = snapshot(criterion(figures=[figure("Umsatz", 12), figure("Beitrag", 5), figure("Neu", 7)]))
    changes = compare(before, after).groups[0].changed[0].figures
    assert [(change.key, change.before and change.before["value"], change.after and change.after["value"])
            for change in changes] == [("Umsatz", 10, 12), ("Neu", None, 7), ("Alt", 1, None)]  # fmt: skip


def test_evidence_added_removed_and_renamed():
    def file(token, title="Satzung"):
        return {"title": title, "file": "a.pdf", "token": token, "size": 1, "sha256": "x"}

    link = {"title": "Seite", "link": "https://example.org/"}
    before = snapshot(criterion(evidence=[file("1"), file("2"), link]))
    after = snapshot(criterion(evidence=[file("2", "Neue Satzung"), file("3"), link]))
    changes = compare(before, after).groups[0].changed[0].evidence
    assert [(change.kind, change.piece["token"], change.before) for change in changes] == [
        (REMOVED, "1", ""),
        (ADDED, "3", ""),
        (SAME, "2", "Satzung"),
    ]


def test_master_data():
    before = snapshot(criterion())
    after = snapshot(criterion(), cluster={"name": "Muster", "city": "Bonn"}, organisation={"legal_name": "Muster eG"})
    found = compare(before, after)
    assert [(change.key, change.before, change.after) for change in found.cluster] == [("city", "Berlin", "Bonn")]
    assert found.organisation[0].after == "Muster eG"
    assert found.codes == ()
    assert not found.is_empty
