# METADATA
# title: Secrets are encrypted under extra-European law
# description: >-
#   Whoever holds the key of a stack's secrets can read them. With a key service under foreign law, its operator can
#   be made to; SecNumCloud 10.5.d and 19.2.d keep such keys in a protected place in the Union.
# schemas:
#   - input: schema.subject
# custom:
#   id: RMP-STA-002
#   severity: high
#   kinds: [deployment]
#   message: >-
#     the secrets are encrypted with a key held by {attributes.secrets_provider.entity}, which answers to law from
#     outside Europe
#   undetermined: cannot tell who holds the key of the secrets
#   risk: The credentials of the whole deployment are open to a foreign authority.
#   remedy: "Use a passphrase, or a key service of a European operator: `pulumi stack change-secrets-provider`."
#   controls: ["SecNumCloud-3.2:10.5.d", "SecNumCloud-3.2:19.2.d"]
package rempart.rules.state.secrets_provider_under_foreign_law

import rego.v1

# An input that does not say is told by a rule of its own; what a scan finds in a running cloud has none.
applies if not input.attributes.secrets_provider_stated == false

deny contains {"at": ["attributes", "secrets_provider", "exposure"]} if not out_of_reach

out_of_reach if input.attributes.secrets_provider.exposure in {"none", "indirect"}

out_of_reach if input.attributes.secrets_provider.local
