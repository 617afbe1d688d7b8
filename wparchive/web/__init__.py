"""HTML, XML, URLs and encodings by their standards, whichever program wrote them."""
