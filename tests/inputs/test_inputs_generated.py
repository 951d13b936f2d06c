from __future__ import annotations

import io
from collections import Counter
from pathlib import Path

from benchmarks.generate import write as generate
from tests.inputs.input_documents import read_content


def _generated(count: int) -> str:
    out = io.StringIO()
    generate(count, out)
    return out.getvalue()


def test_the_document_of_the_benchmarks_is_the_same_each_time() -> None:
    assert _generated(50) == _generated(50)


def test_the_document_of_the_benchmarks_is_a_complete_preview(tmp_path: Path) -> None:
    deployment = read_content(tmp_path, _generated(2000))

    packages = Counter(item.package for item in deployment.resources)
    assert len(deployment.resources) == 2000
    assert deployment.gaps == ()
    assert 0.55 < packages["openstack"] / 2000 < 0.75
    assert 0.25 < packages["outscale"] / 2000 < 0.45
