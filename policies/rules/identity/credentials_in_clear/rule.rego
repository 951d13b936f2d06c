# METADATA
# title: Credentials in clear text
# description: >-
#   A password or key that is not marked as a secret stands in clear in the program's state, in its previews and in
#   its logs. SecNumCloud 10.5.d keeps administration secrets in a protected container.
# schemas:
#   - input: schema.subject
# custom:
#   id: RMP-IDE-001
#   severity: high
#   kinds: [any]
#   message: credentials stand in clear in {attributes.clear_credentials}
#   undetermined: cannot tell whether credentials stand in clear
#   risk: Everyone who reads the state, a preview or a build log can act as this account.
#   remedy: Keep the value with `pulumi config set --secret`, or wrap it with `Output.secret`; then change it.
#   controls: ["SecNumCloud-3.2:10.5.d", "GDPR:32.1.b"]
package rempart.rules.identity.credentials_in_clear

import rego.v1

deny contains {"at": ["attributes", "clear_credentials"]} if not input.attributes.clear_credentials == []
