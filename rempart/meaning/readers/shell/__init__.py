"""Reads shell scripts: which command does what with which address."""

from rempart.meaning.readers.shell.reader import read_commands, read_shell

__all__ = ["read_commands", "read_shell"]
