"""What a process says when it calls the database: who it is, and how long it is willing to wait."""

# What kit/ready.py asks is planned when a connection asks it first, not each of the first six times.
PLAN_ONCE = "-c plan_cache_mode=force_generic_plan"


def options(role: str) -> dict[str, str]:
    """For a process of this role."""
    patience = " -c statement_timeout=15000" if role == "earful-web" else ""
    return {
        "application_name": role,
        "options": f"-c timezone=UTC -c idle_in_transaction_session_timeout=15000{patience} {PLAN_ONCE}",
    }
