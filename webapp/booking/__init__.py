"""The candidates' own pages: choosing a time for an interview, changing it, giving it back."""
