"""Where somebody stops SMS by a link: the only pages for people who have no account."""
