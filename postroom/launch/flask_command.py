"""FLASK_APP=postroom.launch.flask_command: the same commands by `flask command NAME`."""

from flask import Flask

from postroom.launch.operator import command

app = Flask("postroom", static_folder=None)
app.cli.add_command(command)
