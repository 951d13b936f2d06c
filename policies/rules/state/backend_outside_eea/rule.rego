# METADATA
# title: State is kept outside the European Economic Area
# description: >-
#   The state lists every resource, address and output, and often secrets. SecNumCloud 19.2.d keeps technical data of
#   the service in the Union, whoever operates the region.
# schemas:
#   - input: schema.subject
# custom:
#   id: RMP-STA-005
#   severity: high
#   kinds: [deployment]
#   message: the state is kept in {attributes.backend.country}, outside the European Economic Area
#   undetermined: cannot tell in which country the state is kept
#   risk: A map of the whole system, with what it protects, is open to the law of the place.
#   remedy: Log in to a backend in Europe, `pulumi login s3://BUCKET?endpoint=s3.gra.io.cloud.ovh.net&region=gra`.
#   controls: ["SecNumCloud-3.2:19.2.d", "GDPR:44"]
package rempart.rules.state.backend_outside_eea

import rego.v1

# An input that does not say is told by a rule of its own; what a scan finds in a running cloud has none.
applies if not input.attributes.backend_stated == false

deny contains {"at": ["attributes", "backend", "in_eea"]} if not in_europe

in_europe if input.attributes.backend.in_eea

in_europe if input.attributes.backend.local
