from earful.conversations import tally


def run() -> int:
    """Mend the kept counts, and say by how much they were wrong."""
    apart = tally.wrong_by()
    tally.count_again()
    print(f"Counted anew; {apart} had been wrong." if apart else "Counted anew; nothing had been wrong.")
    return 0
