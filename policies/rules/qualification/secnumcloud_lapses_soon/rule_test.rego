package rempart.rules.qualification.secnumcloud_lapses_soon_test

import rego.v1

import data.rempart.rules.qualification.secnumcloud_lapses_soon as rule

qualified(days) := {
	"placement": {"secnumcloud": {"status": "valid", "service": "IaaS", "valid_until": "2026-11-30", "days_left": days}},
	"parameters": {"lapse_notice_days": 90},
}

failing := {
	"six days left": qualified(6),
	"the last day": qualified(0),
	"exactly the days of notice": qualified(90),
}

passing := {"two years left": qualified(754)}

undetermined := {
	"an end that nobody knows": {
		"placement": {"secnumcloud": {"status": "valid"}},
		"parameters": {"lapse_notice_days": 90},
		"unknown": ["placement.secnumcloud.days_left"],
	},
	"a region chosen at deployment": {
		"placement": {},
		"parameters": {"lapse_notice_days": 90},
		"unknown": ["placement.secnumcloud"],
	},
}

not_applicable := {
	"no qualification": {"placement": {"secnumcloud": {"status": "absent"}}},
	"one that has lapsed already": {"placement": {"secnumcloud": {"status": "lapsed"}}},
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
