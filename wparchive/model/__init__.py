"""The canonical model: the one shape in which readers and writers meet."""
