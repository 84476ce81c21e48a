"""Printed documents: one content tree, many formats.

A document is a `tree.Document`: a title page, then blocks (headings, paragraphs, quotes, lists, key figures, tables,
charts, contributions in Markdown). `renderers.RENDERERS` turns it into a page, Markdown, DOCX, ODT, PDF or JSON.

Rules:
* knows no feature, no database, no request: whoever prints builds a tree;
* says no word of its own: every visible word comes from the tree, so that it is translated where it is written;
* text is cleaned once, on entry into the tree (`hygiene.clean`): no renderer meets a character its format refuses;
* text of contributors is data in every format, never markup: their headings do not enter the outline;
* the outline never skips a level, a table has a header row, a chart a description and its figures in a table.
"""
