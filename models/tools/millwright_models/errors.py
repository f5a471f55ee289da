# SPDX-License-Identifier: EPL-2.0
"""The one error that a user is expected to see."""


class InputError(Exception):
    """Something that the user gave is wrong. The message names place, value and remedy; no stack trace is shown."""
