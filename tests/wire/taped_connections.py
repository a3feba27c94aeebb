"""Connections of both connectors in vcrpy's form, where its own do not do."""

from typing import Any

from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from vcr.stubs.httplib2_stubs import VCRHTTPConnectionWithTimeout, VCRHTTPSConnectionWithTimeout
from vcr.stubs.urllib3_stubs import VCRRequestsHTTPConnection, VCRRequestsHTTPSConnection

from crmsync_google import transport


class _GooglePlain(VCRHTTPConnectionWithTimeout):  # type: ignore[misc] # vcrpy has no types
    """The Google connector has connections of its own, which vcrpy does not know."""

    _baseclass = transport._Plain


class _GoogleSecure(VCRHTTPSConnectionWithTimeout):  # type: ignore[misc] # vcrpy has no types
    _baseclass = transport._Secure


class _LikeUrllib3:
    """urllib3's answers give their headers as a mapping, vcrpy's as a list; hubspot-api-client hands on either.

    vcrpy has read the whole answer, and takes the connection out of its pool without closing it: it is closed here.
    """

    def getresponse(self, *args: object, **kwargs: object) -> Any:
        response = super().getresponse(*args, **kwargs)  # type: ignore[misc] # a mix-in over two bases
        response.getheaders = lambda: response.headers
        self.real_connection.close()  # type: ignore[attr-defined] # vcrpy's
        return response


class _HubSpotPlain(_LikeUrllib3, VCRRequestsHTTPConnection):  # type: ignore[misc] # vcrpy has no types
    pass


class _HubSpotSecure(_LikeUrllib3, VCRRequestsHTTPSConnection):  # type: ignore[misc] # vcrpy has no types
    pass


PATCHES = (
    (transport, "_Plain", _GooglePlain),
    (transport, "_Secure", _GoogleSecure),
    (HTTPConnectionPool, "ConnectionCls", _HubSpotPlain),
    (HTTPSConnectionPool, "ConnectionCls", _HubSpotSecure),
)
"""What vcrpy puts where while a cassette is in use."""
