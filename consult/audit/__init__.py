"""The register of acts: one line for every act that changes what others see.

Append-only; the database refuses the rest.
"""
