"""The one way a service says no."""


class ActRefused(Exception):
    """An act was refused; nothing was written.

    `message` is a translated sentence for the person who pressed the button.
    """

    def __init__(self, message):
        super().__init__(message)
        self.message = message
