# METADATA
# title: Endpoint in clear text
# description: >-
#   An address that begins with http:// carries credentials and data for anyone on the way to read. SecNumCloud 10.2.a
#   and 9.6.e, and GDPR article 32, ask for encryption in transit.
# schemas:
#   - input: schema.subject
# custom:
#   id: RMP-PRV-003
#   severity: high
#   kinds: [any]
#   message: clear text is used by {attributes.clear_text_endpoints}
#   undetermined: cannot tell whether every endpoint is encrypted
#   risk: Credentials and health data can be read and changed on their way.
#   remedy: Use https:// (or the encrypted form of the protocol) in the properties named.
#   controls: ["SecNumCloud-3.2:10.2.a", "SecNumCloud-3.2:9.6.e", "GDPR:32.1.a"]
package rempart.rules.provider.endpoint_in_clear_text

import rego.v1

deny contains {"at": ["attributes", "clear_text_endpoints"]} if not input.attributes.clear_text_endpoints == []
