"""XML elements as fields of records, for the readers of exports and feeds."""
