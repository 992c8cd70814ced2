"""An authorization code flow of Authlib: prints the address to go to, reads the one that the browser comes back to, prints the claims."""

import json
import sys

from authlib.common.security import generate_token
from authlib.integrations.requests_client import OAuth2Session
from authlib.jose import JsonWebKey, jwt

settings = json.loads(sys.argv[1])
session = OAuth2Session(
    settings["client_id"],
    settings["client_secret"],
    scope=settings["scope"],
    redirect_uri=settings["redirect_uri"],
    code_challenge_method="S256",
)
verifier = generate_token(48)
url, state = session.create_authorization_url(
    settings["issuer"] + "/oauth2/authorize", code_verifier=verifier, resource=settings["resource"]
)
print(url, flush=True)

# The server behind the public address.
base = settings["base"]
token = session.fetch_token(
    base + "/oauth2/token",
    authorization_response=sys.stdin.readline().strip(),
    state=state,
    code_verifier=verifier,
)
keys = JsonWebKey.import_key_set(session.request("GET", base + "/.well-known/jwks.json", withhold_token=True).json())
claims = jwt.decode(
    token["access_token"],
    keys,
    claims_options={
        "iss": {"essential": True, "value": settings["issuer"]},
        "aud": {"essential": True, "value": settings["resource"]},
    },
)
claims.validate()
print(json.dumps(claims), flush=True)
