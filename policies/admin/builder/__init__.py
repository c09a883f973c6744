"""Writing an edition without knowing how documents are spelled, and help about rules.

Forms are made from the shapes of the grammar, so that what the engine reads is what one can fill
in. Every change goes through :mod:`policies.services`.
"""
