"""The tests, folder by folder like the house; make.py and cast.py are what they share."""
