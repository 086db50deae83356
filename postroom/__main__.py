"""python -m postroom: see postroom.launch.commands."""

from postroom.launch.commands import main

main()
