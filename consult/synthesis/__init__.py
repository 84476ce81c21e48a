"""The synthesis: what was said in a consultation, as a document that rests on it sentence by sentence.

* One is made by itself: by theme, then by section, with what is not classified; it leaves nothing out in silence.
* Others are written by people. A statement rests on one contribution at least; the machine may propose some, and only
  what a person kept is published. A quotation is published once its author agreed.
* Whoever wrote does not review. What the reviewer read is what is published, as a numbered version that never changes.
* Everything that is published holds what everybody may read, whoever asks: a contribution that is hidden later leaves
  the rule in its place, in every version and every format.
* It is one content tree (`documents.tree`), printed as a page, DOCX, ODT, PDF, Markdown or JSON.
"""
