"""What every test shares: how long a search for counterexamples may take."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

# A busy machine makes an example slow to build; that says nothing about the code.
settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("thorough", settings.get_profile("patient"), max_examples=2000)
if not settings.get_current_profile_name().startswith("ci"):
    settings.load_profile("patient")
