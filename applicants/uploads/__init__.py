"""Papers that founders upload: checked before anything else looks at them, then kept as files.

* :mod:`~applicants.uploads.inspecting`: is this upload what its name says, and harmless in size?
* :mod:`~applicants.uploads.inspector`: the child program that parses it, under hard limits.
* :mod:`~applicants.uploads.naming`: the founder's file name, made fit to show and to download.
* :mod:`~applicants.uploads.storing`: files under random names, outside of what the web serves.
* :mod:`~applicants.uploads.errors`: why an upload was refused, in words for the founder.

Needs Django's settings and its uploaded files, Pillow and pypdf. Knows no model and no database:
who may upload or download, and which row a file belongs to, is decided elsewhere.
"""

from applicants.uploads.errors import StorageFull, UploadRefused
from applicants.uploads.inspecting import MAX_BYTES, Inspected, Kind, inspect_upload
from applicants.uploads.storing import (
    open_stored,
    remove_stored,
    removed_on_failure,
    store,
    stored_names,
)

__all__ = [
    "MAX_BYTES",
    "Inspected",
    "Kind",
    "StorageFull",
    "UploadRefused",
    "inspect_upload",
    "open_stored",
    "remove_stored",
    "removed_on_failure",
    "store",
    "stored_names",
]
