"""The account of a source's words on the way in: what no field of a record holds is named.

It shares no code with what reads the fields, so that a mistake there shows here.
"""
