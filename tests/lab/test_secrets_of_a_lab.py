"""Every secret comes from one random one, which its owner alone can read and no text shows."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest

from rempart_lab.errors import LabError
from rempart_lab.model.secrets import make_secrets, read_secrets
from tests.lab.labs import secrets


def test_secrets_are_made_once_for_a_state_folder_and_read_by_their_owner_only(tmp_path: Path) -> None:
    file = tmp_path / "secret"

    first = make_secrets(file)
    second = make_secrets(file)

    assert first == second
    assert file.stat().st_mode & 0o777 == 0o600


def test_two_state_folders_have_nothing_in_common(tmp_path: Path) -> None:
    one, other = make_secrets(tmp_path / "one"), make_secrets(tmp_path / "other")

    assert one.password("bus") != other.password("bus")


def test_each_purpose_has_a_secret_of_its_own() -> None:
    found = {
        secrets().password("ovh-like", "user", "nova"),
        secrets().password("partner", "user", "nova"),
        secrets().password("ovh-like", "user", "nov", "a"),
        secrets().password("bus"),
        secrets().key("bus"),
    }

    assert len(found) == 5


def test_a_key_has_256_bits() -> None:
    assert len(base64.urlsafe_b64decode(secrets().key("barbican"))) == 32


def test_no_text_of_secrets_shows_them() -> None:
    root = b"never-to-be-seen-in-any-text-now"

    assert "never" not in f"{secrets(root=root)} {secrets(root=root)!r}"


def test_secrets_that_others_may_read_are_refused(tmp_path: Path) -> None:
    file = tmp_path / "secret"
    make_secrets(file)
    file.chmod(0o640)

    with pytest.raises(LabError, match="others may read"):
        read_secrets(file)


@pytest.mark.parametrize("content", [b"", b"short", b"x" * 33])
def test_secrets_cut_short_are_refused(content: bytes, tmp_path: Path) -> None:
    file = tmp_path / "secret"
    file.write_bytes(content)
    file.chmod(0o600)

    with pytest.raises(LabError, match="damaged"):
        make_secrets(file)


def test_what_an_interrupted_start_left_behind_does_not_stop_the_next_one(tmp_path: Path) -> None:
    (tmp_path / "secret.partial").write_bytes(b"half")

    assert make_secrets(tmp_path / "secret").password("bus")


def test_a_folder_without_secrets_is_told_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(LabError, match="no secrets"):
        read_secrets(tmp_path / "secret")
