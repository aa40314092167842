"""What can be measured on a ticket."""

from enum import StrEnum


class Metric(StrEnum):
    """TTO and TTR of other tools are ASSIGNMENT and RESOLUTION."""

    FIRST_RESPONSE = "FIRST_RESPONSE"
    RESOLUTION = "RESOLUTION"
