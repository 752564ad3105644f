"""What kind of page this is: a report, a list of others, an offer, a thread; told by the whole page."""
