"""A small learned model of what each line of a page's text is, from its shape and its neighbours."""
