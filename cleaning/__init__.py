"""Pure stages from a record to a document: no network, no clock, no environment."""
