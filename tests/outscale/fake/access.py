"""Who may call the API and with what: access keys, keypairs, certificates, access rules, the access policy."""

from __future__ import annotations

import base64
import binascii
import hashlib
import ipaddress

from tests.outscale.fake.cloud import ACCOUNT, DATE, Cloud, new_name
from tests.outscale.fake.create import draft
from tests.outscale.fake.document import JsonObject
from tests.outscale.fake.plain import Call, deletes, updates
from tests.outscale.fake.read import passing
from tests.outscale.fake.refusals import refusal

_LONGEST_EXPIRATION = 3153600000
_OPEN_POLICY: JsonObject = {"RequireTrustedEnv": False, "MaxAccessKeyExpirationSeconds": 0}
_RULE_LISTS = ("CaIds", "Cns", "IpRanges")


def create_access_key(cloud: Cloud, arguments: JsonObject) -> JsonObject:
    """Create an access key, whose secret is shown this once."""
    user = _user(cloud, arguments)
    key = {
        "AccessKeyId": new_name(20),
        "State": "ACTIVE",
        "CreationDate": DATE,
        "LastModificationDate": DATE,
        "_user": user,
    }
    key |= {name: arguments[name] for name in ("ExpirationDate", "Tag") if name in arguments}
    if "ExpirationDate" in key:
        key["ExpirationDate"] = _instant(key["ExpirationDate"])
    cloud.add("AccessKey", key)
    return {"AccessKey": key | {"SecretKey": new_name(40)}}


def read_access_keys(cloud: Cloud, arguments: JsonObject) -> JsonObject:
    """List the access keys of a user, or of the account itself."""
    user = _user(cloud, arguments)
    keys = [key for key in cloud.all("AccessKey") if key["_user"] == user]
    if "Tag" in arguments:
        keys = [key for key in keys if key.get("Tag") == arguments["Tag"]]
    return {"AccessKeys": passing(cloud.document, "AccessKey", keys, arguments.get("Filters", {}))}


def update_access_key(cloud: Cloud, arguments: JsonObject) -> JsonObject:
    """Switch a key on or off; an expiration date that is not given again is lost."""
    key = _key_of(cloud, arguments)
    if arguments.get("State", "ACTIVE") not in ("ACTIVE", "INACTIVE"):
        raise refusal("invalid-parameter-value", "The value of 'State' is none of: ACTIVE, INACTIVE.")
    key.pop("ExpirationDate", None)
    key |= {name: arguments[name] for name in ("State", "Tag", "ExpirationDate") if name in arguments}
    if arguments.get("ClearExpirationDate"):
        key.pop("ExpirationDate", None)
    if arguments.get("ClearTag"):
        key.pop("Tag", None)
    if "ExpirationDate" in key:
        key["ExpirationDate"] = _instant(key["ExpirationDate"])
    cloud.save("AccessKey", key)
    return {"AccessKey": key}


def delete_access_key(cloud: Cloud, arguments: JsonObject) -> JsonObject:
    """Delete an access key of a user, or of the account itself."""
    cloud.remove("AccessKey", _key_of(cloud, arguments))
    return {}


def create_keypair(cloud: Cloud, arguments: JsonObject) -> JsonObject:
    """Register a public key, or make a pair whose private key is shown this once."""
    name = arguments["KeypairName"]
    if any(pair["KeypairName"] == name for pair in cloud.all("Keypair")):
        raise refusal("duplicate-key", f"There is a keypair '{name}' already.")
    public = _public_key(arguments["PublicKey"]) if "PublicKey" in arguments else f"ssh-rsa {new_name(40)}"
    pair = draft(cloud, "CreateKeypair", {"KeypairName": name})
    pair |= {"KeypairType": public.split()[0], "KeypairFingerprint": _fingerprint(public), "Tags": []}
    del pair["PrivateKey"]
    cloud.add("Keypair", pair)
    if "PublicKey" in arguments:
        return {"Keypair": pair}
    kind = "RSA PRIVATE KEY"
    return {"Keypair": pair | {"PrivateKey": f"-----BEGIN {kind}-----\n{new_name(64)}\n-----END {kind}-----"}}


def delete_keypair(cloud: Cloud, arguments: JsonObject) -> JsonObject:
    """Delete a keypair by its identifier or its name; machines that use it go on."""
    if "KeypairId" in arguments:
        cloud.remove("Keypair", cloud.require("Keypair", arguments["KeypairId"]))
        return {}
    for pair in cloud.all("Keypair"):
        if pair["KeypairName"] == arguments.get("KeypairName"):
            cloud.remove("Keypair", pair)
            return {}
    raise refusal("no-such-keypair", "There is no such keypair.")


def create_server_certificate(cloud: Cloud, arguments: JsonObject) -> JsonObject:
    """Register a certificate with its private key, neither of which is shown again."""
    if "PRIVATE KEY" not in arguments["PrivateKey"] or "CERTIFICATE" not in arguments["Body"]:
        raise refusal("wrong-ssl-certificate", "The certificate or its private key is not in PEM form.")
    certificate = {"Id": new_name(31), "UploadDate": DATE, "ExpirationDate": "2036-11-24T10:00:00.000Z"}
    certificate |= _named(arguments["Name"], arguments.get("Path", "/"))
    cloud.add("ServerCertificate", certificate)
    return {"ServerCertificate": certificate}


def read_server_certificates(cloud: Cloud, arguments: JsonObject) -> JsonObject:
    """Find certificates by path."""
    paths = arguments.get("Filters", {}).get("Paths")
    found = cloud.all("ServerCertificate")
    return {"ServerCertificates": [one for one in found if paths is None or one["Path"] in paths]}


def update_server_certificate(cloud: Cloud, arguments: JsonObject) -> JsonObject:
    """Change a certificate's name or path, and with them its ORN; one that a load balancer uses keeps them."""
    certificate = cloud.require("ServerCertificate", arguments["Name"])
    _refuse_if_used(cloud, certificate)
    wanted = {"NewName": arguments["Name"], "NewPath": certificate["Path"]} | arguments
    name = wanted["NewName"]
    if name != arguments["Name"]:
        if cloud.find("ServerCertificate", name) is not None:
            raise refusal("duplicate-name", f"There is a server certificate '{name}' already.")
        cloud.store.rename("ServerCertificate", arguments["Name"], name)
    certificate |= _named(name, wanted["NewPath"])
    cloud.save("ServerCertificate", certificate)
    return {"ServerCertificate": certificate}


def delete_server_certificate(cloud: Cloud, arguments: JsonObject) -> JsonObject:
    """Delete a certificate that no load balancer uses."""
    certificate = cloud.require("ServerCertificate", arguments["Name"])
    _refuse_if_used(cloud, certificate)
    cloud.remove("ServerCertificate", certificate)
    return {}


def create_ca(cloud: Cloud, arguments: JsonObject) -> JsonObject:
    """Register a certificate authority for clients."""
    if "CERTIFICATE" not in arguments["CaPem"]:
        raise refusal("invalid-parameter-value", "The value of 'CaPem' is no certificate.")
    ca = draft(cloud, "CreateCa", {"Description": arguments.get("Description", "")})
    ca["CaFingerprint"] = hashlib.sha1(arguments["CaPem"].encode(), usedforsecurity=False).hexdigest()
    cloud.add("Ca", ca)
    return {"Ca": ca}


def create_rule(cloud: Cloud, arguments: JsonObject) -> JsonObject:
    """Create a rule that lets calls in."""
    rule = _rule(cloud, arguments)
    rule["ApiAccessRuleId"] = cloud.new_identifier("CreateApiAccessRule", "ApiAccessRule")
    cloud.add("ApiAccessRule", rule)
    return {"ApiAccessRule": rule}


def update_rule(cloud: Cloud, arguments: JsonObject) -> JsonObject:
    """Write a rule anew: what is not given again is lost."""
    identifier = cloud.require("ApiAccessRule", arguments["ApiAccessRuleId"])["ApiAccessRuleId"]
    rule = _rule(cloud, arguments) | {"ApiAccessRuleId": identifier}
    cloud.save("ApiAccessRule", rule)
    return {"ApiAccessRule": rule}


def read_access_policy(cloud: Cloud, _arguments: JsonObject) -> JsonObject:
    """Show the account's only access policy."""
    return {"ApiAccessPolicy": cloud.store.find("ApiAccessPolicy", "policy") or _OPEN_POLICY}


def update_access_policy(cloud: Cloud, arguments: JsonObject) -> JsonObject:
    """Change the account's access policy."""
    seconds, trusted = arguments["MaxAccessKeyExpirationSeconds"], arguments["RequireTrustedEnv"]
    if not 0 <= seconds <= _LONGEST_EXPIRATION:
        raise refusal("invalid-parameter-value", f"The lifetime is not between 0 and {_LONGEST_EXPIRATION} seconds.")
    if trusted and not seconds:
        raise refusal("invalid-combination", "A trusted session needs access keys that expire.")
    cloud.store.remove("ApiAccessPolicy", "policy")
    policy = {"RequireTrustedEnv": trusted, "MaxAccessKeyExpirationSeconds": seconds}
    if policy != _OPEN_POLICY:
        cloud.store.add("ApiAccessPolicy", "policy", policy)
    return {"ApiAccessPolicy": policy}


def _user(cloud: Cloud, arguments: JsonObject) -> str:
    return str(cloud.require("User", arguments["UserName"])["UserId"]) if "UserName" in arguments else ""


def _key_of(cloud: Cloud, arguments: JsonObject) -> JsonObject:
    key = cloud.require("AccessKey", arguments["AccessKeyId"])
    if key["_user"] != _user(cloud, arguments):
        raise refusal("access-keys-not-found", f"The user has no access key '{key['AccessKeyId']}'.")
    return key


def _instant(date: str) -> str:
    """Write a date as the service gives it back: with the time of day and the offset."""
    return date if "T" in date else f"{date}T00:00:00.000+0000"


def _public_key(text: str) -> str:
    try:
        found = base64.b64decode(text, validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        found = text
    if not found.startswith(("ssh-", "ecdsa-")):
        raise refusal("invalid-key", "The value of 'PublicKey' is no public key.")
    return found


def _fingerprint(text: str) -> str:
    digest = hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()
    return ":".join(digest[place : place + 2] for place in range(0, len(digest), 2))


def _named(name: str, path: str) -> JsonObject:
    orn = f"orn:ows:idauth::{ACCOUNT}:server-certificate{path}{name}"
    return {"Name": name, "Path": path, "Orn": orn}


def _refuse_if_used(cloud: Cloud, certificate: JsonObject) -> None:
    for kind, user in cloud.users_of(certificate["Orn"]):
        if kind != "ServerCertificate":
            raise refusal("busy", f"The server certificate '{certificate['Name']}' is used by the {kind} '{user}'.")


def _rule(cloud: Cloud, arguments: JsonObject) -> JsonObject:
    if not arguments.get("CaIds") and not arguments.get("IpRanges"):
        raise refusal("missing-parameter", "A rule needs 'CaIds' or 'IpRanges'.")
    for ca in arguments.get("CaIds", []):
        cloud.require("Ca", ca)
    for text in arguments.get("IpRanges", []):
        try:
            ipaddress.IPv4Network(text)
        except ValueError:
            raise refusal("invalid-block", f"'{text}' is no IP range.") from None
    lists = {name: sorted(arguments.get(name, [])) for name in _RULE_LISTS}
    return lists | {"Description": arguments.get("Description", "")}


CALLS: dict[str, Call] = {
    "CreateAccessKey": create_access_key,
    "ReadAccessKeys": read_access_keys,
    "UpdateAccessKey": update_access_key,
    "DeleteAccessKey": delete_access_key,
    "CreateKeypair": create_keypair,
    "DeleteKeypair": delete_keypair,
    "CreateServerCertificate": create_server_certificate,
    "ReadServerCertificates": read_server_certificates,
    "UpdateServerCertificate": update_server_certificate,
    "DeleteServerCertificate": delete_server_certificate,
    "CreateCa": create_ca,
    "UpdateCa": updates("UpdateCa", "Ca"),
    "DeleteCa": deletes("Ca"),
    "CreateApiAccessRule": create_rule,
    "UpdateApiAccessRule": update_rule,
    "DeleteApiAccessRule": deletes("ApiAccessRule"),
    "ReadApiAccessPolicy": read_access_policy,
    "UpdateApiAccessPolicy": update_access_policy,
}
