"""Transforms: what happens to records of the model between reading and writing."""
