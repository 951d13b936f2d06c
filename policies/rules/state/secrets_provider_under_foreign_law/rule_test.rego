package rempart.rules.state.secrets_provider_under_foreign_law_test

import rego.v1

import data.rempart.rules.state.secrets_provider_under_foreign_law as rule

failing := {"a key at AWS": {"attributes": {"secrets_provider_stated": true, "secrets_provider": {"exposure": "direct", "local": false}}}}

passing := {
	"a key service in Roubaix": {"attributes": {"secrets_provider_stated": true, "secrets_provider": {"exposure": "indirect", "local": false}}},
	"a passphrase": {"attributes": {"secrets_provider_stated": true, "secrets_provider": {"local": true}}},
}

undetermined := {"an operator that nobody knows": {
	"attributes": {"secrets_provider_stated": true, "secrets_provider": {"local": false}},
	"unknown": ["attributes.secrets_provider.operator", "attributes.secrets_provider.exposure"],
}}

not_applicable := {
	"what a scan finds in a running cloud": {"attributes": {"secrets_provider_stated": false, "secrets_provider": {"placed": false}}},
	"an input that does not say": {"attributes": {"secrets_provider_stated": false, "secrets_provider": {"local": false}}},
}

test_failing if {
	every example in failing { count(rule.deny) > 0 with input as example }
}

test_passing if {
	every example in passing { count(rule.deny) == 0 with input as example }
}

test_not_applicable if {
	every example in not_applicable { not rule.applies with input as example }
}
