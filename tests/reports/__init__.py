"""A package of its own, so that its conftest and those of other rooms are two modules to the type checker."""
