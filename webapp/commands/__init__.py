"""The `hej` commands, one file each; cli.py lists them. What several share:

start.py       settings, the database and the carrier, or a sentence saying what is wrong
processes.py   child processes: kept running, ended cleanly, never left behind
web_server.py  granian, as we run it
"""
