"""The demonstration: an imaginary département, its people, and what they say to each other.

* `content/` holds the words, in TOML, written for this project: every place and person is invented.
* `content.py` reads them into typed records; `check.py` proves that they hold together.
* `deal.py` turns figures (« 21 d’accord, 2 mitigés ») into the votes of people, always the same.
* `building.py` and `sorting.py` tell what the team does with the ideas, and what machine and room add to it.
* `story.py` puts all acts in the order of time; `load.py` plays them through the services that the pages call.
* Dates are counted back from the day of loading, so that the phases are always in the states described.
"""
