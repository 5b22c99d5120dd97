"""Speed, as ratios: each figure is measured beside its reference in the same run.

`python -m bench` prints a table of medians and ratios; `python -m bench preview dispatch` runs
those parts alone. Machines differ and drift, so a ratio is the median over pairs of runs, one of
each in turn, and no test asserts a time.
"""
