"""What someone declares as their own: what is refused, and what is believed of the rest."""

from __future__ import annotations

import pytest

from rempart.catalogue import load_catalogue
from rempart.errors import InputError
from rempart.model.mention import Role
from rempart.model.placement import PlacedDeployment
from rempart.model.values import Value
from rempart.placement import place, read_own
from tests.placement.placement_builders import CATALOGUE, OVH, TODAY, a_provider, a_resource, placed


def declared(*texts: str) -> tuple[str, ...]:
    return read_own(texts, load_catalogue(), where="--own")


def placed_with(own: tuple[str, ...], *values: Value) -> PlacedDeployment:
    """Place one resource that sends to these addresses."""
    sinks = tuple((f"sink{number}", value, Role.SENDS) for number, value in enumerate(values))
    inputs = {path: value for path, value, _ in sinks}
    normalised = placed(OVH, a_resource(addresses=sinks, inputs=inputs)).normalised
    return place(normalised, CATALOGUE, TODAY, own)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("chu-lille.fr", "chu-lille.fr"),
        ("logs.chu-lille.fr", "logs.chu-lille.fr"),
        ("*.CHU-Lille.fr.", "chu-lille.fr"),
        (".chu-lille.fr", "chu-lille.fr"),
        (" chu-lille.fr ", "chu-lille.fr"),
        ("hôpital-lille.fr", "xn--hpital-lille-eib.fr"),
        ("dsi@chu-lille.fr", "chu-lille.fr"),
        ("trust.co.uk", "trust.co.uk"),
        ("193.51.24.7", "193.51.24.7"),
        ("193.51.24.7/32", "193.51.24.7"),
        ("193.51.24.0/24", "193.51.24.0/24"),
        ("2001:660:3000::1", "2001:660:3000::1"),
        ("2001:660:3000::/48", "2001:660:3000::/48"),
    ],
)
def test_a_declaration_has_one_spelling(text: str, name: str) -> None:
    assert declared(text) == (name,)


def test_what_is_declared_twice_counts_once() -> None:
    assert declared("chu-nice.fr", "*.chu-lille.fr", "dsi@chu-lille.fr") == ("chu-lille.fr", "chu-nice.fr")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "is no domain"),
        ("two words", "is no domain"),
        ("*", "is no domain"),
        ("*chu-lille.fr", "is no domain"),
        ("$HOST.fr", "is no domain"),
        ("https://chu-lille.fr", "is no domain"),
        ("chu-lille.fr:443", "is no domain"),
        ("chu-lille.fr,chu-nice.fr", "is no domain"),
        ("clinic.example", "is no domain"),
        ("193.51.24.7/24", "is no domain"),
        ("a@b@chu-lille.fr", "is no mail address"),
        ("@chu-lille.fr", "is no mail address"),
        ("db.internal", "never leaves the deployment as it is"),
        ("chu", "never leaves the deployment as it is"),
        ("10.0.0.1", "never leaves the deployment as it is"),
        ("fr", "is a whole top-level domain"),
        ("com", "is a whole top-level domain"),
        ("*.fr", "is a whole top-level domain"),
        ("gouv.fr", "is a domain below which others have names or mailboxes"),
        ("co.uk", "is a domain below which others have names or mailboxes"),
        ("medecin.fr", "is a domain below which others have names or mailboxes"),
        ("someone@orange.fr", "is a domain below which others have names or mailboxes"),
        ("10.0.0.0/8", "is no public network"),
        ("0.0.0.0/0", "is no public network"),
        ("193.0.0.0/8", "is a network wider than one institution is given"),
        ("2001::/16", "is a network wider than one institution is given"),
        ("1.1.1.0/24", "holds an address of Cloudflare"),
        ("8.8.8.8", "belongs to Google Cloud, as the catalogue says"),
        ("amazonaws.com", "belongs to Amazon Web Services, as the catalogue says"),
        ("s3.eu-west-3.amazonaws.com", "belongs to Amazon Web Services, as the catalogue says"),
        ("someone@gmail.com", "belongs to Google Cloud, as the catalogue says"),
    ],
)
def test_what_cannot_be_ones_own_is_refused_in_one_line(text: str, said: str) -> None:
    with pytest.raises(InputError) as refusal:
        declared("chu-lille.fr", text)

    assert refusal.value.line().startswith(f"--own, name 2: {said}; ")


def test_a_domain_above_a_known_host_is_refused() -> None:
    catalogue = load_catalogue()
    hosts = {endpoint.value for row in catalogue.operators() for endpoint in catalogue.endpoints_of(row.id)}
    above = next(
        host.partition(".")[2]
        for host in sorted(hosts)
        if host.count(".") > 2
        and host.islower()
        and "\\" not in host
        and catalogue.host(host.partition(".")[2]) is None
    )

    with pytest.raises(InputError, match="lies above a host of"):
        declared(above)


@pytest.mark.parametrize(
    ("own", "address"),
    [
        ("chu-lille.fr", "https://logs.chu-lille.fr/intake"),
        ("chu-lille.fr", "https://chu-lille.fr"),
        ("chu-lille.fr", "https://chu-lille.fr./"),
        ("193.51.24.7", "https://193.51.24.7:9200"),
        ("193.51.24.0/24", "https://193.51.24.7:9200"),
        ("2001:660:3000::/48", "https://[2001:660:3000::5]/"),
    ],
)
def test_what_is_declared_is_local_and_the_report_can_say_so(own: str, address: str) -> None:
    deployment = placed_with((own,), address)

    place_ = deployment.resources[-1].destinations[0].placement
    assert place_.local
    assert place_.basis[0].because == f"{own} is declared as one's own"
    assert deployment.believed == (own,)


@pytest.mark.parametrize(
    ("own", "address"),
    [
        ("chu-lille.fr", "https://not-chu-lille.fr"),
        ("chu-lille.fr", "https://chu-lille.fr.nobody-knows.com"),
        ("logs.chu-lille.fr", "https://chu-lille.fr"),
        ("193.51.24.0/24", "https://193.51.25.7"),
        ("193.51.24.7", "https://193.51.24.70"),
        ("chu-lille.fr", "https://nobody:chu-lille.fr@logs.nobody-knows.fr/?host=x"),
    ],
)
def test_what_lies_beside_is_not_believed(own: str, address: str) -> None:
    deployment = placed_with((own,), address)

    assert not any(found.placement.local for found in deployment.resources[-1].destinations)
    assert deployment.believed == ()


def test_the_catalogue_is_believed_before_any_declaration() -> None:
    deployment = placed_with(("datadoghq.com",), "https://intake.datadoghq.com")

    assert deployment.resources[-1].destinations[0].placement.operator == "datadog"
    assert deployment.believed == ()


def test_a_provider_at_a_declared_domain_is_still_unknown() -> None:
    provider = a_provider("openstack", endpoint="https://keystone.chu-lille.fr", region="GRA")
    normalised = placed(provider, a_resource()).normalised

    deployment = place(normalised, CATALOGUE, TODAY, ("chu-lille.fr",))

    assert "operator" in deployment.resources[-1].placement.unknown
    assert deployment.believed == ()


@pytest.mark.parametrize("address", ["https://logs.nobody-knows.fr", "https://193.51.24.7"])
def test_an_unknown_destination_has_two_ways_out(address: str) -> None:
    reason = placed_with((), address).resources[-1].destinations[0].placement.unknown["operator"].told

    assert reason.count("; ") == 1
    assert "--own" in reason
    assert "to the catalogue" in reason


def test_an_unknown_provider_cannot_be_declared_away() -> None:
    provider = a_provider("openstack", endpoint="https://keystone.nobody-knows.fr", region="GRA")

    reason = placed(provider, a_resource()).resources[-1].placement.unknown["operator"].told

    assert reason == "no operator is known for host keystone.nobody-knows.fr; add it to the catalogue with its source"
