package rempart.rules.qualification.service_not_secnumcloud_qualified_test

import rego.v1

import data.rempart.rules.qualification.service_not_secnumcloud_qualified as rule

service(status) := {"placement": {
	"entity": "Outscale SAS", "region": "eu-west-2", "local": false,
	"secnumcloud": {"status": status, "service": "IaaS", "valid_until": "2026-11-30"},
}}

failing := {
	"no qualification": {"placement": {"entity": "OVH SAS", "local": false, "secnumcloud": {"status": "absent"}}},
	"a qualification that has lapsed": service("lapsed"),
	"a region that the decision does not name": service("wrong_region"),
	"a service that the decision does not name": service("wrong_service"),
	"a qualification of the future": service("not_yet_valid"),
}

passing := {
	"a qualified service in its region": service("valid"),
	"what belongs to a whole account": {"placement": {
		"entity": "Example SAS", "local": false, "regionless": true, "secnumcloud": {"status": "absent"},
	}},
	"a host inside the deployment": {"placement": {"local": true}},
}

undetermined := {
	"a decision that nobody could read": {
		"placement": {"entity": "Example SAS", "local": false, "secnumcloud": {"service": "IaaS"}},
		"unknown": ["placement.secnumcloud.status"],
	},
	"an account of which one service is qualified": {
		"placement": {"entity": "OVH SAS", "local": false, "regionless": true, "secnumcloud": {}},
		"unknown": ["placement.secnumcloud.status"],
	},
	"a region chosen at deployment": {
		"placement": {"entity": "Outscale SAS", "local": false},
		"unknown": ["placement.region", "placement.secnumcloud"],
	},
}

test_each_way_of_missing_it_is_told_apart if {
	count({denial.why |
		some example in failing
		some denial in rule.deny with input as example
	}) == count(failing)
}

test_failing if {
	every example in failing { count(rule.deny) > 0 with input as example }
}

test_passing if {
	every example in passing { count(rule.deny) == 0 with input as example }
}
