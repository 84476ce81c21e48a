"""What the machine computes about themes: pure functions, texts and figures in, suggestions out.

Words: a *text* is a title and a body; a *theme* is a key that a person chose, or a number; a *group* is what the method
found; *decided* texts have a theme by a person's act.

Rules:
- no database, no request, no clock; whatever is drawn at random is drawn from a seed: same input, same result;
- a suggestion is a suggestion: nothing here changes where a text is, and decided texts stay where people put them;
- numpy, scipy and the encoder are loaded by the functions that need them: importing a public module costs nothing
  (public: `texts`, `results`, `suggestion`, `duplicates`, `agreement`, `grouping`, `picture`);
- long work calls `progress(done, total)`; an exception raised there stops it, and nothing is left behind;
- what cannot be computed is a `ConsultError` with a sentence for the person.
"""
