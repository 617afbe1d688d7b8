"""WARC records (ISO 28500): strict reading, tolerant reading and encoding."""
