# METADATA
# title: Software comes from an operator under extra-European law
# description: >-
#   Images, packages and certificates fetched from a service under foreign law arrive only as long as that law allows.
#   No health data leaves by it, so this is about dependence: SecNumCloud 8.1.b wants software known, and the EU's
#   framework rates its supply chain.
# schemas:
#   - input: schema.subject
# custom:
#   id: RMP-DST-002
#   severity: low
#   kinds: [fetches]
#   message: "{destination.path} fetches software from {destination.host}, run by {placement.entity}"
#   undetermined: cannot tell who provides the software that {destination.path} fetches
#   risk: A foreign decision can stop updates or replace what is fetched.
#   remedy: Mirror what is needed in a registry of a European operator, and pin it by digest.
#   controls: ["SecNumCloud-3.2:8.1.b", "EU-CSF:SOV-5"]
package rempart.rules.destination.software_from_under_foreign_law

import rego.v1

deny contains {"at": ["placement", "exposure"]} if not out_of_reach

out_of_reach if input.placement.exposure in {"none", "indirect"}

out_of_reach if input.placement.local
