package rempart.rules.law.operator_unknown_test

import rego.v1

import data.rempart.rules.law.operator_unknown as rule

failing := {"a host that no catalogue names": {"placement": {"host": "cloud.example.eu", "local": false}}}

passing := {
	"a known operator": {"placement": {"operator": "scaleway", "local": false}},
	"a host inside the deployment": {"placement": {"host": "10.0.0.5", "local": true}},
}

undetermined := {"an endpoint chosen at deployment": {"placement": {"local": false}, "unknown": ["placement.operator"]}}

test_failing if {
	every example in failing { count(rule.deny) > 0 with input as example }
}

test_passing if {
	every example in passing { count(rule.deny) == 0 with input as example }
}
