"""What an act was refused for: the code, or the fields."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from cluster_portal.workflow import Refused


def refusal(act: Callable[..., Any], *args: Any, **kwargs: Any) -> str:
    """The code of the refusal; its reason is in words."""
    with pytest.raises(Refused) as caught:
        act(*args, **kwargs)
    assert str(caught.value.reason).strip()
    return caught.value.code


def fields(act: Callable[..., Any], *args: Any, **kwargs: Any) -> set[str]:
    """The fields that were wrong."""
    with pytest.raises(ValidationError) as caught:
        act(*args, **kwargs)
    return set(caught.value.message_dict)
