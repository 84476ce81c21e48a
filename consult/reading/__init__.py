"""Files that people hand in: from bytes to text, from text to rows; and what was odd in them. Pure."""
