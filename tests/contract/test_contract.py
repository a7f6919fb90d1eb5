"""Every network keeps the same promises."""

from contract_suite import *  # noqa: F403 -- the suite's tests, run here in every world
