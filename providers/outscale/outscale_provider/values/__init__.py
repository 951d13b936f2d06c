"""Pure functions over the JSON that the engine and the service speak."""
