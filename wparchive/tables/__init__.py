"""An archive as flat tables: their columns, and the rows that a post has in them."""
