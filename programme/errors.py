"""The one way a service says no. It stands on the ground floor, where every app and the admin's base reach it."""


class ActRefused(Exception):
    """An act was refused; nothing was written.

    `message` is a translated sentence for the person who pressed the button.
    """

    def __init__(self, message):
        super().__init__(message)
        self.message = message
