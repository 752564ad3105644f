"""The block model: which blocks of a page are the report, read from their markup, text and neighbours."""
