package rempart.rules.law.european_operator_on_us_technology_test

import rego.v1

import data.rempart.rules.law.european_operator_on_us_technology as rule

licensed := {"entity": "S3NS SAS", "technology": "US", "local": false}

failing := {
	"no qualification": {"placement": object.union(licensed, {"secnumcloud": {"status": "absent"}})},
	"a qualification that has lapsed": {"placement": object.union(licensed, {"secnumcloud": {"status": "lapsed"}})},
}

passing := {
	"technology of its own": {"placement": {"technology": "own", "local": false}},
	"a qualified service": {"placement": object.union(licensed, {"secnumcloud": {"status": "valid"}})},
	"a host inside the deployment": {"placement": {"local": true}},
}

undetermined := {
	"a region chosen at deployment": {"placement": licensed, "unknown": ["placement.secnumcloud"]},
	"an endpoint chosen at deployment": {
		"placement": {"local": false},
		"unknown": ["placement.technology", "placement.secnumcloud"],
	},
}

test_failing if {
	every example in failing { count(rule.deny) > 0 with input as example }
}

test_passing if {
	every example in passing { count(rule.deny) == 0 with input as example }
}
