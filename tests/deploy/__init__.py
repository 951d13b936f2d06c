"""Deploys for real: Pulumi's own engine and the real OpenStack provider, against the lab."""

import pytest

DEPLOYS = [
    pytest.mark.deploy,
    # openstacksdk announces what it will give up one day, and does so itself.
    pytest.mark.filterwarnings("ignore::PendingDeprecationWarning"),
]
"""Marks of every module here."""
