"""All that every adapter promises. Run by test_contract.py in every world, and by tests/real against real servers."""

from contract_amending import *  # noqa: F403 -- the tests are collected where this file is imported
from contract_garbled import *  # noqa: F403 -- likewise
from contract_keeping import *  # noqa: F403 -- likewise
from contract_listening import *  # noqa: F403 -- likewise
from contract_moderating import *  # noqa: F403 -- likewise
from contract_privately import *  # noqa: F403 -- likewise
from contract_reading import *  # noqa: F403 -- likewise
from contract_sending import *  # noqa: F403 -- likewise
