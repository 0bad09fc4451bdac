"""Who may do what to whose things, written by hand from the requirements and not from the program's own table.

Every line is a route; every column a role whose account is of a street (华阳路). The four letters of a cell are about a
thing of that street, of another street, of the district above, and of another street that was shared with ours:

    +  done
    e  answered without it: lists and requests for several things leave out what is not this seat's
    -  refused with 403: this role does not do that, or the thing can be seen but is not ours to change
    0  answered with 404: the thing is nobody's business here, not even that there is one
    .  there is no such thing

Lines with * are about the whole district: the first letter is for an account of the district, the third for one of the
street.
"""

from app.domain.permissions import Role

ROLES = (
    Role.ADMINISTRATOR,
    Role.DIRECTOR,
    Role.DUTY_LEADER,
    Role.DUTY_OFFICER,
    Role.OPERATOR,
    Role.RESPONDER,
    Role.AUDITOR,
    Role.INTAKE,  # an API key
)
RELATIONS = ("own", "other", "above", "shared")

PUBLIC = frozenset(
    {
        "GET /health",
        "GET /time",
        "GET /docs",
        "POST /sessions",
        # The phone's page; what it is told and takes part in goes by a link's token.
        "GET /join",
        "GET /join/{version}/{name}",
        "GET /join/certificate",
        "GET /join/certificate/fivefifteen.{kind}",
        "POST /join/photos",
    }
)

# What temporary staff is refused whatever the role (document 四(四)).
NOT_FOR_TEMPORARY_STAFF = frozenset(
    {
        "GET /sessions",
        "DELETE /sessions/{session_id}",
        "GET /accounts",
        "POST /accounts",
        "PUT /accounts/{account_id}",
        "GET /api-keys",
        "POST /api-keys",
        "DELETE /api-keys/{api_key_id}",
        "GET /events",
        "GET /audit/export",
        "POST /checkpoints",
        "POST /incidents/{incident_id}/backdating",
        "POST /incidents/{incident_id}/backdating/confirmation",
        "POST /incidents/{incident_id}/clocks/{clock_id}/stop",
        "POST /incidents/{incident_id}/clocks/{clock_id}/exclusions",
        "PUT /policies/{policy_id}",
        "POST /cameras",
        "POST /cameras/import",
        "POST /cameras/removal",
        "POST /cameras/{camera_id:path}/share",
        "POST /cameras/views",
        "POST /cameras/{camera_id:path}/look",
        "POST /rooms/{room_id}/cameras",
        "GET /statistics.csv",
    }
)

_TABLE = """
                                                               admin director leader officer operator responder auditor intake
GET    /sessions/current                                       +...  +...     +...   +...    +...     +...      +...    -...
DELETE /sessions/current                                       +...  +...     +...   +...    +...     +...      +...    -...
POST   /sessions/current/password                              +...  +...     +...   +...    +...     +...      +...    -...
GET    /sessions                                               +ee.  ---.     ---.   ---.    ---.     ---.      ---.    ---.
DELETE /sessions/{session_id}                                  +00.  ---.     ---.   ---.    ---.     ---.      ---.    ---.
GET    /accounts                                               +ee.  ---.     ---.   ---.    ---.     ---.      ---.    ---.
POST   /accounts                                               +--.  ---.     ---.   ---.    ---.     ---.      ---.    ---.
PUT    /accounts/{account_id}                                  +00.  ---.     ---.   ---.    ---.     ---.      ---.    ---.
GET    /api-keys                                               +ee.  ---.     ---.   ---.    ---.     ---.      ---.    ---.
POST   /api-keys                                               +--.  ---.     ---.   ---.    ---.     ---.      ---.    ---.
DELETE /api-keys/{api_key_id}                                  +00.  ---.     ---.   ---.    ---.     ---.      ---.    ---.

GET    /units                                                  +++.  +++.     +++.   +++.    +++.     +++.      +++.    ---.
POST   /units                                                  +--.  ---.     ---.   ---.    ---.     ---.      ---.    ---.
PUT    /units/{unit_id}                                        +--.  ---.     ---.   ---.    ---.     ---.      ---.    ---.
DELETE /units/{unit_id}                                        +--.  ---.     ---.   ---.    ---.     ---.      ---.    ---.
GET    /people                                                 +e+.  +e+.     +e+.   +e+.    +e+.     +e+.      +e+.    ---.
POST   /people                                                 +--.  ---.     ---.   ---.    ---.     ---.      ---.    ---.
PUT    /people/{person_id}                                     +0-.  ---.     ---.   ---.    ---.     ---.      ---.    ---.
DELETE /people/{person_id}                                     +0-.  ---.     ---.   ---.    ---.     ---.      ---.    ---.
GET    /shifts                                                 +e+.  +e+.     +e+.   +e+.    +e+.     +e+.      +e+.    ---.
POST   /shifts                                                 +--.  +--.     +--.   ---.    ---.     ---.      ---.    ---.
PUT    /shifts/{shift_id}                                      +0-.  +0-.     +0-.   ---.    ---.     ---.      ---.    ---.
DELETE /shifts/{shift_id}                                      +0-.  +0-.     +0-.   ---.    ---.     ---.      ---.    ---.

GET    /events                                               * +.-.  +.-.     -.-.   -.-.    -.-.     -.-.      +.-.    -.-.
GET    /audit/export                                         * +.-.  -.-.     -.-.   -.-.    -.-.     -.-.      +.-.    -.-.
POST   /checkpoints                                          * +.-.  -.-.     -.-.   -.-.    -.-.     -.-.      -.-.    -.-.
WS     /events                                                 +...  +...     +...   +...    +...     +...      +...    -...

POST   /incidents                                              +--.  +--.     +--.   +--.    +--.     +--.      ---.    +--.
GET    /incidents                                              +ee+  +ee+     +ee+   +ee+    +ee+     +ee+      ----    ----
GET    /incidents/{incident_id}                                +00+  +00+     +00+   +00+    +00+     +00+      ----    ----
POST   /incidents/{incident_id}/move                           +00-  +00-     +00-   +00-    -00-     -00-      ----    ----
POST   /incidents/{incident_id}/change                         +00-  +00-     +00-   +00-    ----     ----      ----    ----
POST   /incidents/{incident_id}/level                          +00-  +00-     +00-   +00-    ----     ----      ----    ----
POST   /incidents/{incident_id}/notes                          +00-  +00-     +00-   +00-    +00-     +00-      ----    0000
POST   /incidents/{incident_id}/share                          +00-  +00-     +00-   +00-    ----     ----      ----    ----
POST   /incidents/{incident_id}/merge                          +00-  +00-     +00-   +00-    ----     ----      ----    ----
POST   /incidents/{incident_id}/parent                         +00-  +00-     +00-   +00-    ----     ----      ----    ----
POST   /incidents/{incident_id}/reopen                         +00-  +00-     +00-   +00-    ----     ----      ----    ----
POST   /incidents/{incident_id}/backdating                     +00-  +00-     +00-   +00-    ----     ----      ----    ----
POST   /incidents/{incident_id}/backdating/confirmation        +00-  +00-     +00-   +00-    ----     ----      ----    ----
POST   /incidents/{incident_id}/assignments                    +00-  +00-     +00-   +00-    ----     ----      ----    ----
POST   /incidents/{incident_id}/decisions                      +00-  +00-     +00-   +00-    ----     ----      ----    ----
POST   /decisions/{decision_id}/withdraw                       +00-  +00-     +00-   +00-    ----     ----      ----    ----
POST   /assignments/{assignment_id}/answer                     +00+  +00+     +00+   +00+    ----     +00+      ----    ----
POST   /incidents/{incident_id}/reports                        +00-  +00-     +00-   +00-    ----     +00-      ----    ----
POST   /incidents/{incident_id}/clocks/{clock_id}/stop         +00-  +00-     +00-   +00-    ----     ----      ----    ----
POST   /incidents/{incident_id}/clocks/{clock_id}/exclusions   +00-  +00-     +00-   ----    ----     ----      ----    ----
POST   /incidents/{incident_id}/evidence/painted               +00+  +00+     +00+   +00+    +00+     ----      ----    ----
POST   /incidents/{incident_id}/evidence/conference            +00+  +00+     +00+   +00+    +00+     ----      ----    ----
POST   /incidents/{incident_id}/response/push                  +00-  +00-     +00-   +00-    +00-     ----      ----    ----
POST   /incidents/{incident_id}/response/steps/{number}/undo   +00-  +00-     +00-   +00-    ----     ----      ----    ----
POST   /incidents/{incident_id}/response/checklist/{number}    +00-  +00-     +00-   +00-    ----     ----      ----    ----
PUT    /mode                                                 * +.-.  +.-.     +.-.   -.-.    -.-.     -.-.      -.-.    -.-.
POST   /evidence/{evidence_id}/stamps                          +00-  +00-     +00-   +00-    ----     ----      ----    ----
POST   /incidents/{incident_id}/attachments                    +00+  +00+     +00+   +00+    +00-     +00+      ----    0000
GET    /attachments/{attachment_id}                            +00+  +00+     +00+   +00+    +00+     +00+      ----    ----

POST   /incidents/{incident_id}/room                           +00-  +00-     +00-   +00-    +00-     ----      ----    ----
POST   /rooms                                                  +--.  +--.     +--.   +--.    +--.     ---.      ---.    ---.
GET    /rooms                                                  +ee+  +ee+     +ee+   +ee+    +ee+     +ee+      ----    ----
GET    /rooms/{room_id}                                        +00+  +00+     +00+   +00+    +00+     +00+      ----    ----
PATCH  /rooms/{room_id}                                        +00-  +00-     +00-   +00-    +00-     ----      ----    ----
POST   /rooms/{room_id}/end                                    +00-  +00-     +00-   +00-    +00-     ----      ----    ----
POST   /rooms/{room_id}/invitations                            +00-  +00-     +00-   +00-    +00-     ----      ----    ----
POST   /invitations/{invitation_id}/answer                     +00-  +00-     +00-   +00-    +00-     +00-      ----    ----
POST   /invitations/{invitation_id}/ring-again                 +00-  +00-     +00-   +00-    +00-     ----      ----    ----
POST   /invitations/{invitation_id}/withdraw                   +00-  +00-     +00-   +00-    +00-     ----      ----    ----
POST   /rooms/{room_id}/cameras                                +00+  +00+     +00+   +00+    +00+     +00+      ----    ----
DELETE /rooms/{room_id}/cameras/{participation_id}             +00-  +00-     +00-   +00-    +00-     -00-      ----    ----
WS     /signalling                                             +--+  +--+     +--+   +--+    +--+     +--+      ----    ----
POST   /rooms/{room_id}/links                                  +00-  +00-     +00-   +00-    +00-     ----      ----    ----
POST   /links/{link_id}/show                                   +00-  +00-     +00-   +00-    +00-     ----      ----    ----
POST   /links/{link_id}/revoke                                 +00-  +00-     +00-   +00-    +00-     ----      ----    ----
POST   /links/{link_id}/send                                   +00-  +00-     +00-   +00-    +00-     ----      ----    ----

GET    /policies                                               +...  +...     +...   +...    +...     +...      +...    -...
PUT    /policies/{policy_id}                                 * +.-.  +.-.     -.-.   -.-.    -.-.     -.-.      -.-.    -.-.
GET    /plans/review                                           +e+.  +e+.     +e+.   +e+.    +e+.     +e+.      ---.    ---.
POST   /plans/dry-run                                          +--.  +--.     +--.   +--.    +--.     +--.      ---.    ---.
GET    /plans/{plan_id}/dry-run                                +0-.  +0-.     +0-.   +0-.    +0-.     +0-.      ---.    ---.
GET    /plans/{plan_id}/versions                               +0+.  +0+.     +0+.   +0+.    +0+.     +0+.      ---.    ---.
POST   /plans                                                  +--.  +--.     +--.   ---.    ---.     ---.      ---.    ---.
PUT    /plans/{plan_id}                                        +0-.  +0-.     +0-.   ---.    ---.     ---.      ---.    ---.
DELETE /plans/{plan_id}                                        +0-.  +0-.     +0-.   ---.    ---.     ---.      ---.    ---.

GET    /cameras                                                +ee+  +ee+     +ee+   +ee+    +ee+     +ee+      ----    ----
POST   /cameras                                                +-..  --..     --..   --..    --..     --..      --..    --..
POST   /cameras/import                                         +-..  --..     --..   --..    --..     --..      --..    --..
GET    /cameras/export                                         +ee+  +ee+     +ee+   +ee+    +ee+     +ee+      ----    ----
POST   /cameras/removal                                        +ee-  ----     ----   ----    ----     ----      ----    ----
POST   /cameras/{camera_id:path}/share                         +00-  ----     ----   ----    ----     ----      ----    ----
POST   /cameras/views                                          +ee+  +ee+     +ee+   +ee+    +ee+     +ee+      ----    ----
GET    /cameras/{camera_id:path}/looks                         +00+  +00+     +00+   +00+    +00+     +00+      ----    ----
POST   /cameras/{camera_id:path}/look                          +00+  +00+     +00+   +00+    +00+     +00+      ----    ----
GET    /patrol                                                 +...  +...     +...   +...    +...     +...      -...    -...

GET    /scenes                                                 +e+.  +e+.     +e+.   +e+.    +e+.     +e+.      ---.    ---.
POST   /scenes                                                 +...  +...     +...   +...    +...     -...      -...    -...
PUT    /scenes/{name:path}                                     +0-.  +0-.     +0-.   +0-.    +0-.     ---.      ---.    ---.
POST   /scenes/{name:path}/rename                              +0-.  +0-.     +0-.   +0-.    +0-.     ---.      ---.    ---.
DELETE /scenes/{name:path}                                     +0-.  +0-.     +0-.   +0-.    +0-.     ---.      ---.    ---.
GET    /tours                                                  +e+.  +e+.     +e+.   +e+.    +e+.     +e+.      ---.    ---.
PUT    /tours/{name:path}                                      +0-.  +0-.     +0-.   +0-.    +0-.     ---.      ---.    ---.
POST   /tours/{name:path}/rename                               +0-.  +0-.     +0-.   +0-.    +0-.     ---.      ---.    ---.
DELETE /tours/{name:path}                                      +0-.  +0-.     +0-.   +0-.    +0-.     ---.      ---.    ---.

GET    /outputs                                                +ee.  +ee.     +ee.   +ee.    +ee.     +ee.      ---.    ---.
PUT    /outputs/{output_id}                                    +00.  +00.     +00.   +00.    +00.     ---.      ---.    ---.
DELETE /outputs/{output_id}                                    +00.  +00.     +00.   +00.    +00.     ---.      ---.    ---.
POST   /outputs/{output_id}/report                             +00.  +00.     +00.   +00.    +00.     ---.      ---.    ---.
POST   /outputs/{output_id}/push                               +00.  +00.     +00.   +00.    +00.     ---.      ---.    ---.
POST   /outputs/{output_id}/push/answer                        +00.  +00.     +00.   +00.    +00.     ---.      ---.    ---.

GET    /statistics                                             +--.  +--.     +--.   +--.    ---.     ---.      +--.    ---.
GET    /statistics.csv                                         +--.  +--.     +--.   ---.    ---.     ---.      +--.    ---.
"""  # noqa: E501 a table

WHOLE_DISTRICT: frozenset[str]
MATRIX: dict[str, dict[Role, dict[str, str]]] = {}


def _read() -> frozenset[str]:
    whole_district = set()
    for line in _TABLE.strip().splitlines()[1:]:
        words = line.split()
        if not words:
            continue
        route, cells = f"{words[0]} {words[1]}", words[2:]
        if cells[0] == "*":
            whole_district.add(route)
            cells = cells[1:]
        assert len(cells) == len(ROLES), f"{route} has {len(cells)} cells"
        assert all(len(cell) == len(RELATIONS) for cell in cells), route
        MATRIX[route] = {
            role: {relation: letter for relation, letter in zip(RELATIONS, cell, strict=True) if letter != "."}
            for role, cell in zip(ROLES, cells, strict=True)
        }
    return frozenset(whole_district)


WHOLE_DISTRICT = _read()
