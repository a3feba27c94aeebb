"""`python -m crmsync` is `crmsync`."""

from crmsync.cli.main import main

main()
