"""The facts that ship with Rempart: current, consistent, and right about what people ask first."""

from __future__ import annotations

from datetime import date

import pytest

from rempart.catalogue import load_catalogue
from rempart.catalogue.compile import as_json, compiled
from rempart.locations import policies_folder
from rempart.model.fact import Confidence
from rempart.model.placement import Exposure

CATALOGUE = load_catalogue()

AMERICAN_HOSTS = (
    "on.aws",
    "public.ecr.aws",
    "d111.cloudfront.net",
    "x.r2.dev",
    "x.pages.dev",
    "x.web.app",
    "x.azurestaticapps.net",
    "x.trafficmanager.net",
    "quay.io",
    "registry.k8s.io",
    "gitlab.com",
    "smtp.sendgrid.net",
    "logs.grafana.net",
    "acme-v02.api.letsencrypt.org",
    "s3.eu-west-3.amazonaws.com",
    "data.blob.core.windows.net",
    "storage.googleapis.com",
    "identity.api.rackspacecloud.com",
    "iad2.dream.io",
    "api.pulumi.com",
    "ghcr.io",
    "registry-1.docker.io",
    "http-intake.logs.datadoghq.eu",
    "s3.amazonaws.eu",
    "auth.cloud.ovh.us",
    "api.us.ovhcloud.com",
    "api.us-east-2.outscale.com",
    "login.microsoftonline.com",
    "europe-docker.pkg.dev",
    "hooks.slack.com",
    "events.pagerduty.com",
    "o1.ingest.sentry.io",
    "listener.logs.eu.newrelic.com",
    "tenant.eu.auth0.com",
    "fra1.digitaloceanspaces.com",
    "s3.eu-central-1.wasabisys.com",
    "registry.terraform.io",
    "8.8.8.8",
    "1.1.1.1",
)

UNDER_THE_LAW_OF_ANOTHER_COUNTRY = {
    "s3.cn-north-1.amazonaws.com.cn": "CN",
    "ca.api.ovh.com": "CA",
    "iam-pub.eu-ch2.sc.otc.t-systems.com": "CH",
    "api.pub1.infomaniak.cloud": "CH",
    "sos-de-fra-1.exo.io": "MX",
    "archive.ubuntu.com": "GB",
    "iam.eu-west-101.myhuaweicloud.eu": "CN",
    "storage.yandexcloud.net": "RU",
    "9.9.9.9": "CH",
}


def test_the_compiled_catalogue_is_current() -> None:
    folder = policies_folder() / "catalogue"

    current = as_json(compiled(folder))

    assert (folder / "compiled.json").read_bytes() == current, "run `make compile`"


@pytest.mark.parametrize("host", AMERICAN_HOSTS)
def test_an_american_service_is_directly_exposed(host: str) -> None:
    match = CATALOGUE.host(host)

    assert match is not None
    assert match.operator.jurisdiction.exposure is Exposure.DIRECT
    assert {law.country for law in match.operator.laws} >= {"US"}


@pytest.mark.parametrize(("host", "country"), UNDER_THE_LAW_OF_ANOTHER_COUNTRY.items())
def test_a_service_under_the_law_of_another_country_is_directly_exposed(host: str, country: str) -> None:
    match = CATALOGUE.host(host)

    assert match is not None
    assert match.operator.jurisdiction.exposure is Exposure.DIRECT
    assert country in {law.country for law in match.operator.laws}


@pytest.mark.parametrize(
    ("host", "operator", "service", "region"),
    [
        ("auth.cloud.ovh.net", "ovhcloud", "Public Cloud", None),
        ("s3.gra.io.cloud.ovh.net", "ovhcloud", "Public Cloud", "gra"),
        ("bucket.s3.sbg.io.cloud.ovh.net", "ovhcloud", "Public Cloud", "sbg"),
        ("s3.eu-west-rbx-snc.cloud.snc.ovh.net", "ovhcloud", "SNC Cloud Platform", None),
        ("api.cloudgouv-eu-west-1.outscale.com", "outscale", "IaaS Cloud on Demand", "cloudgouv-eu-west-1"),
        ("records.oos.eu-west-2.outscale.com", "outscale", "IaaS Cloud on Demand", "eu-west-2"),
        ("compute.s3nsapis.fr", "s3ns", "Cloud de confiance (PREMI3NS)", None),
        ("s3.fr-par.scw.cloud", "scaleway", "Scaleway", "fr-par"),
        ("s3.eu-west-par.io.cloud.ovh.net", "ovhcloud", "Public Cloud", "eu-west-par"),
        ("eu.api.ovh.com", "ovhcloud", "any", None),
        ("objectstorage.eu-west-2.numspot.com", "numspot", "Plateforme des services cloud", "eu-west-2"),
        ("api.eu-west-2.oks.outscale.com", "outscale", "OKS", "eu-west-2"),
        ("iam.eu-west-0.prod-cloud-ocb.orange-business.com", "orange-business", "Flexible Engine", "eu-west-0"),
        ("bucket.s3-website-eu-west-1.amazonaws.com", "aws", "any", "eu-west-1"),
        ("sos-ch-gva-2.exo.io", "exoscale", "Exoscale", "ch-gva-2"),
        ("iam.eu-de.otc.t-systems.com", "otc", "Open Telekom Cloud", "eu-de"),
    ],
)
def test_a_host_leads_to_its_operator_service_and_region(
    host: str, operator: str, service: str, region: str | None
) -> None:
    match = CATALOGUE.host(host)

    assert match is not None
    assert (match.operator.id, match.endpoint.service, match.region) == (operator, service, region)


def test_a_suffix_is_aligned_on_labels() -> None:
    assert CATALOGUE.host("notamazonaws.com") is None


def test_a_host_that_nobody_knows_has_no_match() -> None:
    assert CATALOGUE.host("logs.sante.example.fr") is None


@pytest.mark.parametrize(
    ("operator", "region", "country"),
    [
        ("aws", "eu-west-2", "GB"),
        ("outscale", "eu-west-2", "FR"),
        ("ovhcloud", "GRA11", "FR"),
        ("ovhcloud", "EU-WEST-PAR-B", "FR"),
        ("ovhcloud", "eu-west-lz-mrs-a", "FR"),
        ("ovhcloud-us", "US-EAST-VA-1", "US"),
        ("cleura", "buf1", "US"),
        ("hetzner", "fsn1-dc14", "DE"),
        ("ovhcloud", "BHS5", "CA"),
    ],
)
def test_a_region_is_looked_up_with_its_operator(operator: str, region: str, country: str) -> None:
    found = CATALOGUE.region(operator, region)

    assert found is not None
    assert found.country == country


def test_norway_is_a_country_of_the_eea_and_not_a_boolean() -> None:
    region = CATALOGUE.region("azure", "norwayeast")

    assert region is not None
    assert (region.country, region.in_eea) == ("NO", True)


@pytest.mark.parametrize(
    ("operator", "service", "until"),
    [("outscale", "IaaS Cloud on Demand", "2026-11-30"), ("s3ns", "Cloud de confiance (PREMI3NS)", "2028-12-17")],
)
def test_a_secnumcloud_qualification_has_its_last_day(operator: str, service: str, until: str) -> None:
    found = CATALOGUE.operator(operator)

    assert found is not None
    held = {(q.service, q.valid_until) for q in found.qualifications if q.scheme == "secnumcloud"}
    assert (service, until) in held


def test_an_operator_is_found_by_any_of_its_names() -> None:
    found = [CATALOGUE.find_operator(name) for name in ("outscale", "OUTSCALE SAS", "3DS Outscale", "numpost")]

    assert [operator.id if operator else None for operator in found] == ["outscale", "outscale", "outscale", "numspot"]


def test_nobody_is_found_by_a_name_that_nobody_has() -> None:
    assert CATALOGUE.find_operator("nonesuch") is None


def test_a_package_with_an_api_version_is_the_package() -> None:
    package = CATALOGUE.package("azure-native_storage_v20240101")

    assert package is not None
    assert package.name == "azure-native"


def test_every_fact_has_a_source_and_a_day() -> None:
    operators = CATALOGUE.operators()
    cited = [operator.citation for operator in operators]
    cited += [held.citation for operator in operators for held in operator.qualifications]
    cited += [region.citation for operator in operators for region in CATALOGUE.regions_of(operator.id)]
    cited += [endpoint.citation for operator in operators for endpoint in CATALOGUE.endpoints_of(operator.id)]
    cited += [control.citation for control in CATALOGUE.controls()]

    for citation in cited:
        assert citation.source
        assert citation.source_date == "undated" or date.fromisoformat(citation.source_date) <= date(2026, 12, 31)
        assert citation.confidence in Confidence


def test_no_fact_is_called_verified_for_lack_of_a_source() -> None:
    operators = CATALOGUE.operators()
    cited = [held.citation for operator in operators for held in operator.qualifications]
    cited += [endpoint.citation for operator in operators for endpoint in CATALOGUE.endpoints_of(operator.id)]

    unsourced = [citation for citation in cited if "no source read" in citation.source]

    assert unsourced
    assert {citation.confidence for citation in unsourced} == {Confidence.OWN_KNOWLEDGE}


def test_every_qualification_that_counts_names_a_service_and_its_last_day_or_says_why_not() -> None:
    for operator in CATALOGUE.operators():
        for held in operator.qualifications:
            if held.scheme == "secnumcloud" and held.status == "qualified":
                assert held.service != "any"
                assert held.valid_until or "dates not recorded" in held.note, operator.id


def test_only_companies_of_one_group_share_the_beginning_of_an_id() -> None:
    identifiers = [operator.id for operator in CATALOGUE.operators()]

    members = {member for group in identifiers for member in identifiers if member.startswith(f"{group}-")}

    assert members == {
        "aws-cn",
        "aws-esc",
        "azure-cn",
        "otc-swiss",
        "outscale-jp",
        "outscale-us",
        "ovhcloud-ca",
        "ovhcloud-us",
    }


def test_every_operator_that_can_be_fixed_by_a_package_is_known() -> None:
    fixed = [package for package in CATALOGUE.packages() if package.reach == "operator"]

    assert fixed
    assert all(CATALOGUE.operator(package.operator or "") for package in fixed)


@pytest.mark.parametrize(
    ("host", "operator", "purpose", "region"),
    [
        ("bucket.s3.eu-west-3.amazonaws.com", "aws", "storage", "eu-west-3"),
        ("db.abc.eu-west-3.rds.amazonaws.com", "aws", "database", None),
        ("logs.eu-west-3.api.aws", "aws", "telemetry", "eu-west-3"),
        ("123456789012.dkr.ecr.eu-west-3.amazonaws.com", "aws", "software", "eu-west-3"),
        ("ec2.eu-west-3.amazonaws.com", "aws", "general", None),
        ("europe-west9-docker.pkg.dev", "gcp", "software", "europe-west9"),
        ("data.blob.core.windows.net", "azure", "storage", None),
        ("sql.database.windows.net", "azure", "database", None),
        ("x.openai.azure.com", "azure", "ai", None),
        ("http-intake.logs.datadoghq.eu", "datadog", "telemetry", None),
        ("pkg.cloudflare.com", "cloudflare", "tunnel", None),
        ("kubernetes.io", "gcp", "vocabulary", None),
        ("topology.kubernetes.io", "gcp", "vocabulary", None),
        ("registry.k8s.io", "registry-k8s", "software", None),
        ("pkgs.k8s.io", "gcp", "software", None),
        ("smt.esante.gouv.fr", "ans", "general", None),
        ("auth.bas.psc.esante.gouv.fr", "ans", "identity", None),
        ("2.fr.pool.ntp.org", "ntp-pool", "time", None),
        ("80.67.169.12", "fdn", "general", None),
        ("packages.wazuh.com", "wazuh", "software", None),
    ],
)
def test_a_host_has_a_purpose_and_keeps_its_region(host: str, operator: str, purpose: str, region: str | None) -> None:
    match = CATALOGUE.host(host)

    assert match is not None
    assert (match.operator.id, match.endpoint.purpose.value, match.region) == (operator, purpose, region)
