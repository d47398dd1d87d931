"""A mail server that is down."""

from django.core.mail.backends.base import BaseEmailBackend


class DeadMail(BaseEmailBackend):
    """Refuses every connection."""

    def open(self):
        raise ConnectionRefusedError("the mail server is down")

    def send_messages(self, email_messages):
        self.open()
