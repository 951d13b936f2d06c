"""Who may look: auditors read and nothing else; a robot does so by night."""

import json
from dataclasses import dataclass

import pulumi
import pulumi_outscale as outscale


@dataclass(frozen=True)
class Auditors:
    """The group, and the key of its robot."""

    group: outscale.UserGroup
    robots_key: outscale.AccessKey


def open_for_auditors() -> Auditors:
    """Let a group read what there is, and put a robot in it."""
    group = outscale.UserGroup("auditors", path="/clinic/")
    robot = outscale.User("robot", path="/clinic/")
    reading = outscale.Policy(
        "reading",
        description="Sees everything, changes nothing",
        document=json.dumps({"Statement": [{"Effect": "Allow", "Action": ["api:Read*"], "Resource": ["*"]}]}),
    )
    outscale.UserGroupPolicyLink("reading", user_group_name=group.user_group_name, policy_orn=reading.orn)
    outscale.UserGroupMembership(
        "robot",
        user_group_name=group.user_group_name,
        user_group_path=group.path,
        user_name=robot.user_name,
        user_path=robot.path,
    )
    return Auditors(group, outscale.AccessKey("robot", user_name=robot.user_name))


def secrets_of_the_robot(auditors: Auditors) -> pulumi.Output[str | None]:
    """Return the robot's secret key; Pulumi encrypts it, and shows it with `pulumi stack output --show-secrets`."""
    return auditors.robots_key.secret_key
