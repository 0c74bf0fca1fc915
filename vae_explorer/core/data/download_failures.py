"""Why a data set could not be downloaded, and what to do about it, for people."""

from __future__ import annotations

import errno
from collections.abc import Sequence
from pathlib import Path

from vae_explorer.core.data.mirrors import MirrorFailed, RemoteFile
from vae_explorer.core.errors import UserError
from vae_explorer.core.language import tr


def no_mirror_left(
    title: str, file: RemoteFile, folder: Path, failures: Sequence[MirrorFailed], *, begun: bool
) -> UserError:
    """Return what to say where every mirror failed.

    Parameters
    ----------
    title
        Name of the data set.
    file
        That none could deliver.
    folder
        Where to.
    failures
        What each mirror answered.
    begun
        Whether a part of the file has arrived.
    """
    hosts = tr(" and ").join(dict.fromkeys(failure.host for failure in failures))
    details = "\n".join(str(failure) for failure in failures)
    by_hand = tr(
        "put {file} and its three companions into {folder} by hand", file=file.name, folder=folder
    )
    if "CERTIFICATE_VERIFY_FAILED" in details:
        problem = tr("the certificate of {hosts} was not accepted", hosts=hosts)
        way_out = tr("Set REQUESTS_CA_BUNDLE to your organisation's certificates")
    elif not all(failure.no_connection for failure in failures):
        problem = tr("{hosts} did not deliver {file} as it should be", hosts=hosts, file=file.name)
        way_out = tr("Try again later")
    elif begun:
        problem = tr("the network connection to {hosts} broke off", hosts=hosts)
        way_out = tr("Try again, and it goes on where it stopped")
    else:
        problem = tr("there is no network connection to {hosts}", hosts=hosts)
        way_out = tr("Check the connection (and HTTPS_PROXY, behind a proxy) and try again")
    return UserError(
        tr("{title} could not be downloaded: {problem}.", title=title, problem=problem),
        tr("{way_out}, or {by_hand}.", way_out=way_out, by_hand=by_hand),
        details,
    )


def too_large(title: str, file: RemoteFile) -> UserError:
    """Return what to say of a file that holds more than it can."""
    return UserError(
        tr(
            "{title} could not be unpacked: {file} holds more than {most:,} bytes.",
            title=title,
            file=file.name,
            most=file.most_bytes,
        ),
        tr("Tell the authors of VAE Explorer, and put the unpacked file there by hand."),
    )


def not_writable(title: str, folder: Path, error: OSError) -> UserError:
    """Return what to say where a folder takes no file."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        what = tr(
            "The disk is full: {title} does not fit into {folder}.", title=title, folder=folder
        )
        way_out = tr("Free about 70 MB, or choose another folder with --data-dir; then try again.")
    else:
        what = tr(
            "{title} cannot be written to {folder} ({why}).",
            title=title,
            folder=folder,
            why=error.strerror or error,
        )
        way_out = tr("Choose a folder that you may write to with --data-dir or VAE_EXPLORER_DATA.")
    return UserError(what, way_out, repr(error))
