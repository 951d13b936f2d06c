"""Judges placed resources by rules in Rego. Knows no provider, no file format and no report."""

from rempart.judge.engines import Engine
from rempart.judge.engines.embedded import EmbeddedEngine
from rempart.judge.engines.opa import OpaServerEngine
from rempart.judge.pack import RulePack, load_pack
from rempart.judge.profile import Levels, Profile, load_profile, profile_names
from rempart.judge.rule import Rule
from rempart.judge.verdict import judge
from rempart.judge.waivers import load_waivers

__all__ = [
    "EmbeddedEngine",
    "Engine",
    "Levels",
    "OpaServerEngine",
    "Profile",
    "Rule",
    "RulePack",
    "judge",
    "load_pack",
    "load_profile",
    "load_waivers",
    "profile_names",
]
