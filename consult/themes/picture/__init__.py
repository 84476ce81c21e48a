"""The picture of a consultation: proposals as dots, themes as areas, and the same as a table.

It is drawn by a job when the team asks for it, and shows the themes as they were that day. It holds places and numbers
only: titles are read when it is shown, so that nothing hidden since is named.
"""
