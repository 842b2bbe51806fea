"""A small, real OpenID Connect provider on this machine: discovery, authorize, token, user page and keys.

It does what the specification asks of a provider with the code flow and PKCE (S256), signs with RS256,
and refuses what a good provider refuses.
"""

import base64
import hashlib
import json
import secrets
import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT, SECRET = "fingerpost", "s3cret: with a colon"


@dataclass
class Provider:
    """What the directory says of whoever signs in, and what it saw."""

    claims: dict[str, Any] = field(default_factory=dict)
    refuses: bool = False
    grants: dict[str, dict[str, str]] = field(default_factory=dict)
    tokens: dict[str, dict[str, Any]] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        provider = self

        class Handler(_Handler):
            owner = provider

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.issuer = f"http://127.0.0.1:{self.server.server_port}"
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()

    def stop(self) -> None:
        """Close the port."""
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()

    def discovery(self) -> dict[str, Any]:
        """The document every client reads first."""
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "userinfo_endpoint": f"{self.issuer}/userinfo",
            "jwks_uri": f"{self.issuer}/keys",
            "response_types_supported": ["code"],
            "subject_types_supported": ["pairwise"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "token_endpoint_auth_methods_supported": ["client_secret_basic"],
            "code_challenge_methods_supported": ["S256"],
        }

    def keys(self) -> dict[str, Any]:
        """The public key, for whoever checks a signature."""
        key = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key()))
        return {"keys": [key | {"kid": "one", "use": "sig", "alg": "RS256"}]}

    def authorize(self, asked: dict[str, str]) -> str:
        """Where the browser is sent back to."""
        for name in ("client_id", "redirect_uri", "state", "code_challenge"):
            if not asked.get(name):
                self.problems.append(f"authorize without {name}")
        if asked.get("code_challenge_method") != "S256":
            self.problems.append("authorize without S256")
        if self.refuses:
            return f"{asked['redirect_uri']}?{urlencode({'error': 'access_denied', 'state': asked['state']})}"
        code = secrets.token_urlsafe(24)
        self.grants[code] = asked
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"

    def token(self, given: dict[str, str], authorization: str) -> dict[str, Any] | None:
        """Tokens for a code, once, to the client that asked, with the right verifier."""
        kind, _, value = authorization.partition(" ")
        pair = base64.b64decode(value).decode() if kind == "Basic" else ""
        grant = self.grants.pop(given.get("code", ""), None)
        verifier = hashlib.sha256(given.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(verifier).rstrip(b"=").decode()
        right = {
            "client": [unquote(part) for part in pair.split(":", 1)] == [CLIENT, SECRET],
            "code": grant is not None,
            "verifier": grant is not None and grant["code_challenge"] == challenge,
            "redirect_uri": grant is not None and grant["redirect_uri"] == given.get("redirect_uri"),
        }
        self.problems += [f"token with a wrong {name}" for name, holds in right.items() if not holds]
        if not all(right.values()):
            return None
        access, now = secrets.token_urlsafe(24), int(time.time())
        self.tokens[access] = self.claims
        signed = {"iss": self.issuer, "aud": CLIENT, "iat": now, "exp": now + 300, **self.claims}
        return {
            "access_token": access, "token_type": "Bearer", "expires_in": 300,
            "id_token": jwt.encode(signed, self.key, algorithm="RS256", headers={"kid": "one"}),
        }  # fmt: skip


class _Handler(BaseHTTPRequestHandler):
    owner: Provider

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        if parts.path == "/.well-known/openid-configuration":
            self._json(self.owner.discovery())
        elif parts.path == "/keys":
            self._json(self.owner.keys())
        elif parts.path == "/authorize":
            asked = {key: values[0] for key, values in parse_qs(parts.query).items()}
            self.send_response(302)
            self.send_header("Location", self.owner.authorize(asked))
            self.end_headers()
        elif parts.path == "/userinfo":
            access = self.headers.get("Authorization", "").removeprefix("Bearer ")
            self._json(self.owner.tokens.get(access))
        else:
            self._json(None)

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        given = {key: values[0] for key, values in parse_qs(body).items()}
        self._json(self.owner.token(given, self.headers.get("Authorization", "")))

    def _json(self, said: dict[str, Any] | None) -> None:
        body = json.dumps(said if said is not None else {"error": "invalid_request"}).encode()
        self.send_response(200 if said is not None else 401)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: Any) -> None:
        """Say nothing."""
