# METADATA
# title: Provider does not verify certificates
# description: >-
#   TLS without verification encrypts for whoever answers. SecNumCloud 10.2.c follows ANSSI's TLS guide, which has
#   every certificate checked; 9.6.e asks as much of administration over public networks.
# schemas:
#   - input: schema.subject
# custom:
#   id: RMP-PRV-002
#   severity: high
#   kinds: [provider]
#   message: this provider accepts any certificate ({attributes.tls_verified_by})
#   undetermined: cannot tell whether this provider verifies certificates
#   risk: Someone between here and the cloud can read the credentials and take over every resource.
#   remedy: Remove `insecure` (or its like) where it stands; name a private authority's certificate instead.
#   controls: ["SecNumCloud-3.2:10.2.c", "SecNumCloud-3.2:9.6.e", "GDPR:32.1.a"]
package rempart.rules.provider.tls_verification_off

import rego.v1

deny contains {"at": ["attributes", "tls_verified"]} if not input.attributes.tls_verified
