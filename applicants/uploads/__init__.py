"""Papers that founders upload: checked before anything else looks at them, then kept as files.

* :mod:`~applicants.uploads.admission`: how many are looked at at a time, over all processes.
* :mod:`~applicants.uploads.inspecting`: is this upload a paper that is taken, and harmless in size?
* :mod:`~applicants.uploads.kinds`: what files are taken, told by their content, and kept as what.
* :mod:`~applicants.uploads.parsing`: starts the child program and hears its answer.
* :mod:`~applicants.uploads.inspector`: the child program that parses it, under hard limits.
* :mod:`~applicants.uploads.naming`: the founder's file name, made fit to show and to download.
* :mod:`~applicants.uploads.storing`: files under random names, outside of what the web serves; they
  lie on a disk (:mod:`~applicants.uploads.disk`) or in a :mod:`~applicants.uploads.bucket`.
* :mod:`~applicants.uploads.errors`, :mod:`~applicants.uploads.refusals`: why an upload was refused,
  in words for the founder.

Needs Django's settings and its uploaded files, Pillow with pillow-heif, and pypdf with
cryptography; of the database only its locks. Knows no model: who may upload or download, and which
row a file belongs to, is decided elsewhere.
"""

from applicants.uploads.admission import FormBusy, UploadsBusy, admitted, one_at_a_time
from applicants.uploads.errors import AccountFull, DraftsFull, StorageFull, UploadRefused
from applicants.uploads.inspecting import Inspected, digest_of, inspect_upload
from applicants.uploads.kinds import Kind, accept_attribute, content_types
from applicants.uploads.refusals import MAX_BYTES
from applicants.uploads.storing import (
    copy_stored,
    open_stored,
    remove_stored,
    removed_on_failure,
    store,
    store_made,
    stored_names,
)

__all__ = [
    "MAX_BYTES",
    "AccountFull",
    "DraftsFull",
    "FormBusy",
    "Inspected",
    "Kind",
    "StorageFull",
    "UploadRefused",
    "UploadsBusy",
    "accept_attribute",
    "admitted",
    "content_types",
    "copy_stored",
    "digest_of",
    "inspect_upload",
    "one_at_a_time",
    "open_stored",
    "remove_stored",
    "removed_on_failure",
    "store",
    "store_made",
    "stored_names",
]
