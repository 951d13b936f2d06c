package rempart.rules.qualification.hosting_not_hds_certified_test

import rego.v1

import data.rempart.rules.qualification.hosting_not_hds_certified as rule

hosting(status) := {"placement": {
	"entity": "OVH SAS", "region": "GRA11", "local": false,
	"hds": {"status": status, "service": "Public Cloud", "valid_until": "2026-06-30"},
}}

failing := {
	"no certificate": {"placement": {"entity": "Example SARL", "local": false, "hds": {"status": "absent"}}},
	"a certificate that has lapsed": hosting("lapsed"),
	"a certificate for other sites": hosting("wrong_region"),
	"a certificate for another service": hosting("wrong_service"),
	"a certificate of the future": hosting("not_yet_valid"),
}

passing := {
	"a valid certificate": hosting("valid"),
	"what belongs to a whole account": {"placement": {"entity": "OVH SAS", "local": false, "regionless": true}},
	"a host inside the deployment": {"placement": {"local": true}},
}

undetermined := {
	"a certificate that nobody could read": {
		"placement": {"entity": "S3NS SAS", "local": false, "hds": {}},
		"unknown": ["placement.hds.status"],
	},
	"an endpoint chosen at deployment": {"placement": {"local": false}, "unknown": ["placement.entity", "placement.hds"]},
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
