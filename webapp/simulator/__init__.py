"""A carrier that exists only on this machine: it speaks the wire of Vonage's Messages API; and a
mail server with it.

Demo, tests and benchmarks send through it with the real SDK, so there is no second, pretended
way to send. It knows only the wire: of ours it imports nothing but `webapp.lib`.

Reading order: wire.py (what it answers), behaviour.py (what it can be told to do), carrier.py
(what it remembers), postman.py (what it posts back), side_door.py (how tests look inside),
phones.py (the page), server.py (its own HTTP server). Beside it stands a mail server:
mail_server.py (what it answers), mailboxes.py (what it remembers), mail_page.py (its part of the
page). docs/simulator.md is for its users.
"""
