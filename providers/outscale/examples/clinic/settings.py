"""What the stack's configuration decides, and how things are labelled."""

import pulumi

_config = pulumi.Config()

IMAGE = _config.require("image")
MACHINE_TYPE = _config.require("machineType")
RECORDS_GIGABYTES = _config.require_int("recordsGigabytes")
RANGE = _config.require("range")
ENVIRONMENT = _config.require("environment")
REGION = pulumi.Config("outscale").get("region") or "eu-west-2"
SUBREGION = f"{REGION}a"


def tags(name: str) -> list[dict[str, str]]:
    """Return the tags of a thing: its name, and the environment it belongs to."""
    return [{"key": "Name", "value": name}, {"key": "environment", "value": ENVIRONMENT}]
