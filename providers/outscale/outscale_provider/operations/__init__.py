"""Create, read, update, delete, import, check and diff for every row of the table."""
