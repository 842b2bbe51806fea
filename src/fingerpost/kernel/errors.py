"""Errors that carry words fit for the person who caused them."""


class RuleBroken(Exception):
    """What was asked cannot be done now, whoever asks. The text says why, in plain English."""


class NotAllowed(Exception):
    """This person may not do this. The text says so, and who may."""
