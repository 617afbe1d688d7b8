"""Transforms: changes of records between reading and writing."""
