"""The whole life of messages, lived at random beside a model that is told only trust's rules.

    python -m tests.life --steps 200000     so many steps, on a database in memory

`model.py` says what must be, `carrier.py` what the other side did, `world.py` gives each run a
fresh database, and `machine.py` takes the steps and compares.
"""
