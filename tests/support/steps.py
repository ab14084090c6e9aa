"""The steps of `create`, which are those that a person does who makes a client."""

from automation.narrator import Step

# What is done with a client that is there; each stands where its flows come to it.
_OF_OTHERS = {Step.FIND_CLIENT, Step.OPEN_EDIT, Step.DELETE, Step.ROTATE}
CREATION = [step for step in [*Step][: [*Step].index(Step.READ_EXISTING)] if step not in _OF_OTHERS]
