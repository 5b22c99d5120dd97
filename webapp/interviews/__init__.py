"""Interviews of a case: their times, who is invited, and who has booked what."""
