package rempart.rules.state.backend_under_foreign_law_test

import rego.v1

import data.rempart.rules.state.backend_under_foreign_law as rule

failing := {"Pulumi Cloud": {"attributes": {"backend_stated": true, "backend": {"exposure": "direct", "local": false}}}}

passing := {
	"a bucket in Gravelines": {"attributes": {"backend_stated": true, "backend": {"exposure": "indirect", "local": false}}},
	"a file beside the program": {"attributes": {"backend_stated": true, "backend": {"local": true}}},
}

undetermined := {"an operator that nobody knows": {
	"attributes": {"backend_stated": true, "backend": {"local": false}},
	"unknown": ["attributes.backend.operator", "attributes.backend.exposure"],
}}

not_applicable := {
	"what a scan finds in a running cloud": {"attributes": {"backend_stated": false, "backend": {"placed": false}}},
	"an input that does not say": {"attributes": {"backend_stated": false, "backend": {"local": false}}},
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
