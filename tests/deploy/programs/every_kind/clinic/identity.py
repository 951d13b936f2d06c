"""A project for research, and a robot that works there under an application credential of its own."""

from dataclasses import dataclass

import pulumi
import pulumi_openstack as openstack

from clinic.cloud import Cloud, in_the_whole_cloud


@dataclass(frozen=True, slots=True)
class Account:
    """The project, and who works there."""

    project: openstack.identity.Project
    robot: openstack.identity.User


def declare(cloud: Cloud, robot_password: pulumi.Output[str]) -> Account:
    """Declare who may do what."""
    opts = cloud.as_operator
    project = openstack.identity.Project(
        "research", name=in_the_whole_cloud("research"), description="Research on health data", tags=["hds"], opts=opts
    )
    role = openstack.identity.Role("reads-records", name=in_the_whole_cloud("reads-records"), opts=opts)
    robot = openstack.identity.User(
        "robot", name=in_the_whole_cloud("robot"), default_project_id=project.id, password=robot_password, opts=opts
    )
    robots = openstack.identity.GroupV3("robots", name=in_the_whole_cloud("robots"), opts=opts)
    openstack.identity.UserMembershipV3("robot-of-robots", user_id=robot.id, group_id=robots.id, opts=opts)
    assignment = openstack.identity.RoleAssignment(
        "robot-reads-records", project_id=project.id, user_id=robot.id, role_id=role.id, opts=opts
    )

    # Nobody makes application credentials for somebody else: the robot logs in itself.
    robot_itself = openstack.Provider(
        "robot",
        auth_url=cloud.auth_url,
        region=cloud.region,
        cacert_file=cloud.authority,
        user_name=robot.name,
        password=robot_password,
        tenant_name=project.name,
        user_domain_name="Default",
        project_domain_name="Default",
        opts=pulumi.ResourceOptions(depends_on=[assignment]),
    )
    openstack.identity.ApplicationCredential(
        "nightly-export",
        name="nightly-export",
        description="Lists servers, and nothing else",
        roles=[role.name],
        unrestricted=False,
        access_rules=[{"service": "compute", "method": "GET", "path": "/v2.1/servers"}],
        opts=pulumi.ResourceOptions(provider=robot_itself),
    )
    return Account(project, robot)
