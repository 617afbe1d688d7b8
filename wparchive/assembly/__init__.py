"""Assembly: several observations of one post, from wherever they come, become one record."""
