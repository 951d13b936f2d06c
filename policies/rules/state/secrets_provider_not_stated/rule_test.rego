package rempart.rules.state.secrets_provider_not_stated_test

import rego.v1

import data.rempart.rules.state.secrets_provider_not_stated as rule

failing := {"an input that does not say": {"attributes": {"secrets_provider_stated": false, "secrets_provider": {"placed": true}}}}

passing := {"an input that says so": {"attributes": {"secrets_provider_stated": true, "secrets_provider": {"placed": true}}}}

undetermined := {"an input that hides whether it says so": {
	"attributes": {"secrets_provider": {"placed": true}},
	"unknown": ["attributes.secrets_provider_stated"],
}}

not_applicable := {"what a scan finds in a running cloud": {"attributes": {
	"secrets_provider_stated": false,
	"secrets_provider": {"placed": false},
}}}

test_failing if {
	every example in failing { count(rule.deny) > 0 with input as example }
}

test_passing if {
	every example in passing { count(rule.deny) == 0 with input as example }
}

test_not_applicable if {
	every example in not_applicable { not rule.applies with input as example }
}
