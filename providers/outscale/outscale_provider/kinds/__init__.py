"""The kinds of resource whose behaviour a row of the table cannot say."""
