package rempart.rules.state.backend_not_stated_test

import rego.v1

import data.rempart.rules.state.backend_not_stated as rule

failing := {"an input that does not say": {"attributes": {"backend_stated": false, "backend": {"placed": true}}}}

passing := {"an input that says so": {"attributes": {"backend_stated": true, "backend": {"placed": true}}}}

undetermined := {"an input that hides whether it says so": {
	"attributes": {"backend": {"placed": true}},
	"unknown": ["attributes.backend_stated"],
}}

not_applicable := {"what a scan finds in a running cloud": {"attributes": {
	"backend_stated": false,
	"backend": {"placed": false},
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
