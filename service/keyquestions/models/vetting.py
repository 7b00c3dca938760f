"""Addresses and keys that cannot work, found out before anything is sent; neither is repeated."""

from urllib.parse import urlsplit

from keyquestions.errors import SettingInvalid


def check_address(setting: str, address: str) -> None:
    """Whether requests can be sent there.

    Raises:
        SettingInvalid: they cannot.
    """
    if not _is_address(address):
        raise not_an_address(setting)


def not_an_address(setting: str) -> SettingInvalid:
    """The error for an address that is none; it may have a password in it, so it is not shown."""
    return SettingInvalid(
        f"{setting} is not the address of a server; write it like https://HOST/v1 or "
        "http://127.0.0.1:8000/v1."
    )


def check_key(setting: str, key: str) -> None:
    """Whether it can stand in a header.

    Raises:
        SettingInvalid: it cannot.
    """
    if not _is_plain(key):
        raise SettingInvalid(
            f"{setting} has a space, a line break or another character in it that no key has; "
            "copy the key again."
        )


def _is_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
        usable = parts.port != 0  # reading it is what finds out whether it is a number
    except ValueError:
        return False
    # urlsplit drops line breaks without a word, so they are looked for in the text itself.
    spaced = any(each.isspace() or not each.isprintable() for each in text)
    return usable and not spaced and parts.scheme in {"http", "https"} and bool(parts.hostname)


def _is_plain(text: str) -> bool:
    return all("!" <= each <= "~" for each in text)
