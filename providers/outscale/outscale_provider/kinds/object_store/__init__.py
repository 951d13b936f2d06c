"""Outscale's object store (OOS), which speaks S3: what its resources share."""
