"""Compiles Outscale's OpenAPI document and the overlay into what the provider reads at run time. Never shipped."""
