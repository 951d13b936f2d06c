# METADATA
# title: Region outside the European Economic Area
# description: >-
#   Health data is stored in the European Economic Area and nowhere else, whoever operates the region: article
#   L.1111-8 of the public health code, as amended by article 32 of the SREN law, and HDS requirement 28. Replicas
#   count. What belongs to a whole account keeps none of it, and has no region.
# schemas:
#   - input: schema.subject
# custom:
#   id: RMP-LOC-001
#   severity: critical
#   kinds: [any_placed]
#   message: region {placement.region} lies in {placement.country}, outside the European Economic Area
#   undetermined: cannot tell in which country this is stored
#   risk: Hosting is unlawful there, and the law of the place applies to the data.
#   remedy: Choose a region in the European Economic Area, such as GRA11 at OVHcloud or cloudgouv-eu-west-1 at Outscale.
#   controls: ["HDS-v2:EXI 28", "CSP:L.1111-8", "SREN:art. 32", "GDPR:44"]
package rempart.rules.location.region_outside_eea

import rego.v1

deny contains {"at": ["placement", "in_eea"]} if not in_europe

in_europe if input.placement.in_eea

in_europe if input.placement.local

in_europe if input.placement.regionless
