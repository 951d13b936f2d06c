"""Reads what exists in an account of Outscale, and changes nothing.

Through the client of our own Pulumi provider, and in its words: its table says what each call lists, and what it makes
of a live object on ``pulumi import`` is what a scan makes of it. Nothing is called but operations whose name begins
with ``Read``, and of the object store nothing but its reads.
"""

from rempart.inputs.outscale_live.scan import ScanOptions, scan_outscale

__all__ = ["ScanOptions", "scan_outscale"]
