"""XML elements as fields of records: what the readers of exports and feeds share."""
