"""Mails that others collected because programs stumble over them: all read without loss, and without what they only quote.

Nothing of them stands here: what a reader should see of a mail is told by its lines, or by the texts that lie beside it there.
"""

import email
import re
import tarfile
from datetime import UTC, datetime
from email import policy
from pathlib import Path

import pytest

from earful.channels.contract import Inbound, Unreadable, Us
from earful.channels.mail import heads, octets, parcels, parts, quotes, signatures, wire
from earful.channels.mail.hypertext import Hypertext
from earful.channels.mail.octets import LARGEST, Found

DATA = Path(__file__).parents[3] / "shared" / "data" / "mail"
US = Us("support@desk.test", "support@desk.test")
NOW = datetime(2026, 5, 1, tzinfo=UTC)
NO_MAILS = ("dkim/", "attachments/")  # pieces for tests of signatures, and files
FIRST_LINES = {  # of a mail in email-reply-parser: so many of its lines are its writer's, from the first on
    "correct_sig": 1, "email_1_1": 5, "email_1_2": 34, "email_1_3": 3, "email_1_4": 1, "email_1_5": 15, "email_1_6": 1,
    "email_1_7": 1, "email_1_8": 19, "email_2_1": 1, "email_2_2": 1, "email_2_3": 1, "email_BlackBerry": 1, "email_bullets": 9,
    "email_gmail": 1, "email_headers_no_delimiter": 1, "email_iPhone": 1, "email_multi_word_sent_from_my_mobile_device": 1,
    "email_one_is_not_on": 5, "email_partial_quote_header": 6, "email_sent_from_my_not_signature": 3,
    "email_sig_delimiter_in_middle_of_line": 7, "greedy_on": 6, "pathological": 2,
}  # fmt: skip


def files(name: str, part: str = "") -> dict[str, bytes]:
    archive = DATA / f"{name}.tar.gz"
    assert archive.exists(), f"these tests read {archive.name} of the shared data, which must lie beside this checkout"
    with tarfile.open(archive) as packed:
        found = {
            member.name: packed.extractfile(member) for member in packed if member.isfile() and part in member.name
        }
        return {path: file.read() for path, file in sorted(found.items()) if file is not None}


def mails() -> dict[str, bytes]:
    found = {**files("mail-parser"), **files("flanker"), **files("talon", ".eml")}
    return {path: whole for path, whole in found.items() if not any(part in path for part in NO_MAILS)}


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text)


def plainly(whole: bytes) -> str:
    """The plain parts of a mail as the language's own reader has them, where it has them."""
    said = email.message_from_bytes(whole, policy=policy.default).walk()
    plain = [part for part in said if part.get_content_type() == "text/plain" and not part.is_attachment()]
    return "\n".join(part.get_content() for part in plain)


def test_every_mail_is_kept_octet_by_octet_and_read_without_loss() -> None:
    read, unreadable, compared = 0, [], 0
    for path, whole in mails().items():
        parcel = parcels.parcel(Found(whole, len(whole), NOW))
        assert octets.unpack(parcel.raw)[1].octets == whole[:LARGEST], path
        try:
            said = wire.read(parcel.raw, US)
        except Unreadable:
            unreadable.append(path)
            continue
        read += 1
        assert isinstance(said, Inbound)
        assert said.text.strip(), f"nothing is shown of {path}"
        compared += kept_all(path, whole)
    print(f"{read} mails read, {len(unreadable)} name no sender or are none, {compared} compared word by word")
    assert read >= 75
    assert compared >= 40
    for path in unreadable:
        whole = mails()[path]
        assert not re.search(rb"^(?:from|sender|return-path):.*@", whole[:5000], re.IGNORECASE | re.MULTILINE), path


def kept_all(path: str, whole: bytes) -> bool:
    """Whether both readers found plain words; then ours lost none of them."""
    try:
        wanted = words(plainly(whole))
    except (LookupError, ValueError, KeyError, AttributeError, IndexError, TypeError):
        return False
    if not wanted or any("\ufffd" in one for one in (plainly(whole),)):
        return False
    found = set(words(everything(parts.said(parts.parse(whole)))))
    assert [one for one in wanted if one not in found] == [], path
    return True


def everything(said: parts.Said) -> str:
    """Its words and those of the mails in it."""
    inside = [parts.inner(leaf) for leaf in said.mails]
    return "\n".join([said.text, *(everything(parts.said(mail)) for mail in inside if mail is not None)])


@pytest.mark.parametrize("least", [0.95])
def test_of_answers_only_the_new_words_are_shown(least: float) -> None:
    right, wrong = 0, []
    for path, whole in files("email-reply-parser", ".txt").items():
        text = whole.decode().replace("\r\n", "\n")
        wanted = "\n".join(text.split("\n")[: FIRST_LINES[Path(path).stem]])
        good = words(signatures.own_words(text)) == words(wanted)
        right, wrong = right + good, wrong if good else [*wrong, path]
    for path, whole in files("talon", "standard_replies/").items():
        if path.endswith(".eml"):
            beside = files("talon", path.removesuffix(".eml") + "_reply_text")
            said = parts.said(parts.parse(whole)).text
            wanted = next(iter(beside.values())).decode() if beside else "Hello"
            good = words(quotes.fresh(said)) == words(wanted)
            right, wrong = right + good, wrong if good else [*wrong, path]
    for path, whole in files("talon", "html_replies/").items():
        stated = re.search(rb"charset=([\w-]+)", whole)
        text = Hypertext(heads.letters(whole, stated[1].decode() if stated else "utf-8")).text
        good = words(quotes.fresh(text))[-1] == "Alex" and len(words(quotes.fresh(text))) == 6
        right, wrong = right + good, wrong if good else [*wrong, path]
    share = right / (right + len(wrong))
    print(f"quotes: {right} of {right + len(wrong)} as expected ({share:.0%}); not: {wrong}")
    assert share >= least


def test_signatures_are_told_from_what_was_said() -> None:
    bodies = files("talon", "stripped/")
    right, wrong = 0, []
    for path, whole in bodies.items():
        if not path.endswith("_body"):
            continue
        text = unmarked(whole.decode())
        beside = bodies.get(path.replace("_body", "_signature"), b"")
        wanted = text.rstrip().removesuffix(unmarked(beside.decode()).strip())
        good = words(signatures.bare(text)) == words(wanted)
        right, wrong = right + good, wrong if good else [*wrong, path]
        assert set(words(wanted)) - set(words(signatures.bare(text))) == set(), f"a word of the matter was lost: {path}"
    print(f"signatures: {right} of {right + len(wrong)} as expected; kept: {wrong}")
    assert right >= len(wrong) * 4


def unmarked(text: str) -> str:
    return "\n".join(line.removeprefix("#sig#") for line in text.split("\n"))
