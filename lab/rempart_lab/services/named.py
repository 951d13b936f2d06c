"""BIND's named, from Debian: what answers for the zones of Designate.

It listens on addresses that an interface bears, so on 127.0.0.1 and not on the cloud's own.
"""

from __future__ import annotations

import json

from rempart_lab.model.ports import Listener
from rempart_lab.model.secrets import Secrets
from rempart_lab.model.site import LOOPBACK, Site
from rempart_lab.services.files import Configuration, File

NAME_SERVER = "ns1.lab.example."


def configuration(site: Site, secrets: Secrets) -> Configuration:
    """Return the configuration of named, of its control channel, and of the pool that Designate sees it as."""
    folder, state = site.configuration(Listener.DESIGNATE), site.state(Listener.DESIGNATE) / "named"
    server, control = site.port(Listener.NAMED), site.port(Listener.NAMED_CONTROL)
    # Standard base64: named knows no other.
    secret = secrets.key(site.virtual_host, "named").replace("-", "+").replace("_", "/")
    key = f'key "lab" {{ algorithm hmac-sha256; secret "{secret}"; }};\n'
    client = f'options {{ default-key "lab"; default-server {LOOPBACK}; default-port {control}; }};\n'
    settings = f"""
options {{
  directory "{state}";
  pid-file "{state}/pid";
  session-keyfile "{state}/session.key";
  managed-keys-directory "{state}";
  listen-on port {server} {{ {LOOPBACK}; }};
  listen-on-v6 {{ none; }};
  allow-new-zones yes;
  allow-transfer {{ none; }};
  recursion no;
  notify no;
  request-ixfr no;
  dnssec-validation no;
  minimal-responses yes;
  min-refresh-time 1;
  serial-query-rate 1000;
}};
controls {{ inet {LOOPBACK} port {control} allow {{ {LOOPBACK}; }} keys {{ "lab"; }}; }};
"""
    return Configuration(
        files=(
            File(folder / "rndc.key", key),
            File(folder / "rndc.conf", key + client),
            File(folder / "named.conf", key + settings),
            # JSON is YAML.
            File(folder / "pools.yaml", json.dumps([_pool(site)], indent=1)),
        ),
        folders=(state,),
    )


def _pool(site: Site) -> dict[str, object]:
    folder = site.configuration(Listener.DESIGNATE)
    server: dict[str, object] = {"host": LOOPBACK, "port": site.port(Listener.NAMED)}
    control: dict[str, object] = {
        "rndc_host": LOOPBACK,
        "rndc_port": site.port(Listener.NAMED_CONTROL),
        "rndc_config_file": str(folder / "rndc.conf"),
        "rndc_key_file": str(folder / "rndc.key"),
    }
    return {
        "name": "default",
        "description": "named on this machine",
        "attributes": {},
        "ns_records": [{"hostname": NAME_SERVER, "priority": 1}],
        "nameservers": [server],
        "targets": [
            {
                "type": "bind9",
                "description": "named",
                "masters": [{"host": LOOPBACK, "port": site.port(Listener.ZONE_TRANSFER)}],
                "options": server | control,
            }
        ],
    }
