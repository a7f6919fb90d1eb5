"""What a process says when it calls the database: who it is, and how long it is willing to wait."""


def options(role: str) -> dict[str, str]:
    """For a process of this role."""
    patience = " -c statement_timeout=15000" if role == "earful-web" else ""
    return {
        "application_name": role,
        "options": f"-c timezone=UTC -c idle_in_transaction_session_timeout=15000{patience}",
    }
