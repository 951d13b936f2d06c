"""What a provider is told, in neutral words."""

from __future__ import annotations

import pytest

from rempart.model.mention import Role
from rempart.model.values import SECRET, UNKNOWN, Properties, Value
from tests.normalise.normalise_builders import normalised, settings


class TestProviders:
    def test_openstack_states_its_auth_url_and_region(self) -> None:
        found = settings("openstack", {"authUrl": "https://auth.cloud.ovh.net/v3", "region": "GRA11"})

        assert found.endpoint is not None
        assert found.region is not None
        assert (found.endpoint.value, found.region.value) == ("https://auth.cloud.ovh.net/v3", "GRA11")

    @pytest.mark.parametrize("service", ["object-store", "objectstorage", "swift"])
    def test_openstack_overrides_are_known_under_every_name(self, service: str) -> None:
        found = settings("openstack", {"endpointOverrides": {service: "https://s3.example.org"}})
        bucket = normalised("openstack:objectstorage/container:Container")

        assert bucket.service in found.endpoints

    def test_an_override_of_a_service_that_nobody_knows_may_concern_all(self) -> None:
        assert set(settings("openstack", {"endpointOverrides": {"novel": "https://x.example.org"}}).endpoints) == {"*"}

    @pytest.mark.parametrize("value", [UNKNOWN, "text", [1]])
    def test_overrides_that_cannot_be_read_may_concern_all(self, value: Value) -> None:
        assert set(settings("openstack", {"endpointOverrides": value}).endpoints) == {"*"}

    @pytest.mark.parametrize(
        "endpoints", [{"s3": "https://s3.gra.io.cloud.ovh.net"}, [{"s3": "https://s3.gra.io.cloud.ovh.net"}]]
    )
    def test_an_endpoint_of_one_service_of_aws_is_found_by_that_service(self, endpoints: Value) -> None:
        found = settings("aws", {"region": "gra", "endpoints": endpoints})

        assert set(found.endpoints) == {normalised("aws:s3/bucket:Bucket").service}

    def test_google_under_another_universe_is_told_apart(self) -> None:
        found = settings("gcp", {"universeDomain": "s3nsapis.fr", "zone": "u-france-east1-a"})

        assert found.universe is not None
        assert found.region is not None
        assert (found.universe.value, found.region.value) == ("s3nsapis.fr", "u-france-east1")

    def test_a_custom_endpoint_of_google_is_found_by_its_service(self) -> None:
        found = settings("gcp", {"storageCustomEndpoint": "https://storage.example.org/"})

        assert set(found.endpoints) == {normalised("gcp:storage/bucket:Bucket").service}

    @pytest.mark.parametrize(
        ("package", "inputs", "endpoint"),
        [
            ("docker", {"host": "ssh://root@build.example.org"}, "ssh://root@build.example.org"),
            ("scaleway", {"apiUrl": "https://api.scaleway.com"}, "https://api.scaleway.com"),
            ("cloudflare", {"baseUrl": "https://api.cloudflare.com"}, "https://api.cloudflare.com"),
            ("datadog", {"apiUrl": "https://api.datadoghq.eu"}, "https://api.datadoghq.eu"),
            ("grafana", {"url": "https://grafana.example.org"}, "https://grafana.example.org"),
        ],
    )
    def test_an_endpoint_is_found_under_the_name_that_its_provider_uses(
        self, package: str, inputs: Properties, endpoint: str
    ) -> None:
        found = settings(package, inputs).endpoint

        assert found is not None
        assert found.value == endpoint

    @pytest.mark.parametrize("key", ["endpoints", "nested"])
    def test_outscale_states_its_api(self, key: str) -> None:
        api = "https://api.eu-west-2.outscale.com"
        inputs: Properties = {"endpoints": [{"api": api}]} if key == "endpoints" else {"endpoints": {"api": api}}

        found = settings("outscale", inputs)

        assert found.endpoint is not None
        assert found.endpoint.value == api

    def test_the_server_of_a_kubeconfig_is_that_of_its_context(self) -> None:
        kubeconfig = """
            current-context: b
            contexts: [{name: a, context: {cluster: one}}, {name: b, context: {cluster: two}}]
            clusters:
              - {name: one, cluster: {server: "https://one.example.org"}}
              - {name: two, cluster: {server: "https://two.example.org", insecure-skip-tls-verify: true}}
        """

        provider = normalised("pulumi:providers:kubernetes", {"kubeconfig": kubeconfig})

        assert provider.attributes["endpoint"] == "https://two.example.org"
        assert provider.attributes["tls_verified"] is False

    @pytest.mark.parametrize("mark", [UNKNOWN, SECRET])
    def test_a_kubeconfig_that_is_withheld_withholds_its_server(self, mark: Value) -> None:
        assert normalised("pulumi:providers:kubernetes", {"kubeconfig": mark}).attributes["endpoint"] is mark

    def test_a_kubeconfig_may_be_an_object(self) -> None:
        cluster: Properties = {"name": "one", "cluster": {"server": "https://one.example.org"}}

        provider = normalised("pulumi:providers:kubernetes", {"kubeconfig": {"clusters": [cluster]}})

        assert provider.attributes["endpoint"] == "https://one.example.org"

    def test_a_context_that_is_not_there_chooses_no_cluster(self) -> None:
        cluster: Properties = {"name": "one", "cluster": {"server": "https://one.chu.fr"}}
        kubeconfig: Properties = {"clusters": [cluster], "contexts": [], "current-context": "two"}

        provider = normalised("pulumi:providers:kubernetes", {"kubeconfig": kubeconfig})

        assert provider.attributes["endpoint"] is UNKNOWN

    def test_whoever_runs_a_proxy_is_sent_every_request(self) -> None:
        cluster: Properties = {"server": "https://one.chu.fr", "proxy-url": "http://proxy.us-vendor.com:3128"}
        kubeconfig: Properties = {"clusters": [{"name": "one", "cluster": cluster}]}

        provider = normalised("pulumi:providers:kubernetes", {"kubeconfig": kubeconfig})

        (mention,) = provider.said.mentions
        assert (mention.host.name, mention.role) == ("proxy.us-vendor.com", Role.SENDS)

    @pytest.mark.parametrize(("stated", "proxy"), [(SECRET, SECRET), (UNKNOWN, UNKNOWN), (["a"], UNKNOWN)])
    def test_a_proxy_that_is_not_told_is_none_the_less_a_place(self, stated: Value, proxy: Value) -> None:
        cluster: Properties = {"server": "https://one.chu.fr", "proxy-url": stated}
        kubeconfig: Properties = {"clusters": [{"name": "one", "cluster": cluster}]}

        provider = normalised("pulumi:providers:kubernetes", {"kubeconfig": kubeconfig})

        assert [(address.value, address.role) for address in provider.addresses] == [(proxy, Role.SENDS)]

    @pytest.mark.parametrize("kubeconfig", ["~/.kube/config", "{not yaml", "clusters: 7\n"])
    def test_a_kubeconfig_that_names_no_server_leaves_it_unknown(self, kubeconfig: str) -> None:
        provider = normalised("pulumi:providers:kubernetes", {"kubeconfig": kubeconfig})

        assert provider.attributes["endpoint"] is UNKNOWN

    @pytest.mark.parametrize(
        ("package", "inputs", "stated"),
        [
            ("openstack", {}, False),
            ("openstack", {"cloud": "ovh"}, False),
            ("openstack", {"authUrl": UNKNOWN}, True),
            ("outscale", {}, False),
            ("outscale", {"region": "eu-west-2"}, True),
            ("ovh", {}, False),
            ("aws", {}, True),
            ("kubernetes", {}, False),
        ],
    )
    def test_a_provider_states_where_it_connects_or_not(self, package: str, inputs: Properties, stated: bool) -> None:  # noqa: FBT001 - a row of the table
        provider = normalised(f"pulumi:providers:{package}", inputs)

        assert provider.attributes["endpoint_stated"] is stated

    @pytest.mark.parametrize(
        ("inputs", "verified"),
        [({}, True), ({"insecure": True}, False), ({"insecure": "true"}, False), ({"insecure": UNKNOWN}, UNKNOWN)],
    )
    def test_verification_is_on_unless_it_is_switched_off(self, inputs: Properties, verified: Value) -> None:
        assert normalised("pulumi:providers:openstack", inputs).attributes["tls_verified"] is verified

    @pytest.mark.parametrize(
        ("url", "paths"),
        [
            ("http://auth.cloud.ovh.net/v3", ["authUrl"]),
            ("HTTP://auth.cloud.ovh.net/v3", ["authUrl"]),
            ("https://auth.cloud.ovh.net/v3", []),
            ("http://127.0.0.1:5000/v3", []),
            ("http://keystone.internal/v3", []),
            ("http://controller/v3", []),
            ("http://[broken/v3", ["authUrl"]),
            ("http:\\\\auth.cloud.ovh.net\\v3", ["authUrl"]),
            ("http:///auth.cloud.ovh.net/v3", ["authUrl"]),
            ("http:auth.cloud.ovh.net/v3", ["authUrl"]),
            ("ldap://ldap.vendor.com", ["authUrl"]),
            ("http://keystone.chu.corp/v3", []),
            ("http://keystone.service.consul/v3", []),
            ("http://keystone.intranet/v3", []),
            ("http://100.64.3.4:5000/v3", []),
            ("http://127.1:5000/v3", []),
        ],
    )
    def test_an_endpoint_in_clear_text_is_named(self, url: str, paths: list[str]) -> None:
        provider = normalised("pulumi:providers:openstack", {"authUrl": url})

        assert provider.attributes["clear_text_endpoints"] == paths
