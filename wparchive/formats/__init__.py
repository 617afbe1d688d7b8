"""The interface between the engine and the formats: readers, writers, and both by name."""
