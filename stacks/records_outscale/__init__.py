"""A small records service on Outscale's qualified region."""
