"""The CrossGuard pack: ``pulumi up --policy-pack policies``."""

from rempart.pack import main

main()
