"""What pages show of verdicts: groups, cards, lines of reasons, all in the reader's language.

Takes results of the rules and gives frozen view models; templates choose and print. Depends on
:mod:`policies.rules` and Django's translation, never on a request or on models.
"""
