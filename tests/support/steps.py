"""The steps of `create`, which are those that a person does who makes a client."""

from automation.narrator import Step

CREATION = [*Step][: [*Step].index(Step.READ_EXISTING)]
