"""Outscale's API over HTTPS: signature, rate, safe retries, merged reads. Knows nothing of Pulumi."""
