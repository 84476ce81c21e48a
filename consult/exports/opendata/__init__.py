"""Open data: one archive per consultation, that data portals harvest and that another instance can take in.

* Tables are those of `consult.datasets` that are for everybody, as CSV in UTF-8, each with its Table Schema.
* Identifiers are drawn with a key of the consultation: the same from one night to the next, others elsewhere.
* A number of people in a group is left out under five, where no page shows it.
* Only `README.md` and `dcat.jsonld` carry the date of the export: two exports of the same data differ in nothing else.
* What was imported from such an archive keeps its identifiers.
"""
