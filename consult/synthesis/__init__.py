"""The thematic synthesis: what was said in a consultation, by theme, then by section, with what is not classified.

* It holds what everybody may read, whoever asks for it.
* It is one content tree (`documents.tree`), printed as a page, DOCX, ODT, PDF, Markdown or JSON.
* It leaves nothing out in silence: proposals without a theme have a part of their own, and the figures say how many.
"""
