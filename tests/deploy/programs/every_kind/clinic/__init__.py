"""The families of resources that make up the clinic's records service."""
