"""Public pages: the people of the desk who want to be seen, each on a page of their own."""
