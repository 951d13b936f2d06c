"""Machines, their disks and what they are made from behave as the service's do."""

from __future__ import annotations

import time

import pytest

from tests.outscale.calling import AnsweredError, Caller
from tests.outscale.fake import Fake
from tests.outscale.fake.document import JsonObject

IMAGE = "ami-12345678"


@pytest.fixture
def subnet(call: Caller) -> str:
    net = call("CreateNet", IpRange="10.0.0.0/16")["Net"]["NetId"]
    return str(call("CreateSubnet", NetId=net, IpRange="10.0.0.0/24")["Subnet"]["SubnetId"])


@pytest.fixture
def vm(call: Caller, subnet: str) -> str:
    return str(call("CreateVms", ImageId=IMAGE, SubnetId=subnet, VmType="tinav6.c1r1p2")["Vms"][0]["VmId"])


def read(call: Caller, vm: str) -> JsonObject:
    found: JsonObject = call("ReadVms", Filters={"VmIds": [vm]})["Vms"][0]
    return found


def test_a_machine_starts_pending_with_an_interface_and_a_root_volume(fake: Fake, call: Caller, subnet: str) -> None:
    made = call("CreateVms", ImageId=IMAGE, SubnetId=subnet)["Vms"][0]

    assert (made["State"], read(call, made["VmId"])["State"]) == ("pending", "running")
    assert [nic["NicId"] for nic in made["Nics"]] == [nic["NicId"] for nic in fake.objects("Nic")]
    assert [mapping["Bsu"]["VolumeId"] for mapping in made["BlockDeviceMappings"]] == [
        volume["VolumeId"] for volume in fake.objects("Volume")
    ]
    assert made["PrivateIp"] == "10.0.0.4"


def test_several_machines_are_made_at_once(call: Caller, subnet: str) -> None:
    made = call("CreateVms", ImageId=IMAGE, SubnetId=subnet, MinVmsCount=3, MaxVmsCount=3)["Vms"]

    assert [vm["PrivateIp"] for vm in made] == ["10.0.0.4", "10.0.0.5", "10.0.0.6"]


def test_a_type_without_a_level_is_read_back_with_one(call: Caller, subnet: str) -> None:
    plain = call("CreateVms", ImageId=IMAGE, SubnetId=subnet, VmType="tinav6.c1r1", Performance="medium")["Vms"][0]
    full = call("CreateVms", ImageId=IMAGE, SubnetId=subnet, VmType="tinav6.c1r1p1", Performance="medium")["Vms"][0]

    assert (plain["VmType"], plain["Performance"]) == ("tinav6.c1r1p3", "medium")
    assert (full["VmType"], full["Performance"]) == ("tinav6.c1r1p1", "highest")


@pytest.mark.parametrize(
    "change",
    [{"VmType": "tinav6.c2r4p2"}, {"UserData": "AAAA"}, {"Performance": "highest"}, {"NestedVirtualization": True}],
)
def test_hardware_changes_while_the_machine_is_stopped_only(call: Caller, vm: str, change: JsonObject) -> None:
    with pytest.raises(AnsweredError, match="is running") as refused:
        call("UpdateVm", VmId=vm, **change)
    call("StopVms", VmIds=[vm])
    call("UpdateVm", VmId=vm, **change)

    assert (refused.value.status, refused.value.code) == (409, "6006")
    assert read(call, vm) | change == read(call, vm)


def test_what_is_to_be_done_at_the_next_boot_is_done_by_a_start(call: Caller, vm: str) -> None:
    call("UpdateVm", VmId=vm, ActionsOnNextBoot={"SecureBoot": "enable"})
    before = read(call, vm)["ActionsOnNextBoot"]
    call("StopVms", VmIds=[vm])
    call("StartVms", VmIds=[vm])

    assert (before, read(call, vm)["ActionsOnNextBoot"]) == ({"SecureBoot": "enable"}, {"SecureBoot": "none"})


def test_a_terminated_machine_stays_readable_and_leaves_nothing_else(fake: Fake, call: Caller, vm: str) -> None:
    call("DeleteVms", VmIds=[vm])

    assert read(call, vm)["State"] == "terminated"
    assert [fake.objects(kind) for kind in ("Vm", "Nic", "Volume")] == [[], [], []]


def test_a_protected_machine_is_not_terminated(call: Caller, subnet: str) -> None:
    vm = call("CreateVms", ImageId=IMAGE, SubnetId=subnet, DeletionProtection=True)["Vms"][0]["VmId"]

    with pytest.raises(AnsweredError, match="protected") as refused:
        call("DeleteVms", VmIds=[vm])

    assert refused.value.status == 409


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"ImageId": "ami-00000000"}, "5023"),
        ({"KeypairName": "none"}, "5071"),
        ({"SubnetId": "subnet-00000000"}, "5057"),
        ({"SecurityGroupIds": ["sg-00000000"]}, "5020"),
        ({"UserData": "not base64!"}, "4047"),
    ],
)
def test_a_machine_made_of_what_does_not_exist_is_refused(
    call: Caller, subnet: str, wrong: JsonObject, code: str
) -> None:
    with pytest.raises(AnsweredError) as refused:
        call("CreateVms", **{"ImageId": IMAGE, "SubnetId": subnet} | wrong)

    assert (refused.value.status, refused.value.code) == (400, code)


def test_a_volume_is_attached_and_detached_in_time(fake: Fake, call: Caller, vm: str) -> None:
    volume = call("CreateVolume", SubregionName="eu-west-2a", Size=10)["Volume"]["VolumeId"]
    call("ReadVolumes")
    fake.control(slow=0.2)

    states = []
    for operation, more in (("LinkVolume", {"VmId": vm, "DeviceName": "/dev/xvdb"}), ("UnlinkVolume", {})):
        call(operation, VolumeId=volume, **more)
        for _ in range(2):
            found = call("ReadVolumes", Filters={"VolumeIds": [volume]})["Volumes"][0]
            states.append([link["State"] for link in found["LinkedVolumes"]])
            time.sleep(0.06)

    assert states == [["attaching"], ["attached"], ["detaching"], []]


def test_a_volume_in_use_neither_goes_nor_is_attached_again(call: Caller, vm: str) -> None:
    volume = call("CreateVolume", SubregionName="eu-west-2a", Size=10)["Volume"]["VolumeId"]
    call("LinkVolume", VolumeId=volume, VmId=vm, DeviceName="/dev/xvdb")

    for operation, more in (("DeleteVolume", {}), ("LinkVolume", {"VmId": vm, "DeviceName": "/dev/xvdc"})):
        with pytest.raises(AnsweredError) as refused:
            call(operation, VolumeId=volume, **more)
        assert (refused.value.status, refused.value.code) == (409, "9004")


def test_a_volume_grows_by_a_task_and_never_shrinks(fake: Fake, call: Caller) -> None:
    volume = call("CreateVolume", SubregionName="eu-west-2a", Size=10, VolumeType="gp2")["Volume"]["VolumeId"]
    fake.control(slow=0.1)

    updated = call("UpdateVolume", VolumeId=volume, Size=20)["Volume"]
    time.sleep(0.06)
    task = call("ReadVolumeUpdateTasks", Filters={"TaskIds": [updated["TaskId"]]})["VolumeUpdateTasks"][0]
    with pytest.raises(AnsweredError, match="cannot shrink"):
        call("UpdateVolume", VolumeId=volume, Size=15)

    assert (updated["Size"], task["State"]) == (10, "completed")
    assert call("ReadVolumes")["Volumes"][0]["Size"] == 20


def test_a_private_key_is_shown_once(fake: Fake, call: Caller) -> None:
    made = call("CreateKeypair", KeypairName="key")["Keypair"]

    found = call("ReadKeypairs", Filters={"KeypairIds": [made["KeypairId"]]})["Keypairs"][0]

    assert made["PrivateKey"].startswith("-----BEGIN RSA")
    assert "PrivateKey" not in found
    assert made["PrivateKey"] not in str(fake.objects("Keypair"))
    with pytest.raises(AnsweredError) as refused:
        call("CreateKeypair", KeypairName="key")
    assert refused.value.code == "9011"


def test_a_public_key_that_is_imported_yields_no_private_one(call: Caller) -> None:
    made = call("CreateKeypair", KeypairName="mine", PublicKey="ssh-ed25519 AAAA me")["Keypair"]

    assert made["KeypairType"] == "ssh-ed25519"
    assert "PrivateKey" not in made


def test_a_flexible_gpu_is_attached_once_its_machine_was_stopped(call: Caller, subnet: str) -> None:
    vm = call("CreateVms", ImageId=IMAGE, SubnetId=subnet, VmType="tinav6.c1r1p1")["Vms"][0]["VmId"]
    gpu = call("CreateFlexibleGpu", ModelName="nvidia-p100", SubregionName="eu-west-2a")["FlexibleGpu"]["FlexibleGpuId"]

    call("LinkFlexibleGpu", FlexibleGpuId=gpu, VmId=vm)
    running = call("ReadFlexibleGpus")["FlexibleGpus"][0]["State"]
    call("StopVms", VmIds=[vm])

    assert (running, call("ReadFlexibleGpus")["FlexibleGpus"][0]["State"]) == ("attaching", "attached")


def test_permissions_of_an_image_are_added_and_removed(call: Caller, vm: str) -> None:
    image = call("CreateImage", VmId=vm, ImageName="golden")["Image"]["ImageId"]

    call("UpdateImage", ImageId=image, PermissionsToLaunch={"Additions": {"AccountIds": ["2" * 12, "1" * 12]}})
    shared = call("ReadImages", Filters={"ImageIds": [image]})["Images"][0]["PermissionsToLaunch"]
    call("UpdateImage", ImageId=image, PermissionsToLaunch={"Removals": {"AccountIds": ["2" * 12]}})
    found = call("ReadImages", Filters={"ImageIds": [image]})["Images"][0]["PermissionsToLaunch"]

    assert shared == {"AccountIds": ["1" * 12, "2" * 12], "GlobalPermission": False}
    assert found["AccountIds"] == ["1" * 12]


def test_an_address_of_a_machine_is_shown_on_both_sides(call: Caller, vm: str) -> None:
    address = call("CreatePublicIp")["PublicIp"]

    call("LinkPublicIp", PublicIpId=address["PublicIpId"], VmId=vm)

    assert read(call, vm)["PublicIp"] == address["PublicIp"]
    assert call("ReadPublicIps")["PublicIps"][0]["VmId"] == vm
    with pytest.raises(AnsweredError, match="is linked"):
        call("DeletePublicIp", PublicIpId=address["PublicIpId"])
