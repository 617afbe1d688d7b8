"""What HTML, XML, URLs and bytes are by their standards, whatever wrote them."""
