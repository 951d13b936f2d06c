"""``python -m rempart``: the command line, where its script is not on PATH."""

from rempart.cli import main

main()
