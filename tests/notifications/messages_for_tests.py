"""A message of the tests."""

from dataclasses import dataclass

from django.utils.translation import get_language

from cluster_portal.notifications.messages import Message


@dataclass(frozen=True)
class Called(Message):
    """Says what it was told to, and in which language."""

    kind = "tests.called"

    about: str = "Заседание"
    page: str = "/inbox/"

    def subject(self):
        return f"{self.about}\n{get_language()}"

    def text(self):
        return f"<b>{self.about}</b> & {get_language()}"

    def url(self):
        return self.page


class Secret(Called):
    """Opens something."""

    kind = "tests.secret"
    in_inbox = False
    secret = True
