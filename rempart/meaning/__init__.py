"""Works out what strings mean: which addresses they hold, and what each is for."""
