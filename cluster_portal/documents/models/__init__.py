"""What this app stores: files people attach, documents that were sealed, and who signed them."""

from cluster_portal.documents.models.files import StoredFile, random_name
from cluster_portal.documents.models.sealed import Place, SealedContent, SealedCopy, SealedDocument, Standing
from cluster_portal.documents.models.signatures import OneTimeCode, Reading, Refusal, Signature, Trace

__all__ = [
    "OneTimeCode",
    "Place",
    "Reading",
    "Refusal",
    "SealedContent",
    "SealedCopy",
    "SealedDocument",
    "Signature",
    "Standing",
    "StoredFile",
    "Trace",
    "random_name",
]
