package rempart.rules.law.operator_under_extra_european_law_test

import rego.v1

import data.rempart.rules.law.operator_under_extra_european_law as rule

act := {"law": "CLOUD Act", "country": "US", "exposure": "direct", "through": "Amazon.com, Inc."}

american := {
	"operator": "aws",
	"entity": "Amazon Web Services EMEA SARL",
	"exposure": "direct",
	"laws": [act],
	"local": false,
}

failing := {
	"an American region in Paris": {"placement": object.union(american, {"country": "FR", "in_eea": true})},
	"an American group under a qualification": {"placement": object.union(american, {"secnumcloud": {"status": "valid"}})},
}

passing := {
	"a French operator": {"placement": {"operator": "outscale", "exposure": "none", "laws": [], "local": false}},
	"a French operator with an affiliate abroad": {"placement": {
		"operator": "ovhcloud", "exposure": "indirect", "local": false,
		"laws": [{"law": "CLOUD Act", "country": "US", "exposure": "indirect", "through": "OVH US LLC"}],
	}},
	"a socket on the machine itself": {"placement": {"local": true}},
}

undetermined := {"an endpoint chosen at deployment": {
	"placement": {"local": false},
	"unknown": ["placement.operator", "placement.exposure", "placement.laws"],
}}

test_the_law_and_its_way_are_named if {
	some denial in rule.deny with input as {"placement": american}
	denial.laws == ["CLOUD Act"]
	denial.through == {"Amazon.com, Inc."}
}

test_failing if {
	every example in failing { count(rule.deny) > 0 with input as example }
}

test_passing if {
	every example in passing { count(rule.deny) == 0 with input as example }
}
