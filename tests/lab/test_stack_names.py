"""What may name a stack's project: nothing that would leave a folder, a header or a command line."""

from __future__ import annotations

from pathlib import Path

import pytest

from rempart_lab.errors import LabError
from rempart_lab.inside.stack import credential
from rempart_lab.model.site import site_of
from tests.lab.labs import a_lab


@pytest.mark.parametrize("name", ["", "../other", "a/b", "a b", "-x", ".hidden", "a\nb", "x" * 64, "é"])
def test_a_name_that_cannot_be_a_project_s_is_refused_before_anything_is_asked(name: str, tmp_path: Path) -> None:
    with pytest.raises(LabError) as raised:
        credential(site_of(a_lab(tmp_path)), name)

    assert "cannot name a project" in raised.value.what
    assert "\n" not in raised.value.what
