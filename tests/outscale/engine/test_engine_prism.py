"""The clinic's whole life through Prism: every call and every answer is what the service's document allows."""

from __future__ import annotations

from pathlib import Path

from tests.outscale.engine.workspace import new_workspace
from tests.outscale.prism import Checked


def test_nothing_that_a_stack_asks_or_gets_breaks_the_document(checked: Checked, tmp_path: Path) -> None:
    clinic = new_workspace(tmp_path, checked.url)
    clinic.copy("clinic")
    clinic.set(**{"clinic:image": "ami-12345678"})

    made = clinic.up()
    refreshed = clinic.refresh()
    clinic.set(**{"clinic:machineType": "tinav6.c4r8p2", "clinic:environment": "live"})
    changed = clinic.up()
    clinic.set(**{"clinic:range": "10.30.0.0/16"})
    replaced = clinic.up()
    destroyed = clinic.destroy()

    for outcome in (made, refreshed, changed, replaced, destroyed):
        assert outcome.status == 0, outcome.text
    assert refreshed.counts == {}
    assert checked.fake.living() == {}
